"""Answer the customer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
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
