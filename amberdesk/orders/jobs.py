"""What the orders room does of itself when something has happened."""

from collections.abc import Sequence

from django.utils import timezone

from amberdesk.customers.codes import Priority
from amberdesk.orders.actions.summon import summon_urgent
from amberdesk.outbox.models import Event


def call_to_urgent(event: Event) -> None:
    """Call somebody to an order that has the highest priority now. Subscriber of the switchboard."""
    call_to_all_urgent([event])


def call_to_all_urgent(events: Sequence[Event]) -> None:
    """Call somebody to each order that has the highest priority now; most have not, and need not be read."""
    urgent = [event for event in events if event.data["priority"] == Priority.P1]
    for event in sorted(urgent, key=_order_of):  # in one order for all, so that no two wait for each other
        summon_urgent(_order_of(event), event_id=event.pk, at=event.at, now=timezone.now())


def _order_of(event: Event) -> int:
    return int(event.subject.removeprefix("order:"))
