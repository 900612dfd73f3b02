"""A call becomes an order and its next step in one transaction."""

import pytest

from amberdesk.customers.codes import Channel, Degree, Level
from amberdesk.orders.access import acts_for
from amberdesk.orders.actions import assign, hand_over, note
from amberdesk.orders.actions.take_call import Next, Step, take_call
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event
from tests.factories import NINE, make_team
from tests.orders.shop import HOUR, Desk, actor, make_desk

SOLVED = Step(next=Next.RESOLVE, text="Wymieniono rolkę", code="consumable", minutes=3)


def kinds(order: Order) -> list[str]:
    return [e.kind.removeprefix("order.") for e in journal(order.subject_key)]


def test_placing_alone_leaves_it_to_be_verified(desk: Desk) -> None:
    order = take_call(desk.intake(channel=Channel.HOTLINE), Step(), by=actor(desk.ewa), at=NINE).order
    assert (order.state, kinds(order)) == ("new", ["placed"])


def test_taking_it_verifies_assigns_and_starts(desk: Desk) -> None:
    intake = desk.intake(channel=Channel.HOTLINE, impact=Degree.HIGH)
    order = take_call(intake, Step(next=Next.TAKE), by=actor(desk.ewa), at=NINE).order
    assert kinds(order) == ["placed", "verified", "assigned", "started"]
    assert (order.state, order.level, order.assignee, order.priority) == ("in_progress", "L1", desk.ewa, "P1")


def test_solving_it_in_the_call_counts_as_first_contact_at_l1(desk: Desk) -> None:
    order = take_call(desk.intake(channel=Channel.HOTLINE), SOLVED, by=actor(desk.ewa), at=NINE).order
    assert (order.state, order.solved_by, order.minutes_worked) == ("resolved", "L1", 3)
    assert journal(order.subject_key).get(kind="order.resolved").data["first_contact"] is True
    assert order.responded_at == NINE


def test_handing_it_over_leaves_it_to_l2_with_the_facts(desk: Desk) -> None:
    step = Step(next=Next.HAND_OVER, reason="głowica", facts=desk.facts())
    order = take_call(desk.intake(), step, by=actor(desk.ewa), at=NINE).order
    assert (order.state, order.level, order.assignee, order.came_from) == ("assigned", "L2", None, ["L1"])


def test_a_refused_step_places_nothing(desk: Desk) -> None:
    before = Event.objects.count()
    for step in (
        Step(next=Next.RESOLVE, text="x"),
        Step(next=Next.HAND_OVER, reason="x"),
        Step(next=Next.HAND_OVER),
    ):
        with pytest.raises(Refused):
            take_call(desk.intake(), step, by=actor(desk.ewa), at=NINE)
    assert (Order.objects.count(), Event.objects.count()) == (0, before)


def test_sent_twice_it_is_done_once(desk: Desk) -> None:
    intake = desk.intake(reference="desk:t", channel=Channel.DESK)
    first = take_call(intake, SOLVED, by=actor(desk.ewa), at=NINE)
    second = take_call(intake, SOLVED, by=actor(desk.ewa), at=NINE)
    assert (second.order.pk, second.fresh) == (first.order.pk, False)
    assert kinds(first.order).count("resolved") == 1


def test_l2_on_duty_takes_an_l1_order_as_l1(db: None) -> None:
    desk = make_desk(template="8-22")
    evening = NINE + 10 * HOUR
    intake = desk.intake(channel=Channel.HOTLINE, reported_at=evening)
    order = take_call(intake, SOLVED, by=actor(desk.tomasz), at=evening).order
    assert (order.level, order.assignee, order.solved_by) == ("L1", desk.tomasz, "L2_duty")


def test_l1_takes_at_his_own_level_what_its_category_gives_to_l2(desk: Desk) -> None:
    desk.category.level = "L2"
    desk.category.save()
    order = take_call(desk.intake(), Step(next=Next.TAKE), by=actor(desk.ewa), at=NINE).order
    assert (order.level, order.assignee) == (Level.L1, desk.ewa)


def test_a_coordinator_solves_a_call_without_being_its_technician(desk: Desk) -> None:
    order = take_call(desk.intake(channel=Channel.HOTLINE), SOLVED, by=actor(desk.anna), at=NINE).order
    assert (order.state, order.assignee) == ("resolved", None)


def test_nobody_takes_a_call_of_a_network_that_is_not_his(desk: Desk) -> None:
    other = make_desk("BUR")
    with pytest.raises(Forbidden):
        take_call(other.intake(), SOLVED, by=actor(desk.ewa), at=NINE)
    assert not Order.objects.exists()


def test_once_he_has_handed_his_call_over_it_is_his_to_steer_no_longer(desk: Desk) -> None:
    step = Step(next=Next.HAND_OVER, to=Level.L2, reason="nie dla mnie", facts=desk.facts())
    order = take_call(desk.intake(channel=Channel.HOTLINE), step, by=actor(desk.ewa), at=NINE).order
    assert "assign" not in acts_for(order, desk.ewa)
    with pytest.raises(Forbidden):
        assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.ewa), at=NINE + HOUR)


def test_who_works_on_two_levels_acts_as_l1_when_one_of_them_has_the_duty(db: None) -> None:
    desk = make_desk(template="8-22")
    make_team("L3", [desk.network], [desk.tomasz])
    order = desk.report(at=NINE + 10 * HOUR)
    note(order, text="patrzę", by=actor(desk.tomasz), at=NINE + 10 * HOUR)
    told = journal(order.subject_key).last()
    assert (told.acting_as, told.data["own"]) == ("L1", "L2")


@pytest.mark.parametrize("after", [Next.PLACE, Next.TAKE])
def test_what_the_caller_told_for_a_later_hand_over_is_kept_for_it(desk: Desk, after: Next) -> None:
    step = Step(next=after, facts={**desk.facts(), "unknown": "x"})
    order = take_call(desk.intake(channel=Channel.HOTLINE), step, by=actor(desk.ewa), at=NINE).order
    kept = order.messages.get(public=False)
    assert kept.facts == desk.facts() and kinds(order)[1] == "noted"
    order = Order.objects.get(pk=order.pk)
    if after == Next.PLACE:
        order = assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE)
    order = hand_over(order, to=Level.L2, reason="głowica", by=actor(desk.ewa), at=NINE + HOUR)
    assert order.level == "L2"


def test_without_what_the_category_requires_nothing_is_handed_over_later_either(desk: Desk) -> None:
    some = dict(list(desk.facts().items())[:1])
    order = take_call(desk.intake(), Step(next=Next.TAKE, facts=some), by=actor(desk.ewa), at=NINE).order
    with pytest.raises(Refused) as refused:
        hand_over(order, to=Level.L2, reason="głowica", by=actor(desk.ewa), at=NINE + HOUR)
    required = {f["code"] for f in desk.category.facts if f.get("required")}
    assert set(refused.value.params["facts"]) == required - some.keys()


def test_blank_answers_leave_no_note(desk: Desk) -> None:
    blank = dict.fromkeys(desk.facts(), "  ")
    order = take_call(desk.intake(), Step(next=Next.TAKE, facts=blank), by=actor(desk.ewa), at=NINE).order
    assert "noted" not in kinds(order)
