"""Days that differ <-> files in the iCalendar format (RFC 5545). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from amberdesk.clock.hours import merge_spans
from amberdesk.customers.hours import span
from amberdesk.customers.refusals import Refused

MOST_BYTES = 1_000_000
MOST_DAYS = 1000
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class FileDay(NamedTuple):
    """A date of a file: all of it without hours, or open as `windows` (minutes after midnight) say."""

    on: date
    name: str
    windows: list[list[int]]


def write_days(days: Iterable[FileDay], *, name: str, timezone: str, mark: str, at: datetime) -> bytes:
    """Return the file. A closed day is an event of the whole day; an open one an event for each window.

    `mark` makes the events' names unique and the same in every file of this calendar.
    """
    ical = import_module("icalendar")
    calendar = ical.Calendar()
    calendar.add("prodid", "-//Amberdesk//Kalendarz//PL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", timezone)
    for day in days:
        for number, (start, end) in enumerate(_pieces(day, ZoneInfo(timezone))):
            event = ical.Event()
            event.add("uid", f"{day.on.isoformat()}-{number}-{mark}")
            event.add("dtstamp", at.astimezone(UTC))
            event.add("dtstart", start)
            event.add("dtend", end)
            event.add("summary", day.name)
            calendar.add_component(event)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _pieces(day: FileDay, zone: ZoneInfo) -> list[tuple[date, date]]:
    if not day.windows:
        return [(day.on, day.on + _DAY)]
    midnight = datetime.combine(day.on, time.min)
    return [
        (
            (midnight + opens * _MINUTE).replace(tzinfo=zone),
            (midnight + closes * _MINUTE).replace(tzinfo=zone),
        )
        for opens, closes in day.windows
    ]


def read_days(content: bytes, *, timezone: str) -> list[FileDay]:
    """Return the dates of a file, in order, in a zone's local time.

    Errors: Refused with the field "file" for what is no such file, has no events, repeats, or says no time.
    """
    if len(content) > MOST_BYTES:
        raise Refused("file_too_large", "file", most=MOST_BYTES // 1_000_000)
    names: dict[date, str] = {}
    windows: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for event in _events(content):
        name = str(event.get("summary") or "").strip() or "?"
        for on, window in _days_of(event, name, ZoneInfo(timezone)):
            names.setdefault(on, name)
            if window:
                windows[on].append(window)
        if len(names) > MOST_DAYS:
            raise Refused("too_many_days", "file", most=MOST_DAYS)
    return [FileDay(on, name, _merged(windows.get(on, ()))) for on, name in sorted(names.items())]


def _events(content: bytes) -> list[Mapping[str, Any]]:
    try:
        read = import_module("icalendar").Calendar.from_ical(content, multiple=True)
        events = [event for calendar in read for event in calendar.walk("VEVENT")]
        calendars = [calendar for calendar in read if calendar.name == "VCALENDAR"]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise Refused("not_a_calendar_file", "file") from None
    if not calendars:
        raise Refused("not_a_calendar_file", "file")
    if not events:
        raise Refused("file_without_days", "file")
    return events


def _days_of(
    event: Mapping[str, Any], name: str, zone: ZoneInfo
) -> list[tuple[date, tuple[int, int] | None]]:
    """Return the dates of an event: each with no window for whole days, one with its window for hours."""
    if event.get("rrule") or event.get("rdate"):
        raise Refused("event_repeats", "file", name=name)
    start, end = _ends(event, name)
    if not isinstance(start, datetime):
        length = (end - start).days
        if not 0 < length <= MOST_DAYS:
            raise Refused("event_without_length", "file", name=name)
        return [(start + number * _DAY, None) for number in range(length)]
    assert isinstance(end, datetime)
    try:
        start, end = _local(start, zone), _local(end, zone)
    except OverflowError:
        raise Refused("event_unreadable", "file", name=name) from None
    midnight = datetime.combine(start.date(), time.min)
    opens, closes = ((moment - midnight) // _MINUTE for moment in (start, end))
    if not opens < closes <= 2880:
        raise Refused("event_without_length", "file", name=name)
    return [(start.date(), (opens, closes))]


def _ends(event: Mapping[str, Any], name: str) -> tuple[date, date]:
    """Return where the event begins and ends; one whole day when it says no end."""
    try:
        start = event["dtstart"].dt
        if "dtend" in event:
            end = event["dtend"].dt
        else:
            end = start + (event["duration"].dt if "duration" in event else _DAY)
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
        raise Refused("event_unreadable", "file", name=name) from None
    if type(start) is not type(end):
        raise Refused("event_unreadable", "file", name=name)
    return start, end


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment by the clock on the wall; one without a zone is meant so already."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _merged(windows: Iterable[tuple[int, int]]) -> list[list[int]]:
    spans = merge_spans(span(opens, closes) for opens, closes in windows)
    return [[one.opens // _MINUTE, one.closes // _MINUTE] for one in spans]
