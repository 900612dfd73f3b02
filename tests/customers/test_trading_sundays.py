"""Sundays on which shops in Poland may trade, and site hours that know them."""

from datetime import date, datetime

import pytest

from amberdesk.clock.hours import is_open
from amberdesk.customers.actions.calendars import add_calendar, set_day, set_week
from amberdesk.customers.actions.opening import set_own_hours
from amberdesk.customers.finding import opening_on
from amberdesk.customers.queries import site_hours
from amberdesk.customers.trading_sundays import closed_sundays, easter, trading_sundays
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_network, make_site, warsaw

EVERY_DAY = [[[480, 1200]]] * 7

# Article 7: the Sunday before Easter; the last of January, April, June and August; the three before Christmas Eve.
BY_THE_ACT = {
    2025: ["01-26", "04-13", "04-27", "06-29", "08-31", "12-07", "12-14", "12-21"],
    2026: ["01-25", "03-29", "04-26", "06-28", "08-30", "12-06", "12-13", "12-20"],
    2027: ["01-31", "03-21", "04-25", "06-27", "08-29", "12-05", "12-12", "12-19"],
    2028: [
        "01-30",
        "04-09",
        "04-30",
        "06-25",
        "08-27",
        "12-03",
        "12-10",
        "12-17",
    ],  # the Eve is a Sunday itself
}


@pytest.mark.parametrize("year, days", BY_THE_ACT.items())
def test_shops_may_trade_on_the_sundays_that_the_act_names(year, days):
    assert [day.isoformat()[5:] for day in trading_sundays(year)] == days


def test_before_2025_only_two_sundays_before_christmas_were_free():
    assert [day.day for day in trading_sundays(2024) if day.month == 12] == [15, 22]


def test_a_last_sunday_that_is_easter_stays_closed():
    assert easter(2038) == date(2038, 4, 25)
    assert date(2038, 4, 25) not in trading_sundays(2038)
    assert date(2038, 4, 18) in trading_sundays(2038)


@pytest.mark.parametrize(
    "day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16)]
)
def test_easter_is_known(day):
    assert easter(day.year) == day


@pytest.mark.parametrize("year", range(2020, 2046))
def test_every_sunday_is_either_free_or_closed(year):
    every = {datetime.strptime(f"{year} {n}", "%Y %j").date() for n in range(1, 366)} | {date(year, 12, 31)}
    sundays = {day for day in every if day.weekday() == 6}
    assert set(trading_sundays(year)) | set(closed_sundays(year)) == sundays
    assert not set(trading_sundays(year)) & set(closed_sundays(year))


@pytest.mark.django_db
def test_a_calendar_with_the_layer_opens_on_trading_sundays_only():
    calendar = add_calendar(name="Sklepy", week=EVERY_DAY, trading_sundays=True, by=MACHINE, at=NINE)

    hours = site_hours(calendar)
    for sunday, open_then in ((date(2026, 3, 22), False), (date(2026, 3, 29), True)):
        assert is_open(hours, warsaw(f"{sunday} 12:00")) is open_then
        assert bool(opening_on(calendar.pk, sunday)) is open_then
    assert is_open(hours, warsaw("2026-03-23 12:00"))


@pytest.mark.django_db
def test_hours_written_for_a_date_go_before_the_ban():
    calendar = add_calendar(name="Sklepy", week=EVERY_DAY, trading_sundays=True, by=MACHINE, at=NINE)
    set_day(calendar, on=date(2026, 3, 22), name="Otwarcie", windows=[[600, 900]], by=MACHINE, at=NINE)

    assert is_open(site_hours(calendar), warsaw("2026-03-22 12:00"))
    assert opening_on(calendar.pk, date(2026, 3, 22)) == [[600, 900]]


@pytest.mark.django_db
def test_the_ban_holds_from_the_date_of_its_week_until_the_next_one():
    calendar = add_calendar(name="Sklepy", week=EVERY_DAY, by=MACHINE, at=NINE)
    facts = {"week": EVERY_DAY, "by": MACHINE, "at": NINE}
    set_week(calendar, valid_from=date(2026, 5, 4), trading_sundays=True, **facts)
    set_week(calendar, valid_from=date(2026, 6, 1), **facts)

    hours = site_hours(calendar)
    sundays = {"2026-05-03": True, "2026-05-10": False, "2026-05-31": False, "2026-06-07": True}
    assert {day: is_open(hours, warsaw(f"{day} 12:00")) for day in sundays} == sundays


@pytest.mark.django_db
def test_one_shop_may_be_open_on_every_sunday():
    network = make_network()
    closed, station = make_site(network, "041"), make_site(network, "042")
    facts = {"week": EVERY_DAY, "valid_from": date(2026, 3, 2), "by": MACHINE, "at": NINE}
    closed = set_own_hours(closed, trading_sundays=True, **facts)
    station = set_own_hours(station, **facts)

    sunday = warsaw("2026-03-22 12:00")
    assert not is_open(site_hours(closed.hours), sunday)
    assert is_open(site_hours(station.hours), sunday)

    closed = set_own_hours(closed, **(facts | {"valid_from": date(2026, 3, 9)}))
    closed.hours.refresh_from_db()
    assert is_open(site_hours(closed.hours), sunday)
