"""Send an order back to the level it came from."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused, after
from amberdesk.outbox.actor import Actor


@transaction.atomic
def send_back(order: Order, *, reason: str, by: Actor, at: datetime, expected: int | None = None) -> Order:
    """Return the order to the level that handed it over. Raises Forbidden, Stale, Refused("came_from_nowhere" ...)."""
    order, at = begin("send_back", order, by=by, at=at, expected=expected)
    if not order.came_from:
        raise Refused("came_from_nowhere")
    if not reason.strip():
        raise Refused("text_missing")
    note = say(order, reason, by=by, at=at, purpose="send_back")
    event = events.SentBack(from_level=order.level, to_level=order.came_from[-1], message=note.pk)
    order.state = after(order.state, "send_back")
    order.level, order.came_from = order.came_from[-1], order.came_from[:-1]
    order.assignee = None
    record(order, event, by=by, at=at)
    return order
