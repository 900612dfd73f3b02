"""What the orders room does of itself when something has happened."""

from django.utils import timezone

from amberdesk.customers.codes import Priority
from amberdesk.orders.actions.summon import summon_urgent
from amberdesk.outbox.models import Event


def call_to_urgent(event: Event) -> None:
    """Call somebody to an order that has the highest priority now. Subscriber of the switchboard."""
    if event.data["priority"] != Priority.P1:
        return  # most are not, and need not be read
    order_id = int(event.subject.removeprefix("order:"))
    summon_urgent(order_id, event_id=event.pk, at=event.at, now=timezone.now())
