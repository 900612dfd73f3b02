"""Keep calendars: weeks in dated revisions, days that differ, public holidays of a year."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.hours import BEGINNING
from amberdesk.customers.models import AgreementVersion, Calendar, CalendarDay, CalendarRevision, Network
from amberdesk.customers.models.network import new_stamp
from amberdesk.customers.public_holidays import public_holidays
from amberdesk.customers.recording import record
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor

Week = Sequence[Iterable[Sequence[int]]]  # seven days of [opens, closes] in minutes
CLOSED: Week = ((),) * 7


@transaction.atomic
def add_calendar(
    *, name: str, timezone: str = "Europe/Warsaw", week: Week = CLOSED, by: Actor, at: datetime
) -> Calendar:
    """Return a new calendar whose week holds from the beginning."""
    require_office(by)
    name = checks.line(name, "name", 80)
    if Calendar.objects.filter(name__iexact=name).exists():
        raise Refused("calendar_name_taken", "name", name=name)
    calendar = Calendar.objects.create(name=name, timezone=checks.timezone(timezone))
    CalendarRevision.objects.create(calendar=calendar, valid_from=BEGINNING, week=checks.week(week))
    record(events.CalendarAdded(id=calendar.pk), by=by, at=at)
    return calendar


@transaction.atomic
def set_week(
    calendar: Calendar, *, week: Week, valid_from: date, reason: str = "", by: Actor, at: datetime
) -> CalendarRevision:
    """Return the week that holds from a date on. A date in the past needs a reason."""
    require_office(by)
    past = _needs_reason(calendar, valid_from, reason, at)
    revision, _ = CalendarRevision.objects.update_or_create(
        calendar=calendar,
        valid_from=valid_from,
        defaults={"week": checks.week(week), "reason": checks.line(reason, "reason", 200, required=past)},
    )
    _changed(calendar)
    record(events.CalendarWeekSet(id=calendar.pk, valid_from=valid_from, past=past), by=by, at=at)
    return revision


@transaction.atomic
def set_day(
    calendar: Calendar,
    *,
    on: date,
    name: str,
    windows: Iterable[Sequence[int]] = (),
    holiday: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> CalendarDay:
    """Return a date that differs from the week: closed, or open as `windows` say. The past needs a reason."""
    require_office(by)
    past = _needs_reason(calendar, on, reason, at)
    facts = {
        "name": checks.line(name, "name", 80),
        "windows": checks.windows(windows, "windows"),
        "holiday": holiday,
        "reason": checks.line(reason, "reason", 200, required=past),
    }
    day, _ = CalendarDay.objects.update_or_create(calendar=calendar, date=on, defaults=facts)
    _changed(calendar)
    record(events.CalendarDaySet(id=calendar.pk, date=on, past=past), by=by, at=at)
    return day


@transaction.atomic
def remove_day(day: CalendarDay, *, by: Actor, at: datetime) -> None:
    """Let a coming date be like its week again. Errors: Refused for a date that has passed."""
    require_office(by)
    if _is_past(day.calendar, day.date, at):
        raise Refused("day_has_passed", "date")
    day.delete()
    _changed(day.calendar)
    record(events.CalendarDaySet(id=day.calendar_id, date=day.date, removed=True), by=by, at=at)


@transaction.atomic
def open_year(calendar: Calendar, *, year: int, by: Actor, at: datetime) -> list[CalendarDay]:
    """Return the public holidays of a year, written as rows; days that already have a row stay as they are."""
    require_office(by)
    if not 2000 <= year <= 2100:
        raise Refused("out_of_range", "year", least=2000, most=2100)
    kept = set(calendar.days.values_list("date", flat=True))
    proposed = public_holidays(year, calendar.timezone)
    days = [
        CalendarDay(calendar=calendar, date=on, name=name[:80]) for on, name in proposed if on not in kept
    ]
    CalendarDay.objects.bulk_create(days)
    _changed(calendar)
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


def _is_past(calendar: Calendar, on: date, at: datetime) -> bool:
    return on < at.astimezone(ZoneInfo(calendar.timezone)).date()


def _needs_reason(calendar: Calendar, on: date, reason: str, at: datetime) -> bool:
    """Whether the date has passed. Errors: Refused when it has and nobody says why it changes."""
    past = _is_past(calendar, on, at)
    if past and not reason.strip():
        raise Refused("past_needs_reason", "reason")
    return past


def _changed(calendar: Calendar) -> None:
    """Make the networks whose agreements reckon with the calendar read their terms again."""
    concerned = AgreementVersion.objects.filter(calendar=calendar).values("agreement__network_id")
    Network.objects.filter(pk__in=concerned).update(terms_stamp=new_stamp())
