"""End or extend the time after a call in which one writes it up."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.models import Call, Reservation
from amberdesk.rosters.access import require_own
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.statuses import Status

LONGEST = timedelta(minutes=30)  # from the hang-up; who needs longer takes a break


@transaction.atomic
def end_wrap_up(person: Person, *, by: Actor, at: datetime) -> None:
    """Let the person be free for calls again. Errors: Refused when he writes nothing up."""
    row = _wrap_up(person, by)
    note_wrap_up(row, at)
    row.delete()
    set_presence(person, status=Status.AVAILABLE.value, by=by, at=at)
    transaction.on_commit(partial(serve_waiting, at), robust=True)


@transaction.atomic
def extend_wrap_up(person: Person, *, minutes: int, by: Actor, at: datetime) -> datetime:
    """Return until when the person may write the call up now. Errors: Refused when he writes nothing up, or too long."""
    row = _wrap_up(person, by)
    until = max(row.until, at) + timedelta(minutes=minutes)
    if minutes < 1 or until > row.since + LONGEST:
        raise Refused("wrap_up_too_long", minutes=LONGEST // timedelta(minutes=1))
    row.until = until
    row.save(update_fields=["until"])
    return until


def note_wrap_up(row: Reservation, ended_at: datetime) -> None:
    """Keep with the call how long its technician wrote it up."""
    length = max(ended_at - row.since, timedelta(0)) // timedelta(milliseconds=1)
    Call.objects.filter(key=row.call_key, answered_by=row.person_id).update(wrap_ms=length)


def _wrap_up(person: Person, by: Actor) -> Reservation:
    require_own(person, by)
    row = Reservation.objects.select_for_update().filter(person=person, wrap_up=True).first()
    if row is None:
        raise Refused("no_wrap_up")
    return row
