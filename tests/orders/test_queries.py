"""Lists of orders: what a filter lets through, in which order, and where the next page begins."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amberdesk.customers.codes import Degree, Level, Priority, WaitReason
from amberdesk.orders.actions import assign, note, resolve, set_priority, tag, wait
from amberdesk.orders.models import Order
from amberdesk.orders.order_filter import OrderFilter, at_levels, waiting, without_technician
from amberdesk.orders.page_keys import BadKey
from amberdesk.orders.queries import SORTS, all_rows, matching, order_page, rows_of, tally
from tests.factories import NINE, make_site
from tests.orders.shop import DAY, HOUR, Desk, actor, make_desk


def numbers(desk: Desk, wanted: OrderFilter | None = None, sort: str = "due", **more: object) -> list[str]:
    page = order_page([desk.network.pk], wanted or OrderFilter(), sort=sort, **more)  # type: ignore[arg-type]
    return [row.number for row in page.rows]


def solved(desk: Desk) -> Order:
    return resolve(desk.in_progress(), text="Gotowe", code="restart", minutes=5, by=actor(desk.ewa), at=NINE)


def test_a_list_shows_open_orders_the_nearest_due_first(desk: Desk) -> None:
    calm, urgent = desk.report(impact=Degree.LOW), desk.report(impact=Degree.HIGH)
    solved(desk)

    assert numbers(desk) == [urgent.number, calm.number]


def test_orders_of_other_networks_are_in_no_list(desk: Desk) -> None:
    other = make_desk("BUR")
    theirs = other.report()

    assert numbers(desk) == numbers(desk, OrderFilter(states=frozenset())) == []
    assert matching([desk.network.pk], OrderFilter(), [theirs.pk]) == []
    assert rows_of([desk.network.pk], [theirs.pk]).rows == []


def test_each_filter_narrows_to_what_it_says(desk: Desk) -> None:
    first = desk.report()
    mine = desk.assigned(technician=desk.ewa)
    free = desk.assigned(level=Level.L2)
    tag(mine, add=["pilne"], by=actor(desk.ewa), at=NINE)
    paused = wait(
        desk.in_progress(), reason=WaitReason.APPOINTMENT, until=NINE + DAY, by=actor(desk.ewa), at=NINE
    )
    note(free, text="Tomasz, zerknij", mentions=[desk.tomasz.pk], by=actor(desk.anna), at=NINE)
    low = set_priority(first, priority=Priority.P4, reason="klient prosi", by=actor(desk.anna), at=NINE)
    wanted = {
        "assignee": (OrderFilter(assignee_id=desk.ewa.pk), {mine, paused}),
        "level": (OrderFilter(levels=frozenset({"L2"})), {free}),
        "team": (at_levels({"L1"}), {mine}),
        "free": (without_technician(), {free}),
        "waiting": (waiting(), {paused}),
        "reason": (OrderFilter(wait_reasons=frozenset({"customer"})), set()),
        "tag": (OrderFilter(tag="pilne"), {mine}),
        "priority": (OrderFilter(priorities=frozenset({"P4"})), {low}),
        "mention": (OrderFilter(mentioned_id=desk.tomasz.pk), {free}),
        "state": (OrderFilter(states=frozenset({"new"})), {low}),
        "number": (OrderFilter(states=frozenset(), number=free.number), {free}),
        "site": (OrderFilter(site_ids=frozenset({desk.site.pk})), {low, mine, free, paused}),
        "no site": (OrderFilter(site_ids=frozenset()), set()),
        "category": (OrderFilter(category_id=desk.category.pk), {low, mine, free, paused}),
        "overdue": (OrderFilter(overdue_at=NINE), set()),
        "later": (OrderFilter(reported_from=NINE + HOUR), set()),
        "before": (OrderFilter(reported_before=NINE + HOUR), {low, mine, free, paused}),
    }
    for name, (order_filter, expected) in wanted.items():
        for sort in SORTS:
            assert set(numbers(desk, order_filter, sort)) == {o.number for o in expected}, (name, sort)
        found = matching([desk.network.pk], order_filter, [low.pk, mine.pk, free.pk, paused.pk])
        assert found == sorted(o.pk for o in expected), name
    counts = tally([desk.network.pk], {name: order_filter for name, (order_filter, _) in wanted.items()})
    assert counts == {name: len(expected) for name, (_, expected) in wanted.items()}


def test_overdue_orders_are_those_whose_due_time_has_passed(desk: Desk) -> None:
    urgent, calm = desk.report(impact=Degree.HIGH), desk.report(impact=Degree.LOW)
    assert urgent.due_at and calm.due_at and urgent.due_at < calm.due_at

    assert numbers(desk, OrderFilter(overdue_at=urgent.due_at + timedelta(seconds=1))) == [urgent.number]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("by", ["lane or state", "own index", "reported before"])
def test_pages_follow_one_another_without_gap_or_repetition(desk: Desk, sort: str, by: str) -> None:
    make_site(desk.network, "042")
    for number in range(7):
        order = desk.report(at=NINE, impact=[Degree.HIGH, Degree.LOW][number % 2])
        if number > 4:  # without a due time
            assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE)
            wait(order, reason=WaitReason.APPOINTMENT, until=NINE + DAY, by=actor(desk.ewa), at=NINE)
    wanted = {
        "lane or state": OrderFilter(),
        "own index": OrderFilter(site_ids=frozenset({desk.site.pk})),
        "reported before": OrderFilter(reported_before=NINE + HOUR),
    }[by]
    whole = numbers(desk, wanted, sort)
    pages, after = [], ""
    while True:
        page = order_page([desk.network.pk], wanted, sort=sort, after=after, limit=2)
        pages.append([row.number for row in page.rows])
        after = page.next
        if not after:
            break

    assert len(whole) == len(set(whole)) == 7
    assert pages == [whole[:2], whole[2:4], whole[4:6], whole[6:]]


@pytest.mark.parametrize("sort", ["customer__password", "-id; DROP TABLE x", "", "due_at"])
def test_only_allowed_sortings_are_done(desk: Desk, sort: str) -> None:
    first, second = desk.report(), desk.report()

    assert numbers(desk, sort=sort) == [second.number, first.number]


@pytest.mark.parametrize("key", ["x", "1_2", "20260302T080000.000000_1'", "-_-", "9" * 30, "-1", "٣", "--_1"])
@pytest.mark.parametrize("sort", SORTS)
def test_a_key_that_was_not_made_here_is_refused(desk: Desk, sort: str, key: str) -> None:
    with pytest.raises(BadKey):
        order_page([desk.network.pk], OrderFilter(), sort=sort, after=key)


def test_ended_orders_are_listed_the_newest_first(desk: Desk) -> None:
    first, second = solved(desk), solved(desk)

    page = order_page([desk.network.pk], OrderFilter(states=frozenset({"resolved"})), sort="due")

    assert [row.number for row in page.rows] == [second.number, first.number]
    assert [clock.state for clock in page.clocks if clock] == ["met", "met"]


def test_what_was_reported_before_a_moment_is_listed_by_when_it_was_reported(desk: Desk) -> None:
    early, late, told_late = (desk.report(at=NINE + n * HOUR) for n in (0, 1, 2))
    type(told_late).objects.filter(pk=told_late.pk).update(reported_at=NINE + HOUR / 2)
    before = OrderFilter(reported_before=NINE + 3 * HOUR)

    assert numbers(desk, before, "new") == [late.number, told_late.number, early.number]
    assert numbers(desk, before, "old") == [early.number, told_late.number, late.number]
    assert numbers(desk, OrderFilter(reported_before=NINE + HOUR), "new") == [told_late.number, early.number]


def test_an_export_reads_the_whole_list_but_no_more_than_allowed(desk: Desk) -> None:
    for _ in range(5):
        desk.report()

    assert len(list(all_rows([desk.network.pk], OrderFilter(), sort="new", most=100))) == 5
    assert len(list(all_rows([desk.network.pk], OrderFilter(), sort="new", most=3))) == 3


def test_a_page_is_one_statement(desk: Desk) -> None:
    desk.report()
    with CaptureQueriesContext(connection) as queries:
        order_page([desk.network.pk], OrderFilter())

    assert len(queries) == 1
