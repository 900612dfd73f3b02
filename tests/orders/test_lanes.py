"""Where an order stands on the board."""

from datetime import timedelta

import pytest

from amberdesk.customers.codes import Degree, Kind, Level, WaitReason
from amberdesk.orders.actions import assign, cancel, undo, verify, wait
from amberdesk.orders.lanes import COLUMNS, LANES, column_of, lane_of
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused, State
from amberdesk.outbox.actor import Actor
from tests.factories import NINE
from tests.orders.shop import MINUTE, Desk, actor


def kept(order: Order) -> str:
    return Order.objects.values_list("lane", flat=True).get(pk=order.pk)


def test_an_order_waits_for_a_check_then_for_a_technician_then_for_work(desk: Desk) -> None:
    order = desk.report()
    lanes = [kept(order)]
    order = desk.verified(order)
    lanes.append(kept(order))
    order = assign(order, level=Level.L2, by=actor(desk.anna), at=NINE)
    lanes.append(kept(order))
    order = assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE)
    lanes.append(kept(order))
    order = wait(order, reason=WaitReason.PART, by=actor(desk.ewa), at=NINE)
    lanes.append(kept(order))
    lanes.append(kept(cancel(order, reason="pomyłka", by=actor(desk.anna), at=NINE)))

    assert lanes == ["check", "L1_free", "L2_free", "L1", "wait", ""]


def test_an_order_assigned_before_its_check_stands_at_its_level(desk: Desk) -> None:
    order = assign(desk.report(), level=Level.L1, by=actor(desk.anna), at=NINE)

    assert (order.verified_at, kept(order)) == (None, "L1_free")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("assigned", [True, False])
def test_the_database_and_the_rule_agree_on_every_lane(
    desk: Desk, state: str, verified: bool, assigned: bool
) -> None:
    order = desk.report()
    for level in Level:
        Order.objects.filter(pk=order.pk).update(
            state=state,
            level=level,
            verified_at=NINE if verified else None,
            assignee=desk.ewa if assigned else None,
            wait_reason="part" if state == State.WAITING else "",
            resolved_at=NINE,
            merged_into=order.pk if state == State.MERGED else None,
        )
        assert kept(order) == lane_of(state, level, verified=verified, assigned=assigned)


def test_every_lane_belongs_to_one_column() -> None:
    assert len(set(LANES)) == len(LANES)
    assert {column_of(lane) for lane in LANES} == set(COLUMNS)
    assert column_of("") == ""


def test_two_acts_in_a_row_are_taken_back_one_after_the_other(desk: Desk) -> None:
    anna = actor(desk.anna)
    order = verify(
        desk.report(),
        category=desk.category,
        kind=Kind.FAILURE,
        impact=Degree.LOW,
        urgency=Degree.LOW,
        scope="agreement",
        by=anna,
        at=NINE,
    )
    checked = order.last_event_id
    order = assign(order, level=Level.L2, by=anna, at=NINE)
    given = order.last_event_id
    with pytest.raises(Refused, match="undo_overtaken"):
        undo(order, event_id=checked, by=anna, at=NINE)

    undo(order, event_id=given, by=anna, at=NINE + timedelta(seconds=5))
    order = undo(order, event_id=checked, by=anna, at=NINE + timedelta(seconds=6))

    assert (order.state, order.level, order.verified_at, kept(order)) == ("new", "L1", None, "check")


def test_an_act_taken_back_is_not_taken_back_again(desk: Desk) -> None:
    anna = actor(desk.anna)
    order = assign(desk.report(), level=Level.L2, by=anna, at=NINE)
    undo(order, event_id=order.last_event_id, by=anna, at=NINE)

    with pytest.raises(Refused, match="undo_overtaken"):
        undo(order, event_id=order.last_event_id, by=anna, at=NINE)


def test_the_order_names_the_event_of_the_last_act(desk: Desk) -> None:
    order = assign(desk.report(), level=Level.L1, by=Actor("person", desk.anna.pk), at=NINE + MINUTE)

    assert order.last_event_id > 0
