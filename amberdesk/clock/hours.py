"""Working hours: the time that an agreement counts, and exact arithmetic in it.

A calendar is weeks in dated revisions and single dates with hours of their own, in one time zone. A window
belongs to the day on which it opens: a holiday closes what would open on that date, not the night shift that
came in the evening before. Instants go in with any zone and come out in UTC; durations are time that really
passed, so a change to summer time neither gives nor takes an hour.

Errors of all functions: OutOfCalendar for instants without a zone or outside the years 1970-2199.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache
from itertools import pairwise

from amberdesk.clock.ruler import DAY, LAST_YEAR, NOTHING, Layout, OutOfCalendar, Window, in_utc, instant_of

__all__ = [
    "ALWAYS",
    "BadHours",
    "NoWorkingHours",
    "OutOfCalendar",
    "Revision",
    "Span",
    "WorkingHours",
    "add_worktime",
    "is_open",
    "merge_spans",
    "next_change",
    "next_opening",
    "windows",
    "worktime_between",
]

HORIZON = timedelta(days=3660)  # ten years: no promise reaches further
END_OF_CALENDAR = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


class BadHours(ValueError):
    """The hours contradict themselves. Arguments: a code, then what it is about."""


class NoWorkingHours(ValueError):
    """So much worktime does not come within ten years. Arguments: start and amount."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One opening of a day: offsets from local midnight by the clock on the wall.

    `opens` is before 24 h; `closes` is later, up to 48 h: 22:00-6:00 is 22 h and 30 h, midnight is 24 h.
    """

    opens: timedelta
    closes: timedelta

    def __post_init__(self) -> None:
        if not NOTHING <= self.opens < DAY or self.closes > 2 * DAY:
            raise BadHours("span_outside_its_day", self.opens, self.closes)
        if self.closes <= self.opens:
            raise BadHours("span_ends_before_it_starts", self.opens, self.closes)


Day = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A week as it holds from a local date until the next revision: seven days, Monday first."""

    valid_from: date
    week: tuple[Day, ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise BadHours("week_without_seven_days", self.valid_from, len(self.week))


@dataclass(frozen=True)
class WorkingHours:
    """A calendar: closed before its first revision; an exception replaces its date's windows, () is a holiday.

    Equal calendars share their layout, so building one anew from its rows is cheap.
    """

    timezone: tzinfo
    revisions: tuple[Revision, ...]  # each valid from a later date than the one before
    exceptions: Mapping[date, Day] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exceptions", dict(self.exceptions))  # nobody changes it behind the layout
        dates = [revision.valid_from for revision in self.revisions]
        if any(later <= earlier for earlier, later in pairwise(dates)):
            raise BadHours("revisions_out_of_order", *dates)

    def usual_spans(self, day: date) -> Day:
        """Return the windows which the week in force gives the date, exceptions aside."""
        index = bisect_right(self.revisions, day, key=_valid_from)
        return self.revisions[index - 1].week[day.weekday()] if index else ()

    def spans(self, day: date) -> Day:
        """Return the windows that open on the local date, in order, without overlaps."""
        special = self.exceptions.get(day)
        return merge_spans(self.usual_spans(day) if special is None else special)

    def special_days(self, start: datetime, end: datetime) -> list[date]:
        """Return the local dates between two instants whose own hours replace usual ones, in order."""
        first, last = start.astimezone(self.timezone).date(), end.astimezone(self.timezone).date()
        days = self._exception_days
        between = days[bisect_left(days, first) : bisect_right(days, last)]
        return [day for day in between if self.usual_spans(day)]

    def midnight(self, day: date) -> datetime:
        """Return the instant at which the local date begins."""
        return instant_of(datetime.combine(day, time.min), self.timezone)

    @cached_property
    def _exception_days(self) -> list[date]:
        return sorted(self.exceptions)

    def __reduce__(self) -> tuple[type["WorkingHours"], tuple[object, ...]]:
        """Travel without the layout: a cache or another process makes its own."""
        return WorkingHours, (self.timezone, self.revisions, self.exceptions)

    @cached_property
    def layout(self) -> Layout:
        """The windows in UTC, as far as anybody has asked."""
        return _shared_layout(self)


def _valid_from(revision: Revision) -> date:
    return revision.valid_from


@lru_cache(maxsize=256)
def _shared_layout(hours: WorkingHours) -> Layout:
    return Layout(hours.timezone, lambda day: ((span.opens, span.closes) for span in hours.spans(day)))


ALWAYS = WorkingHours(UTC, (Revision(date.min, ((Span(NOTHING, DAY),),) * 7),))


def merge_spans(spans: Iterable[Span]) -> Day:
    """Return the same open time as spans in order that neither overlap nor touch."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.opens <= result[-1].closes:
            span = Span(result[-1].opens, max(result.pop().closes, span.closes))
        result.append(span)
    return tuple(result)


def worktime_between(hours: WorkingHours, start: datetime, end: datetime) -> timedelta:
    """Return the worktime between two instants; zero when `end` is not after `start`."""
    start, end = in_utc(start), in_utc(end)
    if end <= start:
        return NOTHING
    ruler = hours.layout.covering(start, end)
    return ruler.position(end) - ruler.position(start)


def add_worktime(hours: WorkingHours, start: datetime, amount: timedelta) -> datetime:
    """Return the first instant at which `amount` of worktime has passed since `start`; `start` itself for none.

    Raises NoWorkingHours when that is more than ten years away, ValueError for a negative amount.
    """
    start = in_utc(start)
    if amount <= NOTHING:
        if amount < NOTHING:
            raise ValueError("negative_amount", amount)
        return start
    ruler = hours.layout.covering(start, start)
    limit = _horizon(start)
    wanted = ruler.position(start) + amount
    while ruler.total < wanted:
        if ruler.until > limit:
            raise NoWorkingHours(start, amount)
        ruler = hours.layout.longer(ruler, limit)
        wanted = ruler.position(start) + amount
    end = ruler.instant(wanted)
    if end > limit:
        raise NoWorkingHours(start, amount)
    return end


def windows(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open windows between two instants, cut to them: earliest first, never touching, never empty."""
    start, end = in_utc(start), in_utc(end)
    if start < end:
        yield from hours.layout.covering(start, end).windows(start, end)


def is_open(hours: WorkingHours, at: datetime) -> bool:
    """Return whether worktime passes at the instant: yes when a window opens, no when it closes."""
    at = in_utc(at)
    return hours.layout.covering(at, at).is_open(at)


def next_opening(hours: WorkingHours, at: datetime) -> datetime | None:
    """Return the first open instant from `at` on, `at` itself when open; None: closed for ten years."""
    window = _next_window(hours, in_utc(at))
    return window and window[0]


def next_change(hours: WorkingHours, at: datetime) -> datetime | None:
    """Return when open turns to closed or closed to open, later than `at`; None: not for ten years."""
    at = in_utc(at)
    window = _next_window(hours, at)
    if window is None or window[0] > at:
        return window and window[0]
    return window[1] if window[1] < _horizon(at) else None


def _next_window(hours: WorkingHours, at: datetime) -> Window | None:
    """Return the first window that closes after `at`, from `at` on; None when it opens beyond the horizon."""
    limit = _horizon(at)
    ruler = hours.layout.covering(at, at)
    while True:
        window = next(ruler.windows(at, ruler.until), None)
        if ruler.until > limit or (window and window[1] < ruler.until):
            return window if window and window[0] <= limit else None
        ruler = hours.layout.longer(ruler, limit)


def _horizon(start: datetime) -> datetime:
    return min(start + HORIZON, END_OF_CALENDAR)
