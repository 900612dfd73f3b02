"""Whether an exchange is silent for longer than its usual arrivals allow. Pure.

Calls come by chance: where as many as `past` came in the same hours of earlier weeks, none at all has a probability of
exp(-mean). When that is less than one in a thousand, it is no chance any more.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

WEEKS = 4
LEAST = timedelta(minutes=10)  # no silence is shorter
LONGEST = timedelta(hours=12)  # further back nobody looks
CHANCE = 0.001
UNHELD = timedelta(minutes=3)  # a line that is held is heard each minute; a restart takes less
Span = tuple[datetime, datetime]


def is_silent(past: Sequence[int], silent_for: timedelta) -> bool:
    """Tell whether nothing heard for so long is no chance. `past`: calls in the same hours of earlier weeks."""
    if silent_for < LEAST or not past:
        return False
    return exp(-sum(past) / len(past)) < CHANCE


def same_hours(since: datetime, until: datetime, zone: ZoneInfo) -> list[Span]:
    """Return the same hours by the clock on the wall of earlier weeks, the last week first."""
    return _before(since, until, zone, [7 * week for week in range(1, WEEKS + 1)])


def like_days(since: datetime, until: datetime, zone: ZoneInfo) -> list[Span]:
    """Return the same hours of the last days of this kind, working days or those of the weekend, the last one first."""
    today = until.astimezone(zone).date()
    alike = [n for n in range(1, 7) if _is_weekend(today - timedelta(days=n)) == _is_weekend(today)]
    return _before(since, until, zone, alike)


def _before(since: datetime, until: datetime, zone: ZoneInfo, days: Iterable[int]) -> list[Span]:
    start = max(since, until - LONGEST).astimezone(zone)
    end = until.astimezone(zone)
    return [(start - timedelta(days=n), end - timedelta(days=n)) for n in days]


def _is_weekend(day: date) -> bool:
    return day.weekday() > 4
