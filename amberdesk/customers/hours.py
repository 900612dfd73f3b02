"""Rows of calendars and agreements <-> the pure working hours of the clock room. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from amberdesk.clock.hours import Revision, Span, WorkingHours, merge_spans
from amberdesk.customers.trading_sundays import closed_between

BEGINNING = date(1970, 1, 1)  # coverage rows of a version hold from here; the version itself is dated


class Cover(NamedTuple):
    """One coverage row: which level does L1's work on these weekdays, from minute to minute."""

    channel: str
    level: str
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    on_holidays: bool


def span(opens: int, closes: int) -> Span:
    """Return a window from minutes after local midnight; `closes` may pass 1440."""
    return Span(timedelta(minutes=opens), timedelta(minutes=closes))


def calendar_hours(
    timezone: str,
    revisions: Iterable[tuple[date, list[list[list[int]]]]],
    days: Mapping[date, list[list[int]]],
) -> WorkingHours:
    """Return a calendar's hours from its dated weeks (seven lists of [opens, closes]) and its differing days."""
    return WorkingHours(
        ZoneInfo(timezone),
        tuple(Revision(start, tuple(_day(windows) for windows in week)) for start, week in sorted(revisions)),
        {day: _day(windows) for day, windows in days.items()},
    )


def cover_hours(covers: Iterable[Cover], timezone: str, holidays: Iterable[date]) -> WorkingHours:
    """Return the hours in which any of the rows applies. A holiday has the rows that say so, and no others."""
    covers = list(covers)
    week = tuple(
        merge_spans(span(c.opens, c.closes) for c in covers if weekday in c.weekdays) for weekday in range(7)
    )
    on_holiday = [c for c in covers if c.on_holidays]
    exceptions = {
        day: merge_spans(
            span(c.opens, c.closes) for c in on_holiday if not c.weekdays or day.weekday() in c.weekdays
        )
        for day in holidays
    }
    return WorkingHours(ZoneInfo(timezone), (Revision(BEGINNING, week),), exceptions)


def sundays_closed(revisions: Iterable[tuple[date, bool]]) -> dict[date, list[list[int]]]:
    """Return the Sundays without trade as closed days, while a week is in force that says so (date -> whether)."""
    ordered = sorted(revisions)
    ends = [start for start, _ in ordered[1:]] + [date.max]
    closed = [closed_between(start, end) for (start, on), end in zip(ordered, ends, strict=True) if on]
    return {day: [] for days in closed for day in days}


def _day(windows: list[list[int]]) -> tuple[Span, ...]:
    return merge_spans(span(opens, closes) for opens, closes in windows)
