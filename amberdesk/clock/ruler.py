"""A calendar laid out in UTC: open windows in order, with the worktime before each of them.

Measuring and adding worktime are then one binary search each, however long the span is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate

Offsets = tuple[timedelta, timedelta]  # opens and closes from local midnight
Window = tuple[datetime, datetime]  # UTC, never empty

FIRST_YEAR, LAST_YEAR = 1970, 2199
DAY = timedelta(days=1)
NOTHING = timedelta()


class OutOfCalendar(ValueError):
    """The instant has no time zone, or lies in a year in which no agreement runs."""


def in_utc(at: datetime) -> datetime:
    """Return the same instant in UTC. Raises OutOfCalendar without a zone or outside 1970-2199."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise OutOfCalendar("year_outside_calendar", at)
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise OutOfCalendar("instant_without_zone", at)
    return at.astimezone(UTC)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """Return the first instant at which clocks in `zone` show `wall` (naive) or later, in UTC.

    A time that clocks skip is the instant of the change; of a time that they show twice, the first counts.
    So the order of wall times is the order of instants, and windows stay windows on days of 23 and 25 hours.
    """
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    tick = timedelta.resolution

    def is_past(ticks: int) -> bool:
        return (before + ticks * tick).astimezone(zone).replace(tzinfo=None) >= wall

    return before + tick * bisect_left(range((at - before) // tick), True, key=is_past)


@dataclass(frozen=True, slots=True)
class Ruler:
    """The windows from `since` to `until`, and the worktime from `since` to the start of each."""

    since: datetime
    until: datetime
    opens: list[datetime]
    closes: list[datetime]
    before: list[timedelta] = field(repr=False)  # one longer than the windows: the last is the total

    @property
    def total(self) -> timedelta:
        return self.before[-1]

    def position(self, at: datetime) -> timedelta:
        """Return the worktime from `since` to `at`."""
        index = bisect_right(self.opens, at)
        if not index:
            return NOTHING
        return min(self.before[index], self.before[index - 1] + (at - self.opens[index - 1]))

    def instant(self, position: timedelta) -> datetime:
        """Return the first instant with that much worktime since `since`: more than none, at most the total."""
        index = bisect_left(self.before, position) - 1
        return self.opens[index] + (position - self.before[index])

    def is_open(self, at: datetime) -> bool:
        """Return whether a window holds the instant; its end is outside."""
        index = bisect_right(self.opens, at)
        return index > 0 and at < self.closes[index - 1]

    def windows(self, start: datetime, end: datetime) -> Iterator[Window]:
        """Yield the windows between two instants, cut to them."""
        for index in range(bisect_right(self.closes, start), bisect_left(self.opens, end)):
            yield max(self.opens[index], start), min(self.closes[index], end)


class Layout:
    """The ruler of one calendar, made longer when somebody asks beyond its ends.

    Rulers never change, they are replaced: threads that meet here at worst do the same work twice.
    """

    def __init__(self, zone: tzinfo, spans_on: Callable[[date], Iterable[Offsets]]) -> None:
        self._zone = zone
        self._spans_on = spans_on
        self._ruler: Ruler | None = None

    def covering(self, start: datetime, end: datetime) -> Ruler:
        """Return a ruler that holds both instants (UTC)."""
        ruler = self._ruler
        if ruler and ruler.since <= start and end < ruler.until:
            return ruler
        since, until = datetime(start.year, 1, 1, tzinfo=UTC), datetime(end.year + 2, 1, 1, tzinfo=UTC)
        if ruler:
            since, until = min(since, ruler.since), max(until, ruler.until)
        self._ruler = self._lay_out(since, until)
        return self._ruler

    def longer(self, ruler: Ruler, limit: datetime) -> Ruler:
        """Return a ruler about twice as long as this one, or one that holds `limit` if that is nearer."""
        return self.covering(ruler.since, min(ruler.until + (ruler.until - ruler.since), limit))

    def _lay_out(self, since: datetime, until: datetime) -> Ruler:
        windows = list(merged(self._windows(since, until)))
        opens = [max(window[0], since) for window in windows]
        closes = [min(window[1], until) for window in windows]
        lengths = (close - open_ for open_, close in zip(opens, closes, strict=True))
        return Ruler(since, until, opens, closes, list(accumulate(lengths, initial=NOTHING)))

    def _windows(self, since: datetime, until: datetime) -> Iterator[Window]:
        """Yield the days' windows, which may overlap; a window may pass midnight, and zones lie a day apart."""
        for ordinal in range(since.toordinal() - 2, until.toordinal() + 2):
            day = date.fromordinal(ordinal)
            midnight = datetime.combine(day, time.min)
            for opens, closes in self._spans_on(day):
                window = instant_of(midnight + opens, self._zone), instant_of(midnight + closes, self._zone)
                if window[0] < until and since < window[1]:
                    yield window


def merged(windows: Iterable[Window]) -> Iterator[Window]:
    """Join the windows (earliest opening first) that touch or overlap, and leave out empty ones."""
    current: Window | None = None
    for opens, closes in windows:
        if current and opens <= current[1]:
            current = current[0], max(current[1], closes)
        elif opens < closes:
            if current:
                yield current
            current = opens, closes
    if current:
        yield current
