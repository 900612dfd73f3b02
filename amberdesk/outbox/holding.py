"""Hold deliveries that may have been made already, by a machine that is lost; people say whether they are made."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db.models import QuerySet

from amberdesk.outbox.models import Delivery

NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # due of what is held


def hold_due(before: datetime, *, inward: Collection[str]) -> int:
    """Hold the deliveries of events recorded before an instant, but for those of `inward` lanes; return how many."""
    return (
        Delivery.objects.filter(dead_at=None, event__recorded_at__lt=before)
        .exclude(lane__in=inward)
        .update(due_at=NEVER)
    )


def held() -> QuerySet[Delivery]:
    """Return what is held."""
    return Delivery.objects.filter(due_at=NEVER)


def send_held(at: datetime) -> int:
    """Make the held deliveries after all; return how many."""
    return held().update(due_at=at, attempts=0)


def drop_held() -> int:
    """Give the held deliveries up; return how many."""
    return held().delete()[0]


def dead() -> QuerySet[Delivery]:
    """Return the deliveries that were given up, the newest first."""
    return Delivery.objects.exclude(dead_at=None).select_related("event").order_by("-pk")


def retry_dead(at: datetime) -> int:
    """Try again what was given up; return how many."""
    return Delivery.objects.exclude(dead_at=None).update(dead_at=None, due_at=at, attempts=0)
