"""Why a clock shows what it shows: its time in stretches that counted or did not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from amberdesk.clock.facts import Facts, course_of
from amberdesk.clock.hours import WorkingHours, windows
from amberdesk.clock.ruler import DAY, in_utc


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a clock's time, in UTC, that counted or did not, for one reason.

    code, params: `coverage` (the one that counts); `outside_hours`; `holiday` and `special_hours` (closed though
    the usual week is open) {date}; `paused` {reason}
    """

    start: datetime
    end: datetime
    counted: bool
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def explain(facts: Facts, hours: WorkingHours, at: datetime) -> list[Stretch]:
    """Return the clock's time from its start to its stop or `at`, without gaps, earliest first.

    The counted stretches add up to what `read` says is used, to the microsecond. Errors: as `read`.
    """
    course = course_of(facts, in_utc(at))
    result: list[Stretch] = []
    here = course.start
    for start, end, reason in course.pauses:
        result.extend(_by_hours(hours, here, start))
        result.append(Stretch(start, end, False, "paused", {"reason": reason}))
        here = end
    result.extend(_by_hours(hours, here, course.end))
    return result


def _by_hours(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Tell the time between two instants as windows that count and the reasons of what lies between them."""
    for opens, closes in windows(hours, start, end):
        yield from _closed(hours, start, opens)
        yield Stretch(opens, closes, True, "coverage")
        start = closes
    yield from _closed(hours, start, end)


def _closed(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Tell closed time: what single dates took from the usual week, day by day, and the rest."""
    if start >= end:
        return
    for day in hours.special_days(start, end):
        begins, ends = max(start, hours.midnight(day)), min(end, hours.midnight(day + DAY))
        if begins < ends:
            if start < begins:
                yield Stretch(start, begins, False, "outside_hours")
            code = "special_hours" if hours.spans(day) else "holiday"
            yield Stretch(begins, ends, False, code, {"date": day})
            start = ends
    if start < end:
        yield Stretch(start, end, False, "outside_hours")
