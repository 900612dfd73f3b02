"""Merge an order into another one of the same network, and move single messages."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import access, events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
from amberdesk.orders.states import FINAL, Refused, after
from amberdesk.outbox.actor import Actor
from amberdesk.rosters.queries import standing_of


@transaction.atomic
def merge(
    order: Order, *, into: Order, reason: str = "", by: Actor, at: datetime, expected: int | None = None
) -> Order:
    """Merge the order into another; final. Its clocks stop, its messages stay and show inside the target to staff.

    Raises Forbidden, Stale, Refused("merge_itself" | "merge_other_network" | "merge_into_ended").
    """
    if into.pk == order.pk:
        raise Refused("merge_itself")
    list(Order.objects.select_for_update(of=("self",)).filter(pk__in=[order.pk, into.pk]).order_by("pk"))
    order, at = begin("merge", order, by=by, at=at, expected=expected)
    target = Order.objects.locked(into.pk)
    _seen(target, by)
    if target.network_id != order.network_id:
        raise Refused("merge_other_network")
    if target.state in FINAL:
        raise Refused("merge_into_ended", number=target.number)
    note = say(order, reason, by=by, at=at, purpose="merge") if reason.strip() else None
    order.state, order.merged_into = after(order.state, "merge"), target
    order.wait_reason, order.wait_until, order.closed_at = "", None, at
    record(order, events.Merged(into=target.pk, message=note.pk if note else None), by=by, at=at)
    record(target, events.Absorbed(other=order.pk), by=by, at=max(at, target.last_event_at))
    return order


@transaction.atomic
def move_message(message: Message, *, to: Order, by: Actor, at: datetime) -> Message:
    """Move a message to the order where it belongs, within a network. Raises Forbidden, Refused."""
    pks = sorted({message.order_id, to.pk})
    list(Order.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    source, at = begin("move", Order(pk=message.order_id), by=by, at=at)
    target, _ = begin("move", to, by=by, at=at)
    message = Message.objects.get(pk=message.pk)
    here = message.order_id == source.pk  # somebody may have moved it meanwhile
    if not here or source.network_id != target.network_id or source.pk == target.pk:
        raise Refused("move_elsewhere")
    if message.purpose == "report":
        raise Refused("move_report")
    message.order = target
    message.participant = None
    message.save(update_fields=["order", "participant"])
    message.attachments.update(order=target)
    record(source, events.MessageMoved(message=message.pk, other=target.pk, came=False), by=by, at=at)
    later = max(at, target.last_event_at)
    record(target, events.MessageMoved(message=message.pk, other=source.pk, came=True), by=by, at=later)
    return message


def _seen(target: Order, by: Actor) -> None:
    """Raise access.NoSuchOrder unless the doer may see the target at all."""
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if standing is None or target.network_id not in standing.networks:
        raise access.NoSuchOrder(target.number)
