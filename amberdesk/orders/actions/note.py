"""Write an internal note, and log a call or visit."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.hand_over import answers
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.rosters.queries import staff_of

WAYS = ("call", "visit")


@transaction.atomic
def note(
    order: Order,
    *,
    text: str,
    mentions: Iterable[int] = (),
    attachments: Iterable[int] = (),
    draft_of: str = "",
    facts: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> Message:
    """Write an internal note; people mentioned must be staff who may see the order. Raises Forbidden, Refused.

    facts: answers to what the category wants to be known at a hand-over; known from then on, whoever hands over.
    """
    order, at = begin("note", order, by=by, at=at)
    named = set(staff_of(order.network_id).filter(pk__in=list(mentions)).values_list("pk", flat=True))
    files = list(attachments)
    told = answers(order, facts or {})
    message = say(order, text, by=by, at=at, attachments=files, draft_of=draft_of, facts=told, mentions=named)
    event = events.Noted(message=message.pk, mentions=tuple(sorted(named)), files=len(files))
    record(order, event, by=by, at=at)
    return message


@transaction.atomic
def contact(order: Order, *, way: str, reached: bool, text: str, by: Actor, at: datetime) -> Message:
    """Log a call to the customer or a visit. Raises Forbidden, Refused("way_unknown" | "text_missing")."""
    order, at = begin("contact", order, by=by, at=at)
    if way not in WAYS:
        raise Refused("way_unknown", way=way)
    message = say(order, text, by=by, at=at, purpose="contact")
    record(order, events.Contacted(way=way, reached=reached, message=message.pk), by=by, at=at)
    return message
