"""Keep calendars: weeks in dated revisions, days that differ, public holidays of a year."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.hours import BEGINNING
from amberdesk.customers.models import (
    AgreementVersion,
    Calendar,
    CalendarDay,
    CalendarRevision,
    Network,
    Site,
)
from amberdesk.customers.models.network import new_stamp
from amberdesk.customers.public_holidays import countries, country_of, public_holidays
from amberdesk.customers.queries import open_within_a_year, site_hours
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

Week = Sequence[Iterable[Sequence[int]]]  # seven days of [opens, closes] in minutes
CLOSED: Week = ((),) * 7
MOST_DAYS = 1000  # written at once


class DifferingDay(NamedTuple):
    """A date that differs from the week: closed, or open as `windows` say."""

    on: date
    name: str
    windows: Sequence[Sequence[int]] = ()
    holiday: bool = False


@transaction.atomic
def add_calendar(
    *,
    name: str,
    timezone: str = "Europe/Warsaw",
    week: Week = CLOSED,
    trading_sundays: bool = False,
    by: Actor,
    at: datetime,
) -> Calendar:
    """Return a new calendar whose week holds from the beginning."""
    require_office(by)
    name = checks.line(name, "name", 80)
    if Calendar.objects.filter(name__iexact=name).exists():
        raise Refused("calendar_name_taken", "name", name=name)
    calendar = Calendar.objects.create(name=name, timezone=checks.timezone(timezone))
    CalendarRevision.objects.create(
        calendar=calendar, valid_from=BEGINNING, week=checks.week(week), trading_sundays=trading_sundays
    )
    record(events.CalendarAdded(id=calendar.pk), by=by, at=at)
    return calendar


@transaction.atomic
def set_week(
    calendar: Calendar,
    *,
    week: Week,
    valid_from: date,
    trading_sundays: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> CalendarRevision:
    """Return the week that holds from a date on. A date in the past needs a reason.

    `trading_sundays`: closed on the Sundays on which Polish law forbids trade. Errors: Refused, also when a shop
    that opens by the calendar would not open in the coming year.
    """
    require_office(by)
    past = _needs_reason(calendar, [valid_from], reason, at)
    facts = {
        "week": checks.week(week),
        "trading_sundays": trading_sundays,
        "reason": checks.line(reason, "reason", 200, required=past),
    }
    revision, _ = CalendarRevision.objects.update_or_create(
        calendar=calendar, valid_from=valid_from, defaults=facts
    )
    _changed(calendar, at)
    record(events.CalendarWeekSet(id=calendar.pk, valid_from=valid_from, past=past), by=by, at=at)
    return revision


@transaction.atomic
def set_day(
    calendar: Calendar,
    *,
    on: date,
    name: str,
    windows: Sequence[Sequence[int]] = (),
    holiday: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> CalendarDay:
    """Return a date that differs from the week: closed, or open as `windows` say. The past needs a reason."""
    day = DifferingDay(on, name, windows, holiday)
    set_days(calendar, [day], replace=True, reason=reason, by=by, at=at)
    return CalendarDay.objects.get(calendar=calendar, date=on)


@transaction.atomic
def set_days(
    calendar: Calendar,
    days: Iterable[DifferingDay],
    *,
    replace: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Return how many dates were written; one that has a row already is written only to `replace` it.

    Errors: Refused for the past without a reason, too many days, hours that contradict themselves.
    """
    require_office(by)
    wanted = {day.on: day for day in days}
    if len(wanted) > MOST_DAYS:
        raise Refused("too_many_days", "last", most=MOST_DAYS)
    kept = {} if replace else dict(calendar.days.filter(date__in=wanted).values_list("date", "pk"))
    new = [day for on, day in sorted(wanted.items()) if on not in kept]
    if not new:
        return 0
    past = _needs_reason(calendar, [day.on for day in new], reason, at)
    told = checks.line(reason, "reason", 200, required=past)
    CalendarDay.objects.bulk_create(
        [_row(calendar, day, told) for day in new],
        update_conflicts=True,
        unique_fields=["calendar", "date"],
        update_fields=["name", "windows", "holiday", "reason"],
    )
    _changed(calendar, at)
    record(_days_set(calendar, new, past), by=by, at=at)
    return len(new)


