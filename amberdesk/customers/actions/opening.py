"""Say when a shop is open: by a calendar that several share, or by hours of its own."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from amberdesk.customers import events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.calendars import (
    MOST_DAYS,
    DifferingDay,
    Week,
    add_calendar,
    set_days,
    set_week,
)
from amberdesk.customers.models import Calendar, Site
from amberdesk.customers.queries import open_within_a_year, site_hours
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record


@transaction.atomic
def use_calendar(site: Site, *, calendar: Calendar | None, by: Actor, at: datetime) -> Site:
    """Return the shop, open as a shared calendar says; None: nobody has told us."""
    require_office(by)
    site = _locked(site)
    if calendar and Site.objects.filter(own_hours=calendar).exclude(pk=site.pk).exists():
        raise Refused("calendar_of_other_site", "hours")
    if calendar and not open_within_a_year(site_hours(calendar), at):
        raise Refused("no_hour_in_a_year", "hours", name=calendar.name)
    return _open_by(site, calendar, by, at)


@transaction.atomic
def set_own_hours(
    site: Site,
    *,
    week: Week,
    valid_from: date,
    trading_sundays: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Site:
    """Return the shop, open as its own week says from a date on; the first week holds from the beginning.

    Coming dates that differ in the calendar that it shared until now differ in its own, too.
    Errors: Refused for a week that is never open, and for a date in the past without a reason.
    """
    require_office(by)
    site = _locked(site)
    if not any(week):
        raise Refused("never_open", "hours")
    if site.own_hours is None:
        name = f"{site.network.code} {site.code} · {site.pk}"
        site.own_hours = add_calendar(
            name=name,
            timezone=site.network.timezone,
            week=week,
            trading_sundays=trading_sundays,
            by=by,
            at=at,
        )
        site.save(update_fields=["own_hours"])
        _take_days_along(site, by, at)
    elif _differs(site.own_hours, valid_from, week, trading_sundays):
        facts: dict[str, Any] = {"week": week, "trading_sundays": trading_sundays, "reason": reason}
        set_week(site.own_hours, valid_from=valid_from, **facts, by=by, at=at)
    return _open_by(site, site.own_hours, by, at)


def _take_days_along(site: Site, by: Actor, at: datetime) -> None:
    """Let the coming dates of the shared calendar that the shop leaves stand in its own: holidays, stocktaking."""
    if site.hours and site.own_hours:
        today = at.astimezone(ZoneInfo(site.hours.timezone)).date()
        coming = site.hours.days.filter(date__gte=today).order_by("date")[:MOST_DAYS]
        days = [DifferingDay(day.date, day.name, day.windows, day.holiday) for day in coming]
        set_days(site.own_hours, days, by=by, at=at)


def _locked(site: Site) -> Site:
    found = Site.objects.select_for_update(of=("self",)).select_related("network", "own_hours", "hours")
    return found.get(pk=site.pk)


def _differs(calendar: Calendar, on: date, week: Week, trading_sundays: bool) -> bool:
    kept = calendar.revisions.filter(valid_from__lte=on).latest("valid_from")
    same = list(map(_pairs, week)) == list(map(_pairs, kept.week))
    return not same or kept.trading_sundays != trading_sundays


def _pairs(day: Iterable[Iterable[int]]) -> list[list[int]]:
    return [list(window) for window in day]


def _open_by(site: Site, calendar: Calendar | None, by: Actor, at: datetime) -> Site:
    if site.hours_id != (calendar.pk if calendar else None):
        site.hours = calendar
        site.save(update_fields=["hours"])
        record(events.SiteChanged(id=site.pk, fields=("hours",)), by=by, at=at)
    return site
