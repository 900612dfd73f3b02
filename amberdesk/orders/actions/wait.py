"""Stop work until something happens, and go on again."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import WaitReason
from amberdesk.orders import events
from amberdesk.orders.actions.reply import post_reply
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
from amberdesk.orders.states import Refused, after
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal


@transaction.atomic
def wait(
    order: Order,
    *,
    reason: WaitReason,
    until: datetime | None = None,
    question: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
    expected: int | None = None,
) -> Order:
    """Wait for a reason; the agreement says whether it stops the clocks.

    For the customer only with a question sent (`question` sends one) or a logged call attempt since his last word; for
    an appointment only with its time. Raises Forbidden, Stale, Refused("question_missing" | "until_missing" |
    "until_past").
    """
    order, at = begin("wait", order, by=by, at=at, expected=expected)
    if until is not None and until <= at:
        raise Refused("until_past")
    if reason == WaitReason.APPOINTMENT and until is None:
        raise Refused("until_missing")
    if question.strip():
        post_reply(order, question, question=True, by=by, at=at)
    elif reason == WaitReason.CUSTOMER and not is_asked(order):
        raise Refused("question_missing")
    said = say(order, note, by=by, at=at, purpose="wait") if note.strip() else None
    order.state = after(order.state, "wait")
    order.wait_reason, order.wait_until = reason.value, until
    event = events.Waiting(reason=reason.value, until=until, message=said.pk if said else None)
    record(order, event, by=by, at=at)
    return order


@transaction.atomic
def resume(
    order: Order, *, cause: str = "hand", by: Actor, at: datetime, expected: int | None = None
) -> Order:
    """Go on. `cause`: "hand", "answer" (the customer's), "time". Raises Forbidden, Stale, Refused."""
    order, at = begin("resume", order, by=by, at=at, expected=expected)
    resume_locked(order, cause=cause, by=by, at=at)
    return order


def resume_locked(order: Order, *, cause: str, by: Actor, at: datetime) -> None:
    """Resume an order that the caller's act has locked: the customer's answer ends the wait for it."""
    order.state = after(order.state, "resume")
    order.wait_reason, order.wait_until = "", None
    record(order, events.Resumed(cause=cause), by=by, at=at)


def is_asked(order: Order) -> bool:
    """Tell whether a question or a call attempt came after the customer's last word."""
    said = Message.objects.filter(order=order, public=True, taken_back_at=None)
    last = said.filter(inbound=True).order_by("-pk").values_list("at", flat=True).first()
    since = last or order.placed_at
    asked = said.filter(question=True, inbound=False, at__gte=since).exists()
    called = (
        journal(order.subject_key).filter(kind="order.contacted", at__gte=since, data__way="call").exists()
    )
    return asked or called
