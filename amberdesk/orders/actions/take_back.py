"""Take an answer back before it becomes public."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import WaitReason
from amberdesk.orders import events
from amberdesk.orders.actions.turn import record
from amberdesk.orders.actions.wait import is_asked, resume_locked
from amberdesk.orders.models import Message, Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused, State
from amberdesk.outbox.actor import Actor


@transaction.atomic
def take_back(message: Message, *, by: Actor, at: datetime) -> Message:
    """Take an own public message back before it is public; a wait for the answer to it ends with it.

    Raises Forbidden, Refused("public_already").
    """
    order = Order.objects.locked(message.order_id)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if by.kind != "person" or message.author_id != by.id or message.inbound:
        raise Forbidden("take_back")
    if message.taken_back_at is not None or at >= message.visible_at:
        raise Refused("public_already")
    message.taken_back_at = at
    message.save(update_fields=["taken_back_at"])
    at = max(at, order.last_event_at)
    record(order, events.ReplyTakenBack(message=message.pk), by=by, at=at)
    for_nothing = order.state == State.WAITING and order.wait_reason == WaitReason.CUSTOMER
    if message.question and for_nothing and not is_asked(order):
        resume_locked(order, cause="hand", by=by, at=at)
    return message
