"""Take in what the customer's side says about an order."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amberdesk.customers.codes import WaitReason
from amberdesk.orders import events
from amberdesk.orders.actions.say import clean, say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.actions.wait import resume_locked
from amberdesk.orders.intake import Pieces
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.orders.states import State
from amberdesk.outbox.actor import Actor

AGAIN = timedelta(minutes=2)


@transaction.atomic
def receive(
    order: Order,
    *,
    text: str,
    channel: str = "form",
    pieces: Pieces = (),
    author_name: str = "",
    attachments: Iterable[int] = (),
    draft_of: str = "",
    by: Actor,
    at: datetime,
) -> Message:
    """Add the customer's message. It ends a wait for the customer; on a resolved order it only raises a flag.

    The same words again within minutes are a double click: the first message is returned; by mail they are said again.
    author_name: of one who does not follow the order; the machine has it from him. Raises Forbidden, Refused.
    """
    order, at = begin("receive", order, by=by, at=at)
    files = list(attachments)
    if channel != "mail" and (before := _said_before(order, text, files, by, at)):
        return before
    message = say(
        order,
        text,
        by=by,
        at=at,
        public=True,
        channel=channel,
        pieces=pieces,
        attachments=files,
        draft_of=draft_of,
    )
    if by.kind in ("person", "machine"):  # a representative, or one who writes down what the customer said
        name = author_name.strip()[:120]
        Message.objects.filter(pk=message.pk).update(inbound=True, visible_at=at, author_name=name)
    order.unread = True
    order.flagged = order.state in (State.RESOLVED, State.CLOSED)
    record(order, events.Received(message=message.pk, channel=channel, files=len(files)), by=by, at=at)
    if order.state == State.WAITING and order.wait_reason == WaitReason.CUSTOMER:
        resume_locked(order, cause="answer", by=by, at=at)
    return message


def _said_before(order: Order, text: str, files: Iterable[int], by: Actor, at: datetime) -> Message | None:
    """Return the participant's own last message when it has the same words and files and is fresh."""
    if by.kind != "contact" or by.id is None:
        return None
    last = Message.objects.filter(order=order, participant_id=by.id).order_by("-pk").first()
    if last is None or last.text != clean(text) or at - last.at >= AGAIN:
        return None
    return last if _digests(pk__in=files) == _digests(message=last) else None


def _digests(**which: Any) -> list[bytes]:
    return sorted(map(bytes, Attachment.objects.filter(**which).values_list("sha256", flat=True)))
