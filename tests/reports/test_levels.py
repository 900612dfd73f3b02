"""Levels as facts over a period: what the stays add up to, with the orders behind each number."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amberdesk.customers.codes import Level
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from amberdesk.reports.levels import Levels, Rate, Wanted, levels, reasons
from amberdesk.reports.solved import Asked
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk

MARCH = date(2026, 3, 1), date(2026, 3, 31)
LATER = NINE + 2 * DAY


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk(template="8-22")


def over(desk: Desk, order: Order, reason: str = "głowica", after: timedelta = HOUR) -> Order:
    given = {"to": Level.L2, "reason": reason, "facts": desk.facts()}
    return actions.hand_over(order, **given, by=actor(desk.ewa), at=NINE + after)


def back(desk: Desk, order: Order, after: timedelta = 2 * HOUR) -> Order:
    return actions.send_back(order, reason="to kabel", by=actor(desk.tomasz), at=NINE + after)


def told(desk: Desk, first: date = MARCH[0], last: date = MARCH[1]) -> Levels:
    return levels([desk.network], Asked.of([desk.network], first, last), LATER)


def test_stays_are_counted_with_their_times_and_how_they_came_and_left(desk: Desk) -> None:
    order = back(desk, over(desk, desk.in_progress()))
    actions.resolve(order, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=NINE + 3 * HOUR)
    l1, l2 = told(desk).by_level["L1"], told(desk).by_level["L2"]
    assert (l1.stays, l1.orders, l1.open, l1.wall, l1.covered) == (2, 1, 0, 2 * HOUR, 2 * HOUR)
    assert (l2.stays, l2.wall) == (1, HOUR)
    assert l1.came == {"assigned": 1, "sent_back": 1} and l1.left == {"handed_over": 1, "resolved": 1}
    assert l2.came == {"handed_over": 1} and l2.left == {"sent_back": 1}


def test_what_has_not_ended_counts_until_now_and_nights_are_not_covered(desk: Desk) -> None:
    desk.in_progress()
    l1 = told(desk).by_level["L1"]
    assert (l1.open, l1.wall, l1.covered) == (1, 2 * DAY, 28 * HOUR)  # 8-22 on two days


def test_the_return_rate_is_of_hand_overs_from_l1_by_category_and_by_who_handed_over(desk: Desk) -> None:
    back(desk, over(desk, desk.in_progress()))
    over(desk, desk.in_progress())
    coordinators = actions.hand_over(
        desk.in_progress(),
        to=Level.L2,
        reason="pilne",
        facts=desk.facts(),
        by=actor(desk.anna),
        at=NINE + HOUR,
    )
    actions.hand_over(coordinators, to=Level.L3, reason="dalej", by=actor(desk.tomasz), at=NINE + 2 * HOUR)
    found = told(desk)
    assert found.returns == Rate(1, 3) and found.returns.share == pytest.approx(1 / 3)
    assert found.returns_by_category == [(desk.category.pk, Rate(1, 3))]
    assert found.returns_by_mover == [("L1", Rate(1, 2)), ("", Rate(0, 1))]


def test_reasons_are_counted_by_their_words(desk: Desk) -> None:
    for reason in ("Głowica  do wymiany", "głowica do wymiany", "Brak części"):
        over(desk, desk.in_progress(), reason)
    assert reasons(told(desk).lines) == [("Głowica do wymiany", 2), ("Brak części", 1)]


def test_l2_in_l1s_place_is_a_stay_at_l1(desk: Desk) -> None:
    evening = NINE + 9 * HOUR
    order = actions.start(desk.assigned(at=evening), by=actor(desk.tomasz), at=evening)
    actions.resolve(order, text="ok", code="x", minutes=5, by=actor(desk.tomasz), at=evening + HOUR)
    found = told(desk)
    assert (found.by_level["L1"].acting, found.by_level["L2"].stays) == (1, 0)


def test_a_period_holds_the_stays_that_began_in_it(desk: Desk) -> None:
    over(desk, desk.in_progress(), after=31 * DAY)
    march, april = told(desk), told(desk, date(2026, 4, 1), date(2026, 4, 30))
    assert [line.stay.level for line in march.lines] == ["L1"]
    assert [line.stay.level for line in april.lines] == ["L2"] and april.returns == Rate(0, 1)


def test_each_number_leads_to_exactly_the_stays_behind_it(desk: Desk) -> None:
    returned, kept = back(desk, over(desk, desk.in_progress())), over(desk, desk.in_progress())

    def behind(**wanted: object) -> list[tuple[int, str]]:
        return [(x.order, x.stay.level) for x in told(desk).lines if Wanted(**wanted).of(x)]  # type: ignore[arg-type]

    assert behind(handed=True, returned=True) == [(returned.pk, "L2")]
    assert set(behind(handed=True)) == {(returned.pk, "L2"), (kept.pk, "L2")}
    assert behind(level="L1", left="") == [(returned.pk, "L1")]
    assert len(behind(category=desk.category.pk)) == 5 and behind(category=0) == []


def test_another_network_has_none_of_them(desk: Desk) -> None:
    over(desk, desk.in_progress())
    other = make_desk("BUR")
    assert levels([other.network], Asked.of([other.network], *MARCH), LATER).lines == []


def test_ten_orders_take_as_many_statements_as_one(desk: Desk) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            told(desk)
        return len(seen)

    over(desk, desk.in_progress())
    told(desk)  # the agreements are kept in memory from now on
    one = statements()
    for _ in range(9):
        back(desk, over(desk, desk.in_progress(), after=MINUTE), after=2 * MINUTE)
    assert statements() == one <= 2
