"""Say that the shop can work again though nothing is solved yet, and that it no longer can."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.reply import post_reply
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.restored import works_now
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor


@transaction.atomic
def restore(order: Order, *, text: str, by: Actor, at: datetime) -> Order:
    """Say that a workaround or a replacement serves; a public message tells the customer what.

    Raises Forbidden, Refused("works_already" | "text_missing" ...).
    """
    order, at = begin("restore", order, by=by, at=at)
    if works_now(order):
        raise Refused("works_already")
    message = post_reply(order, text, purpose="restore", by=by, at=at)
    record(order, events.Restored(message=message.pk), by=by, at=at)
    return order


@transaction.atomic
def relapse(order: Order, *, reason: str, by: Actor, at: datetime) -> Order:
    """Say that what served instead has failed: its time counts on. Raises Forbidden, Refused("works_not" ...)."""
    order, at = begin("relapse", order, by=by, at=at)
    if not works_now(order):
        raise Refused("works_not")
    note = say(order, reason, by=by, at=at, purpose="relapse")
    record(order, events.Relapsed(message=note.pk), by=by, at=at)
    return order
