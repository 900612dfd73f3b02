"""Hand an order over to another level, with the reason and the facts its category asks for."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import Level
from amberdesk.orders import events
from amberdesk.orders.actions.assign import check_technician
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Message, Order
from amberdesk.orders.states import Refused, after
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person


@transaction.atomic
def hand_over(
    order: Order,
    *,
    to: Level,
    reason: str,
    facts: Mapping[str, str] | None = None,
    technician: Person | None = None,
    by: Actor,
    at: datetime,
    expected: int | None = None,
) -> Order:
    """Move the order to another level. Facts given at an earlier hand-over need not be given again.

    Raises Forbidden, Stale, Refused("same_level" | "text_missing" | "facts_missing" | "not_of_level").
    """
    order, at = begin("hand_over", order, by=by, at=at, expected=expected)
    if to == order.level:
        raise Refused("same_level", level=to.value)
    if not reason.strip():
        raise Refused("text_missing")
    check_technician(order, to, technician)
    note = say(order, reason, by=by, at=at, purpose="hand_over", facts=_facts(order, facts or {}))
    event = events.HandedOver(from_level=order.level, to_level=to.value, message=note.pk)
    order.state = after(order.state, "hand_over")
    order.came_from = [*order.came_from, order.level]
    order.level, order.assignee = to.value, technician
    order.wait_reason, order.wait_until = "", None
    record(order, event, by=by, at=at)
    return order


def known_facts(order: Order) -> dict[str, str]:
    """Return the category's facts that hand-overs have brought so far, by code."""
    known: dict[str, str] = {}
    for facts in (
        Message.objects.filter(order=order).exclude(facts={}).order_by("pk").values_list("facts", flat=True)
    ):
        known.update(facts)
    return known


def answers(order: Order, given: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered of the facts that the order's category asks for, by code."""
    asked = order.category.facts if order.category else []
    told = {f["code"]: given.get(f["code"], "").strip()[:2000] for f in asked}
    return {code: answer for code, answer in told.items() if answer}


def _facts(order: Order, given: Mapping[str, str]) -> dict[str, str]:
    asked = order.category.facts if order.category else []
    told = answers(order, given)
    known = known_facts(order) | told
    missing = [f["code"] for f in asked if f.get("required") and not known.get(f["code"])]
    if missing:
        raise Refused("facts_missing", facts=missing)
    return told
