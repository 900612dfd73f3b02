"""Hand events to their subscribers. Run by every worker, safe to run in parallel.

Two steps: `fan_out` turns a pending event into one delivery per subscriber; `run_lane` runs the due deliveries of
one lane. A taken delivery is due again when its lease ends, so a killed worker loses nothing.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from amberdesk.outbox.models import Delivery, Event, Pending

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 3600 * 3, 3600 * 6, 3600 * 12))


_present: ContextVar[datetime] = ContextVar("present")


def wait_until(instant: datetime) -> None:
    """Let the subscriber that runs now be called again at the instant, unless it has come. Raises NotYet."""
    if _present.get() < instant:
        raise NotYet(instant)


class NotYet(Exception):
    """A subscriber asks to be called again at `until`; this is no failure."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M:%S}")
        self.until = until


def always() -> bool:
    return True


class Subscriber(NamedTuple):
    """A function that is told of an event, and the lane (queue) it runs on.

    needed: False while it would do nothing whatever the event; asked once for each round of events.
    for_many: the same for several events at once; when it fails, each of them is told alone.
    """

    lane: str
    function: Callable[[Event], None]
    needed: Callable[[], bool] = always
    for_many: Callable[[Sequence[Event]], None] | None = None

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


_switchboard: dict[str, dict[str, Subscriber]] = {}


def subscribe(table: Mapping[str, Sequence[Subscriber]]) -> None:
    """Install the switchboard (amberdesk.wiring). Called once at start."""
    _switchboard.clear()
    _switchboard.update({kind: {s.name: s for s in subscribers} for kind, subscribers in table.items()})


@transaction.atomic
def fan_out(now: datetime, limit: int = 200) -> int:
    """Make a delivery per subscriber for the oldest pending events; return how many events were handled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM outbox_pending WHERE event_id IN (SELECT event_id FROM outbox_pending"
            " ORDER BY event_id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING event_id",
            [limit],
        )
        taken = [row[0] for row in cursor.fetchall()]
    kinds = Event.objects.filter(pk__in=taken).order_by("pk").values_list("pk", "kind")
    needed = cache(lambda asked: asked())
    Delivery.objects.bulk_create(
        Delivery(event_id=pk, lane=s.lane, subscriber=s.name, due_at=now)
        for pk, kind in kinds
        for s in _switchboard.get(kind, {}).values()
        if needed(s.needed)
    )
    return len(taken)


def forget_pending() -> None:
    """Tell nobody of what was published so far: for a past that is made, like the demo's."""
    Pending.objects.all().delete()


def run_lane(lane: str, now: datetime, limit: int = 50) -> int:
    """Run the due deliveries of a lane, oldest first; return how many were taken."""
    taken = _take(lane, now, limit)
    events = Event.objects.in_bulk({d.event_id for d in taken})
    for delivery in _not_gathered(taken, events):
        _run(delivery, events[delivery.event_id], now)
    return len(taken)


def _not_gathered(taken: Sequence[Delivery], events: Mapping[int, Event]) -> list[Delivery]:
    """Run together what its subscriber takes together; return what is left, in its order."""
    groups = defaultdict(list)
    for delivery in taken:
        subscriber = _switchboard.get(events[delivery.event_id].kind, {}).get(delivery.subscriber)
        if subscriber and subscriber.for_many:
            groups[subscriber.for_many].append(delivery)
    done = set()
    for function, deliveries in groups.items():
        if len(deliveries) > 1 and _ran_together(function, deliveries, events):
            done |= {delivery.pk for delivery in deliveries}
    return [delivery for delivery in taken if delivery.pk not in done]


def _ran_together(
    function: Callable[[Sequence[Event]], None], deliveries: Sequence[Delivery], events: Mapping[int, Event]
) -> bool:
    """Deliver all in one transaction, and return whether that went well; else nothing of it has happened."""
    ours = Delivery.objects.filter(pk__in=[d.pk for d in deliveries], due_at=deliveries[0].due_at)
    try:
        with transaction.atomic():
            if ours.delete()[0] == len(deliveries):
                function([events[d.event_id] for d in deliveries])
                return True
            transaction.set_rollback(True)  # another worker took some meanwhile
    except Exception:
        log.exception("deliveries failed together: %s", [d.pk for d in deliveries])
    return False


def _take(lane: str, now: datetime, limit: int) -> list[Delivery]:
    return sorted(
        Delivery.objects.raw(
            "UPDATE outbox_delivery SET due_at = %s, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox_delivery"
            " WHERE lane = %s AND due_at <= %s AND dead_at IS NULL ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING *",
            [now + LEASE, lane, now, limit],
        ),
        key=lambda d: d.pk,
    )


def _run(delivery: Delivery, event: Event, now: datetime) -> None:
    """Deliver, unless the lease ended meanwhile and another worker took it: the row is ours or gone before we begin."""
    _present.set(now)
    ours = Delivery.objects.filter(pk=delivery.pk, due_at=delivery.due_at)
    try:
        with transaction.atomic():
            if ours.delete()[0]:
                _switchboard[event.kind][delivery.subscriber].function(event)
    except NotYet as wait:
        ours.update(due_at=wait.until, attempts=delivery.attempts - 1)
    except Exception as error:  # one failing subscriber is retried alone and delays nobody
        log.exception("delivery failed: %s", delivery)
        _put_back(ours, delivery, error, now)


def _put_back(ours: QuerySet[Delivery], delivery: Delivery, error: Exception, now: datetime) -> None:
    given_up = delivery.attempts > len(BACKOFF)
    ours.update(
        error=repr(error)[:1000],
        due_at=now + BACKOFF[min(delivery.attempts, len(BACKOFF)) - 1],
        dead_at=now if given_up else None,
    )
