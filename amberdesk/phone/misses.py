"""Who does not hear his phone."""

from datetime import datetime

from django.db.models import Q

from amberdesk.outbox.models import Event
from amberdesk.phone.happenings import Result
from amberdesk.phone.models import Ring
from amberdesk.phone.queue import MISSES, is_away
from amberdesk.rosters.events import PresenceSet
from amberdesk.rosters.statuses import Status


def misses_too_many(person: int) -> bool:
    """Return whether the person's last calls were all missed, since he was last away."""
    told = Ring.objects.filter(Q(missed=True) | Q(result=Result.ANSWERED.value), person=person)
    last = list(told.order_by("-started_at").values_list("missed", "started_at")[:MISSES])
    if not is_away([missed for missed, _ in last]):
        return False
    back = _came_back(person)
    return back is None or last[-1][1] > back


def _came_back(person: int) -> datetime | None:
    """Return when the person last was no longer away."""
    back = Event.objects.filter(
        subject=f"person:{person}", kind=PresenceSet.kind, data__before=Status.AWAY.value
    )
    return back.order_by("-seq").values_list("at", flat=True).first()
