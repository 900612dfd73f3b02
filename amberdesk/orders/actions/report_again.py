"""Report again what was thought to be over: a new order that follows a closed one."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.place import Placed, place_order
from amberdesk.orders.actions.turn import record
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Order, OrderLink
from amberdesk.outbox.actor import Actor


@transaction.atomic
def report_again(former: Order, intake: Intake, *, by: Actor, at: datetime) -> Placed:
    """Place the report and link it to the former order as the one that follows it. Raises what placing raises."""
    placed = place_order(intake, by=by, at=at)
    if placed.fresh:
        order = Order.objects.locked(placed.order.pk)
        OrderLink.objects.create(order=order, other=former, how="follows")
        record(order, events.Linked(other=former.pk, how="follows"), by=by, at=at)
    return placed
