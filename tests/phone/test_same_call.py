"""A call of which a technician told by the key "Rozmawiam" and of which an exchange tells as well is one call."""

from datetime import timedelta

import pytest

from amberdesk.people.models import Person
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.actions.talk import start_talk
from amberdesk.phone.actions.wrap_up import choose_status
from amberdesk.phone.endings import Ending
from amberdesk.phone.models import Call, CallBack, HalfHour, Reservation
from amberdesk.phone.same_call import Spoken, apart, pairs
from tests.factories import NINE
from tests.orders.shop import MINUTE, actor
from tests.phone.switchboard import CALLER, Line, make_line

SECOND = timedelta(seconds=1)
OTHER = "+48600999999"


def spoken(person: int | None, number: str, since: float, until: float = 0) -> Spoken:
    return Spoken(person, number, NINE + since * SECOND, NINE + max(since, until) * SECOND)


def test_one_technician_has_one_talk_at_a_time_whatever_number_he_wrote_down() -> None:
    told = spoken(7, CALLER, 0, 600)

    assert apart(told, spoken(7, CALLER, 590))
    assert apart(told, spoken(7, "", 700))
    assert apart(told, spoken(7, OTHER, 100))
    assert apart(told, spoken(7, OTHER, 130)) is None
    assert apart(told, spoken(7, CALLER, 721)) is None
    assert apart(told, spoken(8, CALLER, 5)) is None


def test_a_short_talk_is_not_the_next_one_of_another_number() -> None:
    assert apart(spoken(7, CALLER, 0, 20), spoken(7, OTHER, 40)) is None


def test_who_answered_is_not_known_then_the_number_says_it_and_none_is_anybodys() -> None:
    told = spoken(None, CALLER, 0, 600)

    assert apart(told, spoken(7, CALLER, 110)) == (False, 110 * SECOND)
    assert apart(told, spoken(7, "", -110)) == (True, 110 * SECOND)
    assert apart(told, spoken(7, OTHER, 5)) is None
    assert apart(told, spoken(7, CALLER, 130)) is None
    assert apart(spoken(None, "", 0), spoken(7, CALLER, 0)) is None


def test_the_nearest_pair_comes_first_and_each_call_once() -> None:
    told = {"a": spoken(None, CALLER, 0), "b": spoken(None, CALLER, 60)}
    said = {"x": spoken(7, CALLER, 50), "y": spoken(8, "", 55)}

    assert dict(pairs(told, said)) == {"b": "x", "a": "y"}


@pytest.fixture
def line(db: None) -> Line:
    return make_line()


def talk(line: Line, second: float = 10, number: str = CALLER, person: Person | None = None) -> Call:
    at = NINE + second * SECOND
    return start_talk(line.hotline, person=person or line.desk.ewa, number=number, at=at)


def answered(
    line: Line, key: str = "late", *, agent: str = "ewa", caller: str = CALLER, end: float = 90
) -> Call:
    """Tell of a call that was answered after five seconds, with rings; `end` 0: it goes on."""
    offered = {"number": line.hotline.number, "from": caller}
    events: list[tuple[float, str, dict[str, object]]] = [
        (0, "call.offered", offered),
        (1, "attempt.started", {"ring": "r", "agent": agent, "ring_ms": 12_000}),
        (5, "call.answered", {"ring": "r", "agent": agent}),
    ]
    return line.tell(key, *events, *([(end, "call.ended", {"by": "caller"})] if end else []))


def test_what_the_exchange_tells_later_is_the_call_that_was_told_by_hand(line: Line) -> None:
    said = talk(line)
    note = Said(ending=Ending.NO_ORDER, reason="information")
    end_call(said, note, by=actor(line.desk.ewa), at=NINE + MINUTE)
    answered(line)

    call = Call.objects.get()
    assert (call.pk, call.key, call.exchange) == (said.pk, "pbx:late", line.exchange)
    assert (call.ending, call.answered_by, call.coarse) == ("no_order", line.desk.ewa, False)
    assert (call.answered_at, call.talk_ms) == (NINE + 5 * SECOND, 85_000)
    reckon_hotlines(NINE)
    assert HalfHour.objects.get().offered == 1


def test_told_piece_by_piece_while_the_talk_runs_it_is_one_call_and_one_technician(line: Line) -> None:
    said = talk(line)
    answered(line, end=0)

    assert Call.objects.get().pk == said.pk
    assert Reservation.objects.get().call_key == "pbx:late"
    line.tell("late", (90, "call.ended", {}))
    call = Call.objects.get()
    assert (call.ended_at, call.segments.get().person) == (NINE + 90 * SECOND, line.desk.ewa)
    assert Reservation.objects.get().wrap_up


def test_the_technician_whom_the_exchange_does_not_know_is_who_told_of_it(line: Line) -> None:
    talk(line)
    answered(line, agent="PJSIP/unknown")

    call = Call.objects.get()
    assert (call.answered_by, call.segments.get().person) == (line.desk.ewa, line.desk.ewa)


def test_the_key_pressed_in_a_call_that_the_exchange_tells_of_opens_that_call(line: Line) -> None:
    told = answered(line, end=0)

    assert talk(line, 20).pk == told.pk
    assert talk(line, 300, number="").pk == told.pk
    assert Call.objects.count() == 1


def test_the_key_pressed_while_his_phone_rings_says_that_he_took_it(line: Line) -> None:
    told = line.ringing()
    call = talk(line, 3)

    assert (call.pk, call.outcome, call.answered_by) == (told.pk, "answered", line.desk.ewa)
    assert Call.objects.count() == 1


def test_the_key_pressed_by_somebody_whose_phone_is_unknown_credits_him(line: Line) -> None:
    told = answered(line, agent="PJSIP/unknown", end=0)
    call = talk(line, 20)

    assert (call.pk, call.answered_by) == (told.pk, line.desk.ewa)


def test_another_callers_or_technicians_talk_is_another_call(line: Line) -> None:
    answered(line, agent="PJSIP/unknown")
    talk(line, 20, OTHER)
    talk(line, 20, CALLER, line.desk.tomasz)

    assert Call.objects.filter(exchange__code="desk").count() == 1
    assert Call.objects.count() == 2


def test_a_talk_of_a_lost_line_that_was_never_ended_is_not_the_next_call(line: Line) -> None:
    answered(line, end=0)
    line.exchange.lost_at = NINE + MINUTE
    line.exchange.save()

    assert talk(line, 1800, "").exchange.code == "desk"


def test_promises_go_with_the_call(line: Line) -> None:
    told = line.rejected()
    promise = CallBack.objects.get(call=told)
    said = talk(line, 10)
    key = told.key.partition(":")[2]
    line.tell(key, (8, "call.answered", {"agent": "ewa"}), (60, "call.ended", {}))
    promise.refresh_from_db()

    assert Call.objects.get().pk == said.pk
    assert (promise.call_id, promise.state) == (said.pk, "done")
    choose_status(line.desk.ewa, status="available", by=actor(line.desk.ewa), at=NINE + 5 * MINUTE)
    assert not Reservation.objects.exists()
