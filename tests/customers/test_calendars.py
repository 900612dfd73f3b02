"""Calendars: weeks, days that differ, public holidays."""

from datetime import date

import pytest

from amberdesk.clock.hours import is_open
from amberdesk.customers.actions.calendars import (
    add_calendar,
    holiday_calendar,
    open_year,
    remove_day,
    set_day,
    set_week,
)
from amberdesk.customers.models import Network
from amberdesk.customers.public_holidays import public_holidays
from amberdesk.customers.queries import site_hours
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_network, warsaw

pytestmark = pytest.mark.django_db
OPEN = [[480, 1200]]
WEEK = [OPEN] * 6 + [[]]


@pytest.fixture
def calendar():
    return add_calendar(name="Sklepy 8-20", week=WEEK, by=MACHINE, at=NINE)


def test_a_year_is_opened_with_the_public_holidays_of_poland(calendar):
    days = open_year(calendar, year=2026, by=MACHINE, at=NINE)

    assert [d.date.isoformat()[5:] for d in days] == [
        *("01-01", "01-06", "04-05", "04-06", "05-01", "05-03", "05-24", "06-04"),
        *("08-15", "11-01", "11-11", "12-24", "12-25", "12-26"),
    ]


def test_christmas_eve_is_a_holiday_only_since_2025():
    assert date(2024, 12, 24) not in dict(public_holidays(2024))
    assert date(2025, 12, 24) in dict(public_holidays(2025))


def test_opening_a_year_again_leaves_what_somebody_changed(calendar):
    set_day(calendar, on=date(2026, 12, 24), name="Wigilia", windows=[[480, 840]], by=MACHINE, at=NINE)

    open_year(calendar, year=2026, by=MACHINE, at=NINE)
    assert open_year(calendar, year=2026, by=MACHINE, at=NINE) == []

    assert calendar.days.get(date="2026-12-24").windows == [[480, 840]]
    assert calendar.days.count() == 14


def test_a_past_date_changes_only_with_a_reason(calendar):
    with pytest.raises(Refused, match="past_needs_reason"):
        set_day(calendar, on=date(2026, 3, 1), name="Awaria prądu", by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="past_needs_reason"):
        set_week(calendar, week=WEEK, valid_from=date(2026, 3, 1), by=MACHINE, at=NINE)

    day = set_day(
        calendar, on=date(2026, 3, 1), name="Awaria prądu", reason="Pismo klienta", by=MACHINE, at=NINE
    )
    assert day.reason == "Pismo klienta"
    assert journal(f"calendar:{calendar.pk}").last().data == {
        "date": "2026-03-01",
        "past": True,
        "removed": False,
    }


def test_today_is_not_past_in_the_calendars_own_zone():
    calendar = add_calendar(name="Kijów", timezone="Europe/Kyiv", by=MACHINE, at=NINE)
    late = warsaw("2026-03-02 23:30")  # in Kyiv it is the third already

    assert set_day(calendar, on=date(2026, 3, 3), name="Dziś", by=MACHINE, at=late)
    with pytest.raises(Refused, match="past_needs_reason"):
        set_day(calendar, on=date(2026, 3, 2), name="Wczoraj", by=MACHINE, at=late)


def test_a_new_week_holds_from_its_date(calendar):
    set_week(calendar, week=[[]] * 7, valid_from=date(2026, 4, 1), by=MACHINE, at=NINE)

    hours = site_hours(calendar)
    assert is_open(hours, warsaw("2026-03-31 12:00"))
    assert not is_open(hours, warsaw("2026-04-01 12:00"))


def test_a_day_taken_away_is_like_its_week_again(calendar):
    day = set_day(calendar, on=date(2026, 3, 16), name="Remont", by=MACHINE, at=NINE)
    assert not is_open(site_hours(calendar), warsaw("2026-03-16 12:00"))

    remove_day(day, by=MACHINE, at=NINE)
    assert is_open(site_hours(calendar), warsaw("2026-03-16 12:00"))


def test_a_day_that_has_passed_stays(calendar):
    day = set_day(calendar, on=date(2026, 3, 16), name="Remont", by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="day_has_passed"):
        remove_day(day, by=MACHINE, at=warsaw("2026-03-17 00:30"))


@pytest.mark.parametrize(
    "windows, code",
    [
        ([[600, 540]], "span_ends_before_it_starts"),
        ([[540, 540]], "span_ends_before_it_starts"),
        ([[1440, 1500]], "span_outside_its_day"),
        ([[0, 2881]], "span_outside_its_day"),
        ([[480, 720], [700, 900]], "windows_overlap"),
    ],
)
def test_hours_that_contradict_themselves_are_refused(calendar, windows, code):
    with pytest.raises(Refused, match=code):
        set_day(calendar, on=date(2026, 3, 16), name="x", windows=windows, by=MACHINE, at=NINE)


def test_every_change_of_holidays_makes_the_networks_read_their_terms_again():
    network, other = make_network("FAL"), make_network("UKR", timezone="Europe/Kyiv")
    calendar = holiday_calendar("Europe/Warsaw", by=MACHINE, at=NINE)
    stamp, other_stamp = _stamp(network), _stamp(other)

    day = set_day(calendar, on=date(2026, 3, 16), name="Remont", by=MACHINE, at=NINE)
    open_year(calendar, year=2030, by=MACHINE, at=NINE)
    remove_day(day, by=MACHINE, at=NINE)

    assert _stamp(network) != stamp
    assert _stamp(other) == other_stamp


def _stamp(network):
    return Network.objects.get(pk=network.pk).terms_stamp
