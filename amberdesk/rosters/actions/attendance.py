"""Notice who has a shift and has not come."""

from datetime import datetime, timedelta

from django.db import transaction

from amberdesk.outbox.actor import MACHINE
from amberdesk.rosters import events
from amberdesk.rosters.actions.shifts import LONGEST
from amberdesk.rosters.duty import places_of
from amberdesk.rosters.models import Presence, Shift
from amberdesk.rosters.recording import record
from amberdesk.rosters.statuses import ABSENT, ShiftKind

GRACE = timedelta(minutes=10)
ROUND = 200  # shifts at most in one round


@transaction.atomic
def note_missing(now: datetime) -> int:
    """Publish, once a shift, that its technician has not come by ten minutes after its start; return how many.

    Standby is worked from home and asks for no presence. Safe in parallel; after an outage shifts that still run count.
    """
    begun = Shift.objects.filter(kind=ShiftKind.WORK.value, checked_at=None, ends_at__gt=now)
    begun = begun.filter(starts_at__lte=now - GRACE, starts_at__gt=now - LONGEST).select_related("person")
    shifts = list(begun.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:ROUND])
    here = set(
        Presence.objects.filter(person__in=[s.person_id for s in shifts], person__is_active=True)
        .exclude(status__in=[status.value for status in ABSENT])
        .values_list("person_id", flat=True)
    )
    Shift.objects.filter(pk__in=[shift.pk for shift in shifts]).update(checked_at=now)
    missing = [shift for shift in shifts if shift.person_id not in here]
    for shift in missing:
        event = events.ShiftUnattended(
            id=shift.pk,
            person=shift.person_id,
            level=shift.level,
            starts_at=shift.starts_at,
            networks=tuple(sorted(places_of(shift))),
        )
        record(event, by=MACHINE, at=now)
    return len(missing)
