"""Close a resolved order, and hear the customer's verdict."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.reopen import reopen
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import after
from amberdesk.outbox.actor import Actor


@transaction.atomic
def close(order: Order, *, by: Actor, at: datetime, expected: int | None = None) -> Order:
    """Close the order: when its time has passed, or because the customer confirms. Raises Forbidden, Stale, Refused."""
    order, at = begin("close", order, by=by, at=at, expected=expected)
    order.state = after(order.state, "close")
    order.closed_at = at
    cause = {"machine": "time", "contact": "customer"}.get(by.kind, "staff")
    record(order, events.Closed(cause=cause), by=by, at=at)
    return order


@transaction.atomic
def give_verdict(order: Order, *, solved: bool, remarks: str, by: Actor, at: datetime) -> Order:
    """Take the customer's verdict: solved closes the order, broken opens it again; remarks are kept beside it.

    A second "solved" on a closed order only adds remarks. Raises Forbidden, Refused.
    """
    if not solved:
        order = reopen(order, reason=remarks, by=by, at=at)
        record(order, events.Remarked(verdict="broken"), by=by, at=order.last_event_at)
        return order
    order, at = begin("receive", order, by=by, at=at)
    remark = (
        say(order, remarks, by=by, at=at, public=True, channel="form", purpose="remark")
        if remarks.strip()
        else None
    )
    verdict = events.Remarked(verdict="solved", message=remark.pk if remark else None)
    if order.state == "resolved":
        order = close(order, by=by, at=at)
    record(order, verdict, by=by, at=at)
    return order
