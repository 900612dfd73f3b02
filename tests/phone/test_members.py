"""Whom an Asterisk's queues have: never somebody who is on the phone elsewhere, or not on shift."""

from datetime import timedelta

import pytest

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.members import Member, members_wanted
from amberdesk.phone.models import Exchange, Hotline, Phone, Reservation
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import NINE, make_network, make_shift, make_technician
from tests.phone.hotlines import SECOND, Line, at_the_desk, make_exchange, make_line

pytestmark = pytest.mark.django_db
MINUTE = 60 * SECOND


@pytest.fixture
def line() -> Line:
    made = make_line(exchange=make_exchange(name="Asterisk", code="ast", kind="asterisk"))
    Hotline.objects.update(queue="fal")
    return made


def here(line: Line, person: Person) -> Person:
    Phone.objects.create(exchange=line.exchange, agent=f"PJSIP/{person.pk}", person=person)
    return person


def member(line: Line, person: Person, at: object = NINE) -> Member | None:
    found = members_wanted(Exchange.objects.get(pk=line.exchange.pk), at)  # type: ignore[arg-type]
    return found.there.get(("fal", f"PJSIP/{person.pk}"))


def hold(person: Person, call: str, **facts: object) -> None:
    Reservation.objects.create(
        **{"person": person, "call_key": call, "since": NINE, "until": NINE + MINUTE} | facts
    )


def test_who_talks_at_this_exchange_stays_ready_in_its_queues(line: Line) -> None:
    ewa = here(line, at_the_desk("Ewa", line.network, status="on_call"))
    hold(ewa, "ast:1.1", talking=True)

    assert member(line, ewa) == Member(False)


@pytest.mark.parametrize(("status", "reason"), [("on_call", "on_call"), ("ringing", "ringing")])
def test_who_is_on_the_phone_because_of_another_exchange_is_paused_here(
    line: Line, status: str, reason: str
) -> None:
    ewa = here(line, at_the_desk("Ewa", line.network, status=status))
    hold(ewa, "pbx:k1", talking=status == "on_call")

    assert member(line, ewa) == Member(True, reason)


def test_who_was_just_reserved_for_a_call_of_another_exchange_is_paused_before_it_rings(line: Line) -> None:
    ewa = here(line, at_the_desk("Ewa", line.network))
    hold(ewa, "pbx:k1")

    assert member(line, ewa) == Member(True, "ringing")
    assert member(line, ewa, NINE + 2 * MINUTE) == Member(False)


def test_who_writes_up_or_seems_to_talk_in_no_call_is_paused(line: Line) -> None:
    ewa = here(line, at_the_desk("Ewa", line.network, status="wrap_up"))
    hold(ewa, "ast:1.1", wrap_up=True)
    jan = here(line, at_the_desk("Jan", line.network, status="on_call"))

    assert (member(line, ewa), member(line, jan)) == (Member(True, "wrap_up"), Member(True, "on_call"))


def test_only_whoever_is_on_shift_is_in_the_queue(line: Line) -> None:
    off = here(line, make_technician("L1", line.network, name="Ola"))
    set_presence(off, status="available", by=MACHINE, at=NINE)
    elsewhere = here(line, make_technician("L1", line.network, other := make_network("BUR"), name="Iza"))
    make_shift(elsewhere, "L1", NINE - timedelta(hours=1), networks=[other])
    set_presence(elsewhere, status="available", by=MACHINE, at=NINE)

    assert (member(line, off), member(line, elsewhere)) == (None, None)
