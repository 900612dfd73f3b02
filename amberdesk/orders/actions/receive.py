"""Take in what the customer's side says about an order."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import WaitReason
from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.actions.wait import resume_locked
from amberdesk.orders.models import Message, Order
from amberdesk.orders.states import State
from amberdesk.outbox.actor import Actor


@transaction.atomic
def receive(
    order: Order,
    *,
    text: str,
    channel: str = "form",
    attachments: Iterable[int] = (),
    draft_of: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """Add the customer's message. It ends a wait for the customer; on a resolved order it only raises a flag.

    Raises Forbidden, Refused.
    """
    order, at = begin("receive", order, by=by, at=at)
    files = list(attachments)
    message = say(
        order, text, by=by, at=at, public=True, channel=channel, attachments=files, draft_of=draft_of
    )
    if by.kind == "person":  # a representative, or staff writing down what the customer said
        Message.objects.filter(pk=message.pk).update(inbound=True, visible_at=at)
    order.unread = True
    order.flagged = order.state in (State.RESOLVED, State.CLOSED)
    record(order, events.Received(message=message.pk, channel=channel, files=len(files)), by=by, at=at)
    if order.state == State.WAITING and order.wait_reason == WaitReason.CUSTOMER:
        resume_locked(order, cause="answer", by=by, at=at)
    return message
