"""Accept a call: the doer sees to it, nobody else need be called."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.turn import begin, end_summonses, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor


@transaction.atomic
def accept(order: Order, *, by: Actor, at: datetime) -> Order:
    """Say that one sees to it; never stale. Raises Forbidden, Refused("state" | "nobody_called")."""
    order, at = begin("accept", order, by=by, at=at)
    if order.called_at is None:
        raise Refused("nobody_called")
    take_up(order, by=by, at=at)
    return order


def take_up(order: Order, *, by: Actor, at: datetime) -> None:
    """Accept for the doer whatever somebody is called to at a locked order; whoever begins work has accepted too."""
    ids = tuple(order.summonses.filter(ended="").order_by("pk").values_list("pk", flat=True))
    end_summonses(order, at=at, how="accepted", by=by.id)
    record(order, events.Accepted(summonses=ids), by=by, at=at)
