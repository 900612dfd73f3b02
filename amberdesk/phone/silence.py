"""Whether an exchange is silent for longer than its usual arrivals allow. Pure.

Calls come by chance: where as many as `past` came in the same hours of earlier weeks, none at all has a probability of
exp(-mean). When that is less than one in a thousand, it is no chance any more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

WEEKS = 4
LEAST = timedelta(minutes=10)  # no silence is shorter
LONGEST = timedelta(hours=12)  # further back nobody looks
CHANCE = 0.001
UNHELD = timedelta(minutes=3)  # a line that is held is heard each minute; a restart takes less


def is_silent(past: Sequence[int], silent_for: timedelta) -> bool:
    """Tell whether nothing heard for so long is no chance. `past`: calls in the same hours of earlier weeks."""
    if silent_for < LEAST or not past:
        return False
    return exp(-sum(past) / len(past)) < CHANCE


def same_hours(since: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return the same hours by the clock on the wall of earlier weeks, the last week first."""
    start = max(since, until - LONGEST).astimezone(zone)
    end = until.astimezone(zone)
    return [(start - timedelta(weeks=w), end - timedelta(weeks=w)) for w in range(1, WEEKS + 1)]
