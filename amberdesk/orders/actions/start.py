"""Take an order on."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.accept import take_up
from amberdesk.orders.actions.assign import check_technician
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused, after
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person


@transaction.atomic
def start(order: Order, *, by: Actor, at: datetime, expected: int | None = None) -> Order:
    """Begin work. Without a technician the doer takes the order; called or not, he accepts. Raises Forbidden, Stale, Refused."""
    order, at = begin("start", order, by=by, at=at, expected=expected)
    if order.assignee_id is None:
        if by.kind != "person":
            raise Refused("technician_missing")
        doer = Person.objects.get(pk=by.id)
        check_technician(order, order.level, doer)
        order.assignee = doer
    if order.called_at is not None:
        take_up(order, by=by, at=at)
    order.state = after(order.state, "start")
    record(order, events.Started(), by=by, at=at)
    return order