@transaction.atomic
def remove_day(day: CalendarDay, *, by: Actor, at: datetime) -> None:
    """Let a coming date be like its week again. Errors: Refused for a date that has passed."""
    require_office(by)
    if _is_past(day.calendar, day.date, at):
        raise Refused("day_has_passed", "date")
    day.delete()
    _changed(day.calendar, at)
    record(events.CalendarDaySet(id=day.calendar_id, date=day.date, removed=True), by=by, at=at)


@transaction.atomic
def open_year(
    calendar: Calendar,
    *,
    year: int,
    country: str = "",
    only: Collection[date] | None = None,
    by: Actor,
    at: datetime,
) -> list[CalendarDay]:
    """Return the public holidays of a year, written as rows; days that already have a row stay as they are.

    `country`: its code; empty: the calendar's own, or its zone's. `only`: the proposed dates that are wanted.
    """
    require_office(by)
    if not 2000 <= year <= 2100:
        raise Refused("out_of_range", "year", least=2000, most=2100)
    country = country or calendar.country or country_of(calendar.timezone)
    if country not in countries():
        raise Refused("unknown_choice", "country")
    proposed = [(on, name) for on, name in public_holidays(year, country) if only is None or on in only]
    kept = set(calendar.days.values_list("date", flat=True))
    days = [
        CalendarDay(calendar=calendar, date=on, name=name[:80]) for on, name in proposed if on not in kept
    ]
    CalendarDay.objects.bulk_create(days)
    Calendar.objects.filter(pk=calendar.pk).update(country=country)
    _changed(calendar, at)
    record(events.CalendarYearOpened(id=calendar.pk, year=year, days=len(days)), by=by, at=at)
    return days


@transaction.atomic
def holiday_calendar(timezone: str, *, by: Actor, at: datetime) -> Calendar:
    """Return the calendar of public holidays that agreements in a zone share; made with two years when missing."""
    name = "Święta w Polsce" if timezone == "Europe/Warsaw" else f"Święta: {timezone}"
    if kept := Calendar.objects.filter(name=name).first():
        return kept
    calendar = add_calendar(name=name, timezone=timezone, by=by, at=at)
    for year in (at.year - 1, at.year, at.year + 1):
        open_year(calendar, year=year, by=by, at=at)
    return calendar


def _row(calendar: Calendar, day: DifferingDay, reason: str) -> CalendarDay:
    return CalendarDay(
        calendar=calendar,
        date=day.on,
        name=checks.line(day.name, "name", 80),
        windows=checks.windows(day.windows, "windows"),
        holiday=day.holiday,
        reason=reason,
    )


def _days_set(calendar: Calendar, days: Sequence[DifferingDay], past: bool) -> events.Happened:
    if len(days) == 1:
        return events.CalendarDaySet(id=calendar.pk, date=days[0].on, past=past)
    return events.CalendarDaysSet(
        id=calendar.pk, first=days[0].on, last=days[-1].on, days=len(days), past=past
    )


def _is_past(calendar: Calendar, on: date, at: datetime) -> bool:
    return on < at.astimezone(ZoneInfo(calendar.timezone)).date()


def _needs_reason(calendar: Calendar, days: Iterable[date], reason: str, at: datetime) -> bool:
    """Whether any date has passed. Errors: Refused when one has and nobody says why it changes."""
    past = _is_past(calendar, min(days), at)
    if past and not reason.strip():
        raise Refused("past_needs_reason", "reason")
    return past


def _changed(calendar: Calendar, at: datetime) -> None:
    """Make the networks whose agreements reckon with the calendar read their terms again.

    Errors: Refused when shops open by its weeks and would not within a year.
    """
    concerned = AgreementVersion.objects.filter(calendar=calendar).values("agreement__network_id")
    Network.objects.filter(pk__in=concerned).update(terms_stamp=new_stamp())
    if Site.objects.filter(hours=calendar).exists():
        fresh = Calendar.objects.get(pk=calendar.pk)
        has_hours = any(any(revision.week) for revision in fresh.revisions.all())
        if has_hours and not open_within_a_year(site_hours(fresh), at):
            raise Refused("no_hour_in_a_year", name=calendar.name)
