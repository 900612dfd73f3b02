"""Open a resolved order again."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused, State, after
from amberdesk.outbox.actor import Actor


@transaction.atomic
def reopen(order: Order, *, reason: str, by: Actor, at: datetime, expected: int | None = None) -> Order:
    """Open a resolved order again: by staff with a reason, or by the customer for whom it is still broken.

    With a technician it is in progress at once, else it waits for one. Raises Forbidden, Stale, Refused.
    """
    order, at = begin("reopen", order, by=by, at=at, expected=expected)
    by_customer = by.kind == "contact"
    if not reason.strip() and not by_customer:
        raise Refused("text_missing")
    channel = "form" if by_customer else "desk"
    said = None
    if reason.strip():
        said = say(order, reason, by=by, at=at, public=by_customer, channel=channel, purpose="reopen")
    order.state = after(order.state, "reopen") if order.assignee_id else State.ASSIGNED
    order.resolved_at, order.solved_by, order.solution_code = None, "", ""
    order.reopened += 1
    order.unread, order.flagged = by_customer, False
    cause = "customer" if by_customer else "staff"
    record(order, events.Reopened(cause=cause, message=said.pk if said else None), by=by, at=at)
    return order
