"""Verify an order: check what it is and how bad, which gives its priority."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import Degree, Kind
from amberdesk.customers.models import Category
from amberdesk.orders import events
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.sla import terms_of_order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor

SCOPES = ("agreement", "warranty", "payable")
VERIFIED = (
    "category_id",
    "kind",
    "impact",
    "urgency",
    "scope",
    "scope_accepted_by",
    "priority",
    "verified_by_rule",
)


@transaction.atomic
def verify(
    order: Order,
    *,
    category: Category | None,
    kind: Kind,
    impact: Degree,
    urgency: Degree,
    scope: str,
    scope_accepted_by: str = "",
    by_rule: bool = False,
    by: Actor,
    at: datetime,
    expected: int | None = None,
) -> Order:
    """Set category, kind, impact, urgency and scope; the agreement's matrix gives the priority, unless it was set.

    A payable order names who accepted that. Raises Forbidden, Stale, Refused("scope_unknown" | "acceptance_missing").
    """
    order, at = begin("verify", order, by=by, at=at, expected=expected)
    if scope not in SCOPES:
        raise Refused("scope_unknown", scope=scope)
    if scope == "payable" and not scope_accepted_by.strip():
        raise Refused("acceptance_missing")
    before = {name: getattr(order, name) for name in VERIFIED}
    order.category, order.kind, order.impact, order.urgency = (
        category,
        kind.value,
        impact.value,
        urgency.value,
    )
    order.scope, order.scope_accepted_by = scope, scope_accepted_by.strip()[:120]
    order.scope_accepted_at = at if scope == "payable" else None
    if not order.priority_override:
        order.priority = terms_of_order(order).priority(impact.value, urgency.value)
    before["first"] = order.verified_at is None
    order.verified_at, order.verified_by_rule = order.verified_at or at, by_rule
    event = events.Verified(
        category=order.category_id,
        kind_of=order.kind,
        impact=order.impact,
        urgency=order.urgency,
        scope=scope,
        by_rule=by_rule,
        before={k: v for k, v in before.items() if k != "scope_accepted_by"},
    )
    record(order, event, by=by, at=at)
    return order
