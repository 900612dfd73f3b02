"""Cancel an order for good."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import after
from amberdesk.outbox.actor import Actor


@transaction.atomic
def cancel(order: Order, *, reason: str, by: Actor, at: datetime, expected: int | None = None) -> Order:
    """Cancel the order; final. Raises Forbidden, Stale, Refused("text_missing" ...)."""
    order, at = begin("cancel", order, by=by, at=at, expected=expected)
    note = say(order, reason, by=by, at=at, purpose="cancel")
    order.state = after(order.state, "cancel")
    order.wait_reason, order.wait_until, order.closed_at = "", None, at
    record(order, events.Cancelled(message=note.pk), by=by, at=at)
    return order
