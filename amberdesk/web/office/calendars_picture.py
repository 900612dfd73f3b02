"""A calendar as a picture: its weeks as bars of 24 hours, and its coming days as they will really be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from amberdesk.clock import spoken
from amberdesk.clock.hours import WorkingHours
from amberdesk.customers.models import Calendar, CalendarDay, CalendarRevision
from amberdesk.customers.queries import site_hours
from amberdesk.customers.words import reader
from amberdesk.web.office.forms.calendars import WeekForm
from amberdesk.web.office.forms.fields import write_windows

DAY = 1440
COMING = 60
Windows = Sequence[Sequence[int]]


class WeekDay(NamedTuple):
    """A day of a week: its name, its hours in words, and its bar; the bar says nothing that the words don't."""

    name: str
    hours: str
    bar: Markup


class ComingDay(NamedTuple):
    """A date as it will be. kind: open, closed, other (it differs from the week); notes: why, and how long it is."""

    on: date
    day: str
    hours: str
    kind: str
    notes: list[str]


def week_rows(revision: CalendarRevision) -> list[WeekDay]:
    """Return the seven days, Monday first; what the night before leaves over is drawn on the day after."""
    return _rows(revision.week)


def typed_week(form: WeekForm) -> list[WeekDay]:
    """Return the week as what is typed will be read; what cannot be read is said to be so."""
    return _rows(form.typed())


def _rows(week: Sequence[Windows | None]) -> list[WeekDay]:
    names = spoken.tongue(reader()).weekdays
    return [
        WeekDay(names[n].capitalize(), _hours(day), bar(day or (), week[n - 1] or ()))
        for n, day in enumerate(week)
    ]


def _hours(windows: Windows | None) -> str:
    """Return a day's hours in words: an end that is past midnight says so."""
    if windows is None:
        return _("nie da się odczytać")
    told = []
    for opens, closes in windows:
        text = write_windows([(opens, closes)])
        told.append(_("%(hours)s następnego dnia") % {"hours": text} if closes > DAY else text)
    return ", ".join(told) or _("zamknięte")


def bar(windows: Windows, before: Windows = ()) -> Markup:
    """Return a day of 24 hours; `before`: the windows of the day before, whose night may reach into this one."""
    night = [(0, closes - DAY, "night") for _opens, closes in before if closes > DAY]
    own = [(opens, min(closes, DAY), "open") for opens, closes in windows]
    ticks = [f'<path class="tick" d="M{hour * 60} 0v24"/>' for hour in (6, 12, 18)]
    pieces = [
        f'<rect class="{kind}" x="{start}" y="3" width="{end - start}" height="18"/>'
        for start, end, kind in [*night, *own]
    ]
    drawn = "".join([*pieces, *ticks])
    return Markup(
        f'<svg class="day-bar" viewBox="0 0 {DAY} 24" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )


def only_differs(revisions: Iterable[CalendarRevision]) -> bool:
    """Return whether the calendar has no hours of its own: one of holidays, for agreements."""
    return not any(any(revision.week) for revision in revisions)


def coming_days(calendar: Calendar, today: date, own: Mapping[date, CalendarDay]) -> list[ComingDay]:
    """Return the next days as they will really be: week in force, holidays, exceptions, Sundays, long and short days."""
    hours = site_hours(calendar)
    without_hours = only_differs(calendar.revisions.all())
    return [_coming(hours, today + timedelta(days=n), own, without_hours) for n in range(COMING)]


def _coming(hours: WorkingHours, on: date, own: Mapping[date, CalendarDay], without_hours: bool) -> ComingDay:
    minute = timedelta(minutes=1)
    windows = [[span.opens // minute, span.closes // minute] for span in hours.spans(on)]
    names = spoken.tongue(reader()).short_weekdays
    notes = [own[on].name] if on in own else []
    if on in hours.exceptions and not notes and hours.usual_spans(on):
        notes.append(_("niedziela niehandlowa"))
    differs = bool(notes)
    if change := _clock_change(hours, on):
        notes.append(change)
    told = write_windows(windows) or ("" if without_hours and not differs else _("zamknięte"))
    kind = "other" if differs else "open" if windows else "closed"
    return ComingDay(on, f"{names[on.weekday()]} {on.day}.{on.month:02}", told, kind, notes)


def _clock_change(hours: WorkingHours, on: date) -> str:
    """Return what a change to or from summer time makes of the day; "" on the others."""
    length = _midnight_after(hours, on) - hours.midnight(on)
    if length == timedelta(days=1):
        return ""
    return _("zmiana czasu: doba ma %(hours)s h") % {"hours": round(length / timedelta(hours=1))}


def _midnight_after(hours: WorkingHours, on: date) -> datetime:
    return hours.midnight(on + timedelta(days=1))
