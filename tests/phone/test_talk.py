"""The key "Rozmawiam": the technician tells of a call that no exchange tells of."""

from datetime import timedelta

import pytest

from amberdesk.people.refusals import Forbidden
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.talk import hang_up, start_talk
from amberdesk.phone.actions.wrap_up import choose_status
from amberdesk.phone.endings import Ending
from amberdesk.phone.models import Call, Exchange, Reservation
from amberdesk.rosters.models import Presence
from tests.at_once import while_open
from tests.factories import NINE
from tests.orders.shop import MINUTE, actor, make_desk
from tests.phone.switchboard import CALLER, Line, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Line:
    line = make_line()
    line.hotline.exchange = Exchange.objects.create(name="Orange", code="orange", kind="report", key_id="a")
    line.hotline.save()
    return line


def talk(line: Line, at: object = NINE, number: str = CALLER) -> Call:
    return start_talk(line.hotline, person=line.desk.ewa, number=number, site=line.desk.site, at=at)  # type: ignore[arg-type]


def test_it_is_a_coarse_answered_call_of_the_operators_exchange(line: Line) -> None:
    call = talk(line)

    assert (call.exchange.code, call.coarse, call.outcome) == ("orange", True, "answered")
    assert (call.caller, call.answered_by, call.site) == (CALLER, line.desk.ewa, line.desk.site)
    assert (call.answered_at, call.ended_at) == (NINE, None)


def test_its_ending_is_its_end(line: Line) -> None:
    call = talk(line)
    end_call(
        call, Said(ending=Ending.NO_ORDER, reason="information"), by=actor(line.desk.ewa), at=NINE + MINUTE
    )

    call = Call.objects.get()
    assert (call.ended_at, call.talk_ms, call.ending) == (NINE + MINUTE, 60_000, "no_order")


def test_the_key_pressed_twice_is_one_call_and_the_next_one_ends_the_last(line: Line) -> None:
    first = talk(line)
    assert talk(line, NINE + timedelta(seconds=2)).pk == first.pk
    second = talk(line, NINE + 5 * MINUTE)

    assert second.pk != first.pk
    assert Call.objects.get(pk=first.pk).ended_at == NINE + 5 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_the_key_pressed_on_two_pages_at_once_is_one_call() -> None:
    line = make_line()

    second = while_open(one=lambda: talk(line), other=lambda: talk(line, number="600 100 200"))
    assert second == Call.objects.get()


def test_saying_that_one_is_free_ends_a_talk_that_nobody_else_tells_of(line: Line) -> None:
    talk(line)
    choose_status(line.desk.ewa, status="available", by=actor(line.desk.ewa), at=NINE + MINUTE)

    assert Call.objects.get().ended_at == NINE + MINUTE
    assert Presence.objects.get(person=line.desk.ewa).status == "available"
    assert not Reservation.objects.exists()


def test_a_talk_that_an_exchange_has_told_of_meanwhile_is_not_ended_under_its_old_name(line: Line) -> None:
    before = talk(line)
    theirs = Exchange.objects.create(name="API", code="api", kind="api", key_id="a")
    Call.objects.filter(pk=before.pk).update(key="api:1", exchange=theirs)
    hang_up(before, at=NINE + MINUTE)

    assert Call.objects.get().key == "api:1"


def test_without_an_exchange_the_desk_has_one_of_its_own(line: Line) -> None:
    line.hotline.exchange = None
    assert talk(line).exchange.code == "desk"


def test_nobody_talks_on_hotlines_that_are_not_his(line: Line) -> None:
    with pytest.raises(Forbidden):
        start_talk(line.hotline, person=make_desk("BUR").ewa, at=NINE)
    assert not Call.objects.exists()
