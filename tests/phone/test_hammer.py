"""Everybody at once, on connections of their own: questions, events, endings and keys never wait for one another in a ring."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Count

from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.look_after import look_after_hotlines
from amberdesk.phone.actions.talk import start_talk
from amberdesk.phone.actions.wrap_up import choose_status
from amberdesk.phone.endings import Ending
from amberdesk.phone.happenings import By, What
from amberdesk.phone.models import Call, Reservation
from tests.factories import NINE, make_network
from tests.orders.shop import actor
from tests.phone.hotlines import SECOND, Line, at_the_desk, make_exchange, make_line

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
CALLS, ROUNDS = 12, 6


def one_call(line: Line, key: str, luck: random.Random) -> str:
    """Live one call through as its exchange tells it: asked, rung, asked again, answered, ended, said how."""
    at, caller = NINE + luck.randrange(60) * SECOND, f"+4860010020{luck.randrange(4)}"
    line.tell(key, What.OFFERED, at, caller=caller)
    for turn in range(8):
        answer = line.ask(key, at + turn * SECOND, id=f"{key}.{turn}")
        if answer.do == "ring":
            phone = luck.choice(answer.data["phones"])
            line.rings(key, at, ring=phone)
            if luck.random() < 0.6:
                line.tell(key, What.ANSWERED, at + SECOND, agent=phone["agent"], ring=phone["ring"])
                break
    if luck.random() < 0.2:
        line.tell(key, What.CALLBACK_ASKED, at + 2 * SECOND)
    call = line.tell(key, What.ENDED, at + 3 * SECOND, by=By.CALLER)
    if call.answered_by:
        said = Said(ending=Ending.NO_ORDER, reason="information")
        end_call(call, said, by=actor(call.answered_by), at=at + 4 * SECOND)
    return call.outcome


def test_many_exchanges_technicians_and_the_loop_s_own_job_never_lock_one_another_out() -> None:
    exchanges = [make_exchange(), make_exchange(name="Druga", code="two")]
    lines = [make_line(make_network(code), exchanges[n % 2]) for n, code in enumerate(("FAL", "BUR", "ZAT"))]
    people = [at_the_desk(f"Technik {n}", *(line.network for line in lines)) for n in range(4)]

    def alone(work):  # type: ignore[no-untyped-def]
        def done(number: int) -> str:
            try:
                return work(number, random.Random(number)) or ""
            finally:
                connection.close()

        return done

    def technician(number: int, luck: random.Random) -> None:
        person = people[number % len(people)]
        for turn in range(ROUNDS):
            status = luck.choice(["available", "available", "break"])
            choose_status(person, status=status, by=actor(person), at=NINE + turn * 10 * SECOND)
            if luck.random() < 0.3:
                line = luck.choice(lines)
                talk = start_talk(
                    line.hotline, person=person, number="+48600100200", at=NINE + turn * 10 * SECOND
                )
                said = Said(ending=Ending.NO_ORDER, reason="information")
                end_call(talk, said, by=actor(person), at=NINE + (turn * 10 + 5) * SECOND)

    def caller(number: int, luck: random.Random) -> str:
        return one_call(lines[number % 3], f"k{number}", luck)

    def loop(number: int, luck: random.Random) -> None:
        for turn in range(ROUNDS * 2):
            look_after_hotlines(NINE + turn * 7 * SECOND)

    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(alone(caller), n) for n in range(CALLS * 3)]
        others = [pool.submit(alone(technician), n) for n in range(4)] + [pool.submit(alone(loop), 0)]
        outcomes = Counter(call.result(timeout=120) for call in calls)
        for other in others:
            other.result(timeout=120)

    told = Call.objects.exclude(key__contains=":r-")
    assert told.count() == CALLS * 3 == sum(outcomes.values())
    by_outcome = dict(told.values_list("outcome").annotate(Count("pk")))
    assert by_outcome == outcomes and set(outcomes) <= {"answered", "abandoned", "callback"}
    look_after_hotlines(NINE + 24 * 3600 * SECOND)
    assert not Reservation.objects.exists()
