"""Solved at L1, by the definition: every solved failure is one of three, with the orders behind each."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from amberdesk.customers.codes import Kind, Level
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.reports.solved import Asked, Solved, Tally, orders_behind, solved_at_l1
from tests.factories import NINE, make_network
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk

MARCH = date(2026, 3, 1), date(2026, 3, 31)
EVENING = NINE + 9 * HOUR  # 18:00: L2 does L1's work until 22:00


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk(template="8-22")


def solve(desk: Desk, order: Order, *, by: str = "ewa", after: timedelta = HOUR) -> Order:
    who = actor(getattr(desk, by))
    return actions.resolve(order, text="ok", code="x", minutes=5, by=who, at=order.reported_at + after)


def figures(desk: Desk, first: date = MARCH[0], last: date = MARCH[1]) -> Solved:
    return solved_at_l1(Asked.of([desk.network], first, last))


def test_each_solved_failure_is_l1s_or_of_l2_on_duty_or_escalated(desk):
    solve(desk, desk.in_progress())
    evening = actions.start(desk.assigned(at=EVENING), by=actor(desk.tomasz), at=EVENING)
    solve(desk, evening, by="tomasz")
    solve(desk, desk.in_progress(level=Level.L2), by="tomasz")
    handed = actions.hand_over(
        desk.in_progress(),
        to=Level.L2,
        reason="tam",
        facts=desk.facts(),
        by=actor(desk.ewa),
        at=NINE + MINUTE,
    )
    back = actions.send_back(handed, reason="tu", by=actor(desk.tomasz), at=NINE + 2 * MINUTE)
    solve(desk, back)
    total = figures(desk).resolved
    assert (total.l1, total.l2_duty, total.escalated, total.failures) == (1, 1, 2, 4)
    assert total.share == 0.25


def test_the_share_among_orders_placed_in_l1s_hours_leaves_the_evening_out(desk):
    solve(desk, desk.in_progress())
    solve(desk, actions.start(desk.assigned(at=EVENING), by=actor(desk.tomasz), at=EVENING), by="tomasz")
    total = figures(desk).resolved
    assert (total.in_hours_l1, total.in_hours, total.share_in_hours) == (1, 1, 1.0)
    assert total.share == 0.5


def test_what_is_not_for_l1_is_counted_and_listed_apart(desk):
    desk.category.not_for_l1 = True
    desk.category.save()
    solve(desk, desk.in_progress(level=Level.L2), by="tomasz")
    total = figures(desk).resolved
    assert (total.escalated, total.not_for_l1) == (1, 1)
    assert [line.not_for_l1 for line in orders_behind(Asked.of([desk.network], *MARCH))] == [True]


def test_cancelled_questions_and_open_orders_are_out(desk):
    actions.cancel(desk.assigned(), reason="pomyłka", by=actor(desk.anna), at=NINE + HOUR)
    question = desk.verified(desk.report(), kind=Kind.QUESTION)
    question = actions.assign(question, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE)
    solve(desk, question)
    desk.in_progress()
    assert figures(desk).resolved == Tally()


def test_an_order_opened_again_counts_when_and_by_whom_it_was_solved_for_good(desk):
    order = solve(desk, desk.in_progress())
    who = Actor("contact", order.participants.get().pk)
    actions.give_verdict(order, solved=False, remarks="", by=who, at=NINE + 2 * HOUR)
    assert figures(desk).resolved.failures == 0
    order = Order.objects.get(pk=order.pk)
    order = actions.hand_over(
        order, to=Level.L2, reason="tam", facts=desk.facts(), by=actor(desk.ewa), at=NINE + 3 * HOUR
    )
    solve(desk, order, by="tomasz", after=31 * DAY)
    assert figures(desk).resolved.failures == 0  # March: it is April's now
    april = figures(desk, date(2026, 4, 1), date(2026, 4, 30)).resolved
    assert (april.escalated, april.first_contact) == (1, 0)


def test_months_of_solving_and_of_reporting_are_kept_apart(desk):
    solve(desk, desk.in_progress())
    solve(desk, desk.in_progress(), after=31 * DAY)
    told = figures(desk, MARCH[0], date(2026, 4, 30))
    assert [(m, t.l1) for m, t in told.by_month_resolved] == [(date(2026, 3, 1), 1), (date(2026, 4, 1), 1)]
    assert [(m, t.l1) for m, t in told.by_month_reported] == [(date(2026, 3, 1), 2)]
    assert figures(desk).reported.l1 == 2 and figures(desk).resolved.l1 == 1


def test_a_day_begins_and_ends_by_the_networks_clock(desk):
    late = NINE.replace(day=31, hour=21, minute=59)  # 23:59 in Warsaw, summer time
    order = desk.in_progress()
    actions.resolve(order, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=late)
    second = desk.in_progress()
    actions.resolve(second, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=late + 2 * MINUTE)
    assert figures(desk).resolved.l1 == 1
    assert [m.month for m, _ in figures(desk, MARCH[0], date(2026, 4, 1)).by_month_resolved] == [3, 4]


def test_one_answer_is_first_contact_and_two_are_not(desk):
    solve(desk, desk.in_progress())
    order = desk.in_progress()
    actions.reply(order, text="Sprawdzam", by=actor(desk.ewa), at=NINE + MINUTE)
    solve(desk, order)
    assert figures(desk).resolved.first_contact == 1


def test_a_group_of_sites_has_its_own_figures_and_another_network_none_of_them(desk):
    from amberdesk.customers.models import SiteGroup

    group = SiteGroup.objects.create(network=desk.network, name="Pomorze")
    solve(desk, desk.in_progress())
    assert solved_at_l1(Asked.of([desk.network], *MARCH, group)).resolved.failures == 0
    desk.site.group = group
    desk.site.save()
    assert solved_at_l1(Asked.of([desk.network], *MARCH, group)).resolved.failures == 1
    assert solved_at_l1(Asked.of([make_network("BUR")], *MARCH)).resolved.failures == 0


def test_the_list_holds_exactly_the_orders_behind_the_figures_page_by_page(desk):
    orders = [solve(desk, desk.in_progress(), after=HOUR) for _ in range(3)]
    orders.append(solve(desk, desk.in_progress(level=Level.L2), by="tomasz", after=2 * HOUR))
    asked = Asked.of([desk.network], *MARCH)
    seen, after = [], None
    while page := orders_behind(asked, after=after, limit=3):
        seen += page
        after = page[-1].resolved_at, page[-1].id
    assert [line.id for line in seen] == [o.pk for o in reversed(orders)]
    assert [line.outcome for line in orders_behind(asked, outcome="escalated")] == ["escalated"]
