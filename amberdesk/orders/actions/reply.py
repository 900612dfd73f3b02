"""Answer the customer, and take an answer back before it becomes public."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor


@transaction.atomic
def reply(
    order: Order,
    *,
    text: str,
    question: bool = False,
    attachments: Iterable[int] = (),
    draft_of: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """Write a public message; it becomes public 10 seconds later. Raises Forbidden, Refused("text_missing" ...)."""
    order, at = begin("reply", order, by=by, at=at)
    return post_reply(
        order, text, question=question, attachments=attachments, draft_of=draft_of, by=by, at=at
    )


def post_reply(
    order: Order,
    text: str,
    *,
    question: bool = False,
    purpose: str = "",
    attachments: Iterable[int] = (),
    draft_of: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """Write a public message on an order that the caller's act has locked."""
    files = list(attachments)
    message = say(
        order,
        text,
        by=by,
        at=at,
        public=True,
        question=question,
        purpose=purpose,
        attachments=files,
        draft_of=draft_of,
    )
    order.unread, order.flagged = False, False
    event = events.Replied(
        message=message.pk, visible_at=message.visible_at, question=question, files=len(files)
    )
    record(order, event, by=by, at=at)
    return message


@transaction.atomic
def take_back(message: Message, *, by: Actor, at: datetime) -> Message:
    """Take an own public message back before it is public. Raises Forbidden, Refused("public_already")."""
    order = Order.objects.locked(message.order_id)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if by.kind != "person" or message.author_id != by.id or message.inbound:
        raise Forbidden("take_back")
    if message.taken_back_at is not None or at >= message.visible_at:
        raise Refused("public_already")
    message.taken_back_at = at
    message.save(update_fields=["taken_back_at"])
    record(order, events.ReplyTakenBack(message=message.pk), by=by, at=max(at, order.last_event_at))
    return message
