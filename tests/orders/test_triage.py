"""Verifying and assigning as one act."""

import pytest

from amberdesk.customers.codes import Degree, Kind, Level
from amberdesk.orders.actions import triage
from amberdesk.orders.crew_queries import technician
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused, Stale
from amberdesk.outbox.journal import journal
from tests.factories import NINE
from tests.orders.shop import Desk, actor, make_desk


def checked(desk: Desk, **facts: object) -> dict[str, object]:
    usual = {"category": desk.category, "kind": Kind.FAILURE, "impact": Degree.HIGH, "urgency": Degree.HIGH}
    return {**usual, "scope": "agreement", **facts}


def kinds(order: Order) -> list[str]:
    return [event.kind for event in journal(order.subject_key)]


def test_a_new_order_is_verified_and_assigned_at_once(desk: Desk) -> None:
    order, events = triage(
        desk.report(),
        checked=checked(desk),
        level=Level.L2,
        technician=desk.tomasz,
        by=actor(desk.anna),
        at=NINE,
    )

    assert (order.state, order.level, order.assignee, order.priority) == ("assigned", "L2", desk.tomasz, "P1")
    assert kinds(order) == ["order.placed", "order.verified", "order.assigned"]
    assert len(events) == 2 and events[-1] == order.last_event_id


def test_an_order_in_work_keeps_its_technician_when_it_is_verified_again(desk: Desk) -> None:
    order, _ = triage(
        desk.in_progress(),
        checked=checked(desk, impact=Degree.LOW),
        level=Level.L1,
        by=actor(desk.anna),
        at=NINE,
    )

    assert (order.state, order.assignee) == ("in_progress", desk.ewa)


def test_when_the_assignment_is_refused_the_verification_is_not_done_either(desk: Desk) -> None:
    order = desk.report()
    with pytest.raises(Refused, match="not_of_level"):
        triage(
            order, checked=checked(desk), level=Level.L3, technician=desk.ewa, by=actor(desk.anna), at=NINE
        )
    with pytest.raises(Forbidden):
        triage(order, checked=checked(desk), level=Level.L3, by=actor(desk.tomasz), at=NINE)
    with pytest.raises(Stale):
        triage(order, checked=checked(desk), level=Level.L1, by=actor(desk.anna), at=NINE, expected=7)

    assert kinds(order) == ["order.placed"]


def test_only_technicians_of_the_networks_are_offered(desk: Desk) -> None:
    other = make_desk("BUR")

    assert technician(desk.olga.pk, [desk.network.pk]) == desk.olga
    assert technician(other.ewa.pk, [desk.network.pk]) is None
    assert technician(desk.anna.pk, [desk.network.pk]) is None
