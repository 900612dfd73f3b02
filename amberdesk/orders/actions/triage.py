"""Verify an order and send it on its way, as one act of a coordinator."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers.codes import Level
from amberdesk.orders.actions.assign import assign
from amberdesk.orders.actions.verify import verify
from amberdesk.orders.models import Order
from amberdesk.orders.states import State
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person


@transaction.atomic
def triage(
    order: Order,
    *,
    checked: Mapping[str, Any],
    level: Level | None = None,
    technician: Person | None = None,
    by: Actor,
    at: datetime,
    expected: int | None = None,
) -> tuple[Order, list[int]]:
    """Verify with what was `checked` (as verify takes it), then assign where that changes anything.

    Return the order and the ids of the events, the first first. Raises what verify and assign raise; then nothing
    has been done.
    """
    order = verify(order, **checked, by=by, at=at, expected=expected)
    events = [order.last_event_id]
    elsewhere = level is not None and (order.state == State.NEW or level != order.level)
    if level is not None and (elsewhere or (technician and technician.pk != order.assignee_id)):
        order = assign(order, level=level, technician=technician, by=by, at=at)
        events.append(order.last_event_id)
    return order, events
