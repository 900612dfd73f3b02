"""What a waiting caller is told, and when more people join. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

MINUTE = timedelta(minutes=1)
LEAST, MOST = 1, 15  # minutes: a shorter wait is not worth a word, a longer one is a guess
MISSES = 3  # in a row: he is not at his desk


def overflows(
    waiting: Sequence[datetime], at: datetime, *, most: int | None, longest: timedelta | None
) -> bool:
    """Return whether L2 joins L1: more wait than the agreement lets, or one waits longer. `waiting`: since when each."""
    too_many = most is not None and len(waiting) > most
    too_long = longest is not None and any(at - since > longest for since in waiting)
    return too_many or too_long


def expected_wait(position: int, handled: Sequence[timedelta], people: int) -> timedelta | None:
    """Return position x mean handling time / people at work; None where nothing is known of it.

    handled: talk and wrap-up of the last calls of the network
    """
    if not handled or people < 1:
        return None
    return position * (sum(handled, timedelta(0)) / len(handled)) / people


def minutes_to_say(expected: timedelta | None, said: int | None) -> int | None:
    """Return the expected wait as it is said: whole minutes rounded up, between LEAST and MOST, never more than before."""
    if expected is None or expected < LEAST * MINUTE:
        return None
    minutes = ceil(expected / MINUTE)
    if said is not None:
        return min(said, minutes)
    return minutes if minutes <= MOST else None


def is_away(last_rings: Sequence[bool]) -> bool:
    """Return whether somebody has missed so many calls in a row. `last_rings`: whether each was missed, newest first."""
    return len(last_rings) >= MISSES and all(last_rings[:MISSES])
