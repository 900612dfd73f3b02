"""Say that the problem is solved, and what solved it."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.reply import post_reply
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
from amberdesk.orders.solved import deed, solved_by
from amberdesk.orders.states import Refused, after
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal

LONGEST_WORK = 7 * 24 * 60  # minutes


@transaction.atomic
def resolve(
    order: Order, *, text: str, code: str, minutes: int, by: Actor, at: datetime, expected: int | None = None
) -> Order:
    """Resolve the order: a public message tells the customer what solved it.

    minutes: worked, added to what was reported before. Raises Forbidden, Stale, Refused("text_missing" |
    "code_missing" | "minutes_wrong").
    """
    order, at = begin("resolve", order, by=by, at=at, expected=expected)
    if not 0 <= minutes <= LONGEST_WORK:
        raise Refused("minutes_wrong", most=LONGEST_WORK)
    if not code.strip():
        raise Refused("code_missing")
    message = post_reply(order, text, purpose="resolve", by=by, at=at)
    order.state = after(order.state, "resolve")
    order.resolved_at, order.solution_code = at, code.strip()[:40]
    order.minutes_worked += minutes
    order.wait_reason, order.wait_until, order.unread, order.flagged = "", None, False, False
    order.solved_by = solved_by(deed(e.kind, e.acting_as, e.data) for e in journal(order.subject_key))
    event = events.Resolved(
        code=order.solution_code,
        minutes=minutes,
        message=message.pk,
        solved_by=order.solved_by,
        first_contact=_first_contact(order),
    )
    record(order, event, by=by, at=at)
    return order


def _first_contact(order: Order) -> bool:
    """Tell whether it was solved in the placing call or with one public answer."""
    answers = Message.objects.filter(order=order, public=True, inbound=False, taken_back_at=None).count()
    return answers <= 1 and order.reopened == 0
