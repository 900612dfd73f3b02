"""What the loop does because time passed: rings and wrap-ups end, callers are served, what is dead is swept."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.actions.settle import forget_settled
from amberdesk.phone.actions.status import Statuses
from amberdesk.phone.actions.wrap_up import lock_calls, note_wrap_up
from amberdesk.phone.crew import is_over
from amberdesk.phone.models import Exchange, Reservation, Wait
from amberdesk.phone.rings import MARGIN
from amberdesk.phone.waiting import ASK_AGAIN, GONE
from amberdesk.rosters.models import Presence
from amberdesk.rosters.statuses import Status
from amberdesk.start.engine.prepared import done

BY_PHONE = (Status.RINGING, Status.ON_CALL, Status.WRAP_UP)
FORGOTTEN = 2 * ASK_AGAIN  # the exchange has not asked again: it knows the call no more
SETTLED = timedelta(seconds=5)


def look_after_hotlines(now: datetime) -> int:
    """Return how many technicians came free, and callers were served. Safe in parallel."""
    freed = _end_what_is_due(now) + _set_right(now)
    _sweep_waits(now)
    forget_settled(now)
    return freed + serve_waiting(now)


def _sweep_waits(now: datetime) -> None:
    """Forget callers who are gone; seek again for those whose ring never came to their exchange.

    A ring whose time is over is followed by a question. Without one the push got lost, for instance by a kill between
    the reservation and the sending; should the phones ring all the same, the exchange takes no second one.
    """
    if not Wait.objects.exists():
        return
    done(f"DELETE FROM phone_wait w WHERE {GONE}")
    Wait.objects.filter(asked_at__lt=now - FORGOTTEN, ringing=False).delete()
    Wait.objects.filter(
        asked_at__lt=now - FORGOTTEN, rest_until__lt=now - FORGOTTEN - MARGIN, ringing=True
    ).delete()
    Wait.objects.filter(rest_until__lt=now - SETTLED, ringing=True).exclude(handle="").update(ringing=False)


@transaction.atomic
def _end_what_is_due(now: datetime) -> int:
    """End rings and wrap-ups whose time is over, and wrap-ups that were ended by choosing another status."""
    over = Q(until__lte=now) | (Q(wrap_up=True) & ~Q(person__presence__status=Status.WRAP_UP.value))
    rows = Reservation.objects.filter(over).order_by("pk")
    calls = {row.call_key for row in rows if row.wrap_up}
    lock_calls(calls)
    heard = dict(Exchange.objects.values_list("code", "heard_until"))
    due = [
        row
        for row in rows.select_for_update(skip_locked=True, of=("self",))
        if (row.call_key in calls if row.wrap_up else _is_over(row, heard, now))
    ]
    _note_wrap_ups(due)
    people = [row.person_id for row in due]
    Reservation.objects.filter(pk__in=people).delete()
    statuses = Statuses(people, now)
    for person in people:
        statuses.go(person, Status.AVAILABLE, *BY_PHONE)
    return len(people)


def _is_over(row: Reservation, heard: Mapping[str, datetime | None], now: datetime) -> bool:
    return row.talking or row.over or is_over(row.until, now, heard.get(row.call_key.partition(":")[0]))


def _note_wrap_ups(rows: Iterable[Reservation]) -> None:
    written = {row.person_id: row for row in rows if row.wrap_up}
    for presence in Presence.objects.filter(person__in=list(written)):
        row = written[presence.person_id]
        note_wrap_up(row, row.until if presence.status == Status.WRAP_UP else presence.since)


@transaction.atomic
def _set_right(now: datetime) -> int:
    """Let nobody seem to be on the phone for whom there is no call."""
    seeming = Presence.objects.filter(status__in=[s.value for s in BY_PHONE], since__lt=now - SETTLED)
    held = Reservation.objects.values("person_id")
    people = sorted(seeming.exclude(person__in=held).values_list("person_id", flat=True))
    statuses = Statuses(people, now)
    for person in people:
        statuses.go(person, Status.AVAILABLE, *BY_PHONE)
    return len(people)
