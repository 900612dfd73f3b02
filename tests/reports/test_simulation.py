"""What would have been: the same deeds under another agreement, and nothing is touched."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.queries import covers_of, promises_of, terms_of
from amberdesk.orders import actions
from amberdesk.orders.models import Clock, Order
from amberdesk.outbox.models import Event
from amberdesk.reports.past import past_ids, past_of, promises_behind
from amberdesk.reports.simulation import Supposition, simulate, sums, supposed_terms
from tests.factories import NINE, warsaw
from tests.orders.shop import DAY, HOUR, Desk, actor, make_desk

LATER = NINE + 30 * DAY
ALL_WEEK = (0, 1, 2, 3, 4, 5, 6)


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk(template="8-22")


def version_of(desk: Desk) -> AgreementVersion:
    return AgreementVersion.objects.get(agreement__network=desk.network)


def as_it_is(version: AgreementVersion) -> Supposition:
    holidays = frozenset(day.date for day in version.calendar.days.all() if day.holiday)
    return Supposition(tuple(covers_of(version)), tuple(promises_of(version)), holidays)


def would(desk: Desk, **what: object):
    """Return every order of the network compared, under the agreement as it is but for this."""
    version = version_of(desk)
    orders = past_of(past_ids(version, NINE - DAY, LATER, 100))
    behind = promises_behind(order.facts for order in orders)
    versions = {**terms_of(desk.network).versions, **behind}
    zone = version.calendar.timezone
    supposed = supposed_terms(versions[version.pk], zone, replace(as_it_is(version), **what))
    return simulate(orders, versions, supposed, LATER)


def solved(desk: Desk, at, *, level: Level = Level.L1, who=None, start=NINE) -> Order:
    order = desk.in_progress(level=level, at=start)
    return actions.resolve(order, text="ok", code="x", minutes=5, by=actor(who or desk.ewa), at=at)


def test_an_agreement_supposed_to_be_as_it_is_changes_nothing(desk):
    solved(desk, NINE + HOUR)
    desk.report(at=NINE + 10 * HOUR)
    actions.wait(
        desk.in_progress(), reason=WaitReason.PART, until=None, by=actor(desk.ewa), at=NINE + 2 * HOUR
    )
    compared = would(desk)
    assert len(compared) == 3 and not any(each.differs for each in compared)
    was, then = (sums(side) for side in sides(compared))
    assert was == then and was.solved_by == {"L1": 1}


def sides(compared):
    return [c.before for c in compared], [c.after for c in compared]


def test_what_was_is_what_the_clocks_keep(desk):
    order = solved(desk, NINE + 3 * DAY)
    [told] = would(desk)
    kept = Clock.objects.get(order=order, target="solution")
    assert (told.before.readings["solution"].state, told.before.readings["solution"].used) == (
        kept.state,
        kept.used,
    )
    assert told.before.solved_by == order.solved_by == "L1"


def test_a_shorter_target_makes_orders_late(desk):
    solved(desk, NINE + 3 * HOUR)
    promises = tuple(
        p._replace(minutes=120) if p.target == "solution" else p for p in promises_of(version_of(desk))
    )
    [told] = would(desk, promises=promises)
    assert (told.before.readings["solution"].state, told.after.readings["solution"].state) == (
        "met",
        "breached_met",
    )
    assert told.after.readings["solution"].breached_at == NINE + 2 * HOUR
    assert told.turned


def test_a_target_that_is_not_promised_has_no_clock(desk):
    solved(desk, NINE + 3 * HOUR)
    [told] = would(desk, promises=())
    assert "response" not in told.after.readings and "solution" not in told.after.readings


def test_a_free_day_gives_its_hours_back(desk):
    solved(desk, NINE + DAY)
    tuesday = date(2026, 3, 3)
    [told] = would(desk, holidays=frozenset({tuesday}))
    assert (
        told.before.readings["solution"].used - told.after.readings["solution"].used == HOUR
    )  # 8:00 to 9:00
    assert told.after.readings["solution"].used == 13 * HOUR


def test_other_hours_count_other_time(desk):
    solved(desk, NINE + DAY)
    around_the_clock = (Cover("any", "L1", ALL_WEEK, 0, 1440, True),)
    [told] = would(desk, covers=around_the_clock)
    assert (told.before.readings["solution"].used, told.after.readings["solution"].used) == (
        14 * HOUR,
        24 * HOUR,
    )


def test_l1_with_longer_duty_would_have_solved_what_l2_solved_in_its_place(desk):
    evening = warsaw("2026-03-02 18:00")
    order = solved(desk, evening, who=desk.tomasz)
    assert order.solved_by == "L2_duty"
    longer = (Cover("any", "L1", (0, 1, 2, 3, 4), 480, 1320, False),)
    [told] = would(desk, covers=longer)
    assert (told.before.solved_by, told.after.solved_by) == ("L2_duty", "L1")
    after = sums([told.after])
    assert (after.share_l1, sums([told.before]).share_l1) == (1.0, 0.0)


def test_l2_that_takes_over_earlier_would_have_solved_it_on_duty(desk):
    solved(desk, NINE + HOUR)
    only_l2 = (Cover("any", "L2", (0, 1, 2, 3, 4), 480, 1320, False),)
    [told] = would(desk, covers=only_l2)
    assert (told.before.solved_by, told.after.solved_by) == ("L1", "L2_duty")
    assert (told.before.in_l1_hours, told.after.in_l1_hours) == (True, False)


def test_what_was_handed_over_stays_so_whoever_had_the_duty(desk):
    solved(desk, NINE + HOUR, level=Level.L2, who=desk.tomasz)
    [told] = would(desk, covers=(Cover("any", "L1", ALL_WEEK, 0, 1440, True),))
    assert (told.before.solved_by, told.after.solved_by) == ("escalated", "escalated")


def test_orders_of_other_times_networks_and_cancelled_ones_are_left_out(desk):
    other = make_desk("BUR")
    solved(other, NINE + HOUR)
    desk.report(at=NINE - 2 * DAY)
    gone = desk.report()
    actions.cancel(gone, reason="pomyłka", by=actor(desk.anna), at=NINE)
    assert would(desk) == []


def test_nothing_is_written_and_a_thousand_orders_need_no_more_statements(
    desk, django_assert_max_num_queries
):
    for n in range(6):
        solved(desk, NINE + (n + 1) * HOUR)
    before = Event.objects.count(), list(Clock.objects.order_by("pk").values()), list(Order.objects.values())
    version = version_of(desk)
    terms_of(desk.network)
    with django_assert_max_num_queries(10):
        orders = past_of(past_ids(version, NINE - DAY, LATER, 100))
        versions = promises_behind(order.facts for order in orders)
    simulate(orders, versions, versions[version.pk], LATER)
    assert len(orders) == 6
    assert before == (
        Event.objects.count(),
        list(Clock.objects.order_by("pk").values()),
        list(Order.objects.values()),
    )


def test_a_site_with_opening_hours_counts_them(desk):
    from amberdesk.customers.actions.calendars import add_calendar
    from amberdesk.customers.actions.sites import change_site
    from amberdesk.outbox.actor import MACHINE

    hours = add_calendar(name="Galeria", week=[[[600, 720]]] * 7, by=MACHINE, at=NINE - DAY)
    change_site(desk.site, hours=hours, by=MACHINE, at=NINE - DAY)
    solved(desk, NINE + 5 * HOUR)
    by_site = tuple(p._replace(basis="site") for p in promises_of(version_of(desk)))
    [told] = would(desk, promises=by_site)
    assert told.after.readings["solution"].used == timedelta(hours=2)
