"""Figures are counted by the definitions, and late facts correct them."""

from datetime import date, timedelta

import pytest

from amberdesk.customers.codes import Degree, Level
from amberdesk.orders import actions
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Delivery
from amberdesk.reports.actions.reckon import count_day, reckon_days
from amberdesk.reports.models import DayFigure
from amberdesk.reports.queries import board_figures, load, weeks
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk

MONDAY = date(2026, 3, 2)


def reckoned() -> None:
    at = NINE + 900 * DAY
    while fan_out(at) + run_lane("figures", at):
        pass
    assert not Delivery.objects.filter(lane="figures").exclude(error="").exists()
    reckon_days(at)


def solved(desk: Desk, level: Level = Level.L1, after: timedelta = HOUR):
    order = desk.in_progress(level=level)
    who = {"L1": desk.ewa, "L2": desk.tomasz, "L3": desk.olga}[level]
    return actions.resolve(order, text="ok", code="x", minutes=10, by=actor(who), at=NINE + after)


def test_the_share_solved_at_l1_has_its_numerator_and_denominator(desk):
    for level in (Level.L1, Level.L1, Level.L2):
        solved(desk, level)
    reckoned()
    figures = board_figures([desk.network.pk], NINE + 2 * HOUR)
    assert (figures.solved_l1, figures.failures, figures.new_today) == (2, 3, 3)
    assert figures.share == pytest.approx(2 / 3)
    assert figures.median == HOUR


def test_an_order_opened_again_no_longer_counts_as_solved(desk):
    order = solved(desk)
    reckoned()
    assert board_figures([desk.network.pk], NINE + 2 * HOUR).solved_l1 == 1
    who = Actor("contact", order.participants.get().pk)
    actions.give_verdict(order, solved=False, remarks="", by=who, at=NINE + 2 * DAY)
    reckoned()
    assert board_figures([desk.network.pk], NINE + 3 * DAY).solved_l1 == 0


def test_a_question_that_was_answered_is_no_technical_problem(desk):
    from amberdesk.customers.codes import Kind

    order = desk.verified(desk.report(), kind=Kind.QUESTION)
    order = actions.assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE)
    actions.resolve(order, text="tak", code="x", minutes=1, by=actor(desk.ewa), at=NINE + MINUTE)
    reckoned()
    day = DayFigure.objects.get()
    assert (day.resolved, day.failures, day.solved_l1) == (1, 0, 0)


def test_in_time_and_late_add_up_to_what_was_solved(desk):
    solved(desk)
    solved(desk, after=3 * DAY)
    reckoned()
    sums = weeks([desk.network.pk], MONDAY + timedelta(days=6), 2)[-1].sums
    assert (sums["resolved"], sums["in_time"], sums["late"]) == (2, 1, 1)


def test_kept_figures_equal_counting_anew(desk):
    for n in range(3):
        solved(desk, after=n * HOUR + HOUR)
    reckoned()
    kept = DayFigure.objects.values(*count_day(desk.network, MONDAY)).get()
    assert kept == count_day(desk.network, MONDAY)


def test_what_is_at_risk_and_what_is_overdue(desk):
    desk.report(impact=Degree.HIGH)  # response within an hour
    desk.report(impact=Degree.HIGH, at=NINE + 3 * HOUR)
    at = NINE + 3 * HOUR + 50 * MINUTE
    check_due_clocks(at)
    figures = board_figures([desk.network.pk], at)
    assert figures.overdue == 1 and figures.at_risk >= 1


def test_nobody_counts_what_belongs_to_another_network(db):
    one, two = make_desk("FAL"), make_desk("BUR")
    solved(one)
    reckoned()
    figures = board_figures([two.network.pk], NINE + HOUR)
    assert (figures.failures, figures.new_today, figures.median) == (0, 0, None)
    assert load([two.network.pk]) == []


def test_the_board_takes_few_statements(desk, django_assert_max_num_queries):
    solved(desk)
    with django_assert_max_num_queries(5):
        board_figures([desk.network.pk], NINE)
