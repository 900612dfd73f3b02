"""When a shop is open: a calendar that several share, or hours of its own."""

from datetime import date, timedelta

import pytest

from amberdesk.customers import lists
from amberdesk.customers.actions.calendars import DifferingDay, add_calendar, set_days
from amberdesk.customers.actions.opening import set_own_hours, use_calendar
from amberdesk.customers.finding import opening_on
from amberdesk.customers.models import Calendar, Site
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_person, make_site
from tests.orders.shop import DAY, actor

MONDAY = date(2026, 3, 2)
LONG = [[[480, 1200]]] * 6 + [[]]
SHORT = [[[540, 1020]]] * 5 + [[], []]


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def test_a_shop_opens_as_its_own_week_says_from_the_beginning(site: Site) -> None:
    site = set_own_hours(site, week=LONG, valid_from=MONDAY, by=MACHINE, at=NINE)

    assert opening_on(site.hours_id, MONDAY - timedelta(days=700)) == [[480, 1200]]
    assert opening_on(site.hours_id, MONDAY - timedelta(days=1)) == []
    assert site.own_hours not in lists.calendars()
    assert journal(f"site:{site.pk}").filter(kind="site.changed").latest("pk").data["fields"] == ["hours"]


def test_a_later_week_leaves_the_earlier_one(site: Site) -> None:
    set_own_hours(site, week=LONG, valid_from=MONDAY, by=MACHINE, at=NINE)
    later = (NINE + 7 * DAY).date()
    site = set_own_hours(site, week=SHORT, valid_from=later, by=MACHINE, at=NINE)

    assert opening_on(site.hours_id, later - timedelta(days=1)) == []
    assert opening_on(site.hours_id, MONDAY) == [[480, 1200]]
    assert opening_on(site.hours_id, MONDAY + timedelta(days=700)) == [[540, 1020]]
    with pytest.raises(Refused, match="past_needs_reason"):
        set_own_hours(site, week=SHORT, valid_from=MONDAY - DAY * 30, by=MACHINE, at=NINE)


def test_own_hours_are_kept_while_a_shared_calendar_is_used(site: Site) -> None:
    own = set_own_hours(site, week=LONG, valid_from=MONDAY, by=MACHINE, at=NINE).own_hours
    shared = add_calendar(name="Sklepy 6-22", week=SHORT, by=MACHINE, at=NINE)

    assert use_calendar(site, calendar=shared, by=MACHINE, at=NINE).hours == shared
    again = set_own_hours(site, week=LONG, valid_from=MONDAY, by=MACHINE, at=NINE)
    assert again.hours == own and Calendar.objects.filter(own_of=site).count() == 1
    assert use_calendar(site, calendar=None, by=MACHINE, at=NINE).hours is None


def test_one_shops_hours_are_no_other_shops_and_a_week_opens_once_at_least(site: Site) -> None:
    own = set_own_hours(site, week=LONG, valid_from=MONDAY, by=MACHINE, at=NINE).own_hours
    other = make_site(site.network, "042")

    with pytest.raises(Refused, match="calendar_of_other_site"):
        use_calendar(other, calendar=own, by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="never_open"):
        set_own_hours(other, week=[[]] * 7, valid_from=MONDAY, by=MACHINE, at=NINE)
    with pytest.raises(Forbidden):
        set_own_hours(other, week=LONG, valid_from=MONDAY, by=actor(make_person("coordinator")), at=NINE)


def test_one_shop_trades_on_sundays_on_which_the_others_of_its_calendar_are_closed(site: Site) -> None:
    other, sunday = make_site(site.network, "042"), date(2026, 3, 8)
    week = [[[480, 1200]]] * 7
    shared = add_calendar(name="Sklepy", week=week, trading_sundays=True, by=MACHINE, at=NINE)
    easter, gone = date(2026, 4, 5), date(2026, 1, 1)
    set_days(
        shared,
        [DifferingDay(on, "Święto", (), True) for on in (easter, gone)],
        reason="x",
        by=MACHINE,
        at=NINE,
    )
    for shop in (site, other):
        use_calendar(shop, calendar=shared, by=MACHINE, at=NINE)
    assert opening_on(shared.pk, sunday) == []

    site = set_own_hours(site, week=week, valid_from=MONDAY, trading_sundays=False, by=MACHINE, at=NINE)

    other.refresh_from_db()
    assert opening_on(site.hours_id, sunday) == [[480, 1200]]
    assert opening_on(other.hours_id, sunday) == [] and other.hours == shared
    assert opening_on(site.hours_id, easter) == []
    assert [day.date for day in site.hours.days.all()] == [easter]
