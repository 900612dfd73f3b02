"""Override the priority, with a reason."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import Priority
from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor


@transaction.atomic
def set_priority(
    order: Order, *, priority: Priority, reason: str, by: Actor, at: datetime, expected: int | None = None
) -> Order:
    """Set the priority against the matrix. Raises Forbidden, Stale, Refused("text_missing" ...)."""
    order, at = begin("set_priority", order, by=by, at=at, expected=expected)
    note = say(order, reason, by=by, at=at, purpose="set_priority")
    before = {"priority": order.priority, "priority_override": order.priority_override}
    order.priority, order.priority_override = priority.value, True
    record(order, events.PrioritySet(message=note.pk, before=before), by=by, at=at)
    return order
