"""What technicians do with their time between calls: a status of their own, a wrap-up ended or made longer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.people.models import Person
from amberdesk.phone.actions.figures import mark_days
from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.actions.talk import hang_up, running_talks
from amberdesk.phone.models import Call, Reservation
from amberdesk.rosters.access import require_own
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.statuses import Status

LONGEST = timedelta(minutes=30)  # from the hang-up; who needs longer takes a break


def choose_status(person: Person, *, status: str, by: Actor, at: datetime) -> None:
    """Set what the person says he does: that ends a wrap-up, and somebody who waits is rung for whoever is free now.

    Whoever talks or is rung is not free by saying so: he is on the phone until that ends. But a talk that only he told
    of ("Rozmawiam") ends by it.
    """
    require_own(person, by)
    if status == Status.AVAILABLE:
        for call in running_talks(person):
            hang_up(call, at=at)
    _choose(person, status, by, at)


@transaction.atomic
def _choose(person: Person, status: str, by: Actor, at: datetime) -> None:
    held = Reservation.objects.filter(person=person)
    calls = list(held.values_list("call_key", flat=True))
    lock_calls(calls)
    row = held.select_for_update().first()
    if row is not None and row.wrap_up:
        if row.call_key in calls:  # else it began just now, and the loop's job ends it
            note_wrap_up(row, at)
            row.delete()
    elif row is not None and status == Status.AVAILABLE and (row.talking or row.until > at):
        set_presence(
            person, status=(Status.ON_CALL if row.talking else Status.RINGING).value, by=MACHINE, at=at
        )
        return
    set_presence(person, status=status, by=by, at=at)
    if status == Status.AVAILABLE:
        transaction.on_commit(partial(serve_waiting, at), robust=True)


@transaction.atomic
def end_wrap_up(person: Person, *, by: Actor, at: datetime) -> None:
    """Let the person be free for calls again. Errors: Refused when he writes nothing up."""
    _wrap_up(person, by)
    _choose(person, Status.AVAILABLE.value, by, at)


@transaction.atomic
def extend_wrap_up(person: Person, *, minutes: int, by: Actor, at: datetime) -> datetime:
    """Return until when the person may write the call up now. Errors: Refused when he writes nothing up, or too long."""
    row = _wrap_up(person, by)
    until = max(row.until, at) + timedelta(minutes=minutes)
    if minutes < 1 or until > row.since + LONGEST:
        raise Refused("wrap_up_too_long", minutes=LONGEST // timedelta(minutes=1))
    Reservation.objects.filter(person=person, wrap_up=True, call_key=row.call_key).update(until=until)
    return until


def lock_calls(keys: Iterable[str]) -> None:
    """Lock calls before the reservations for them, as everybody does."""
    list(Call.objects.select_for_update().filter(key__in=list(keys)).order_by("key").values_list("pk"))


def note_wrap_up(row: Reservation, ended_at: datetime) -> None:
    """Keep with the call how long its technician wrote it up."""
    length = max(ended_at - row.since, timedelta(0)) // timedelta(milliseconds=1)
    calls = Call.objects.filter(key=row.call_key, answered_by=row.person_id)
    calls.update(wrap_ms=length)
    mark_days(calls.values_list("network_id", "offered_at"))


def _wrap_up(person: Person, by: Actor) -> Reservation:
    require_own(person, by)
    row = Reservation.objects.filter(person=person, wrap_up=True).first()
    if row is None:
        raise Refused("no_wrap_up")
    return row
