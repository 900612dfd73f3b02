"""Assign an order to a level, and perhaps to a technician of it."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import Level
from amberdesk.orders import events
from amberdesk.orders.access import relation
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden, assignable_levels
from amberdesk.orders.states import Refused, after
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of

BEFORE = ("level", "assignee_id", "state", "wait_reason", "wait_until", "came_from")


@transaction.atomic
def assign(
    order: Order,
    *,
    level: Level,
    technician: Person | None = None,
    by_rule: bool = False,
    by: Actor,
    at: datetime,
    expected: int | None = None,
) -> Order:
    """Give the order to a level. A technician must work for its network: on that level, or as L2 standing in for L1.

    Raises Forbidden, Stale, Refused("not_of_level").
    """
    order, at = begin("assign", order, by=by, at=at, expected=expected)
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if level not in assignable_levels(relation(order, by, standing)):
        raise Forbidden("assign")
    check_technician(order, level, technician)
    before = {name: getattr(order, name) for name in BEFORE}
    order.state = after(order.state, "assign")
    order.level, order.assignee, order.came_from = level.value, technician, []
    order.wait_reason, order.wait_until = "", None
    straight_up = bool(order.category and order.category.not_for_l1 and level != Level.L1)
    record(order, events.Assigned(by_rule=by_rule, not_for_l1=straight_up, before=before), by=by, at=at)
    return order


def check_technician(order: Order, level: str, technician: Person | None) -> None:
    """Raise Refused("not_of_level") unless the technician may work on such an order."""
    if technician is None:
        return
    standing = standing_of(technician.pk)
    levels = standing.levels.get(order.network_id, frozenset()) if standing else frozenset()
    if level not in levels and not (level == Level.L1 and Level.L2 in levels):
        raise Refused("not_of_level", level=level, person=technician.pk)
