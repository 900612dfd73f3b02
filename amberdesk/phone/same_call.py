"""Whether a call told by a technician's key and one told by an exchange are the same. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

NEAR = timedelta(seconds=120)  # clocks and fingers


class Spoken(NamedTuple):
    """A talk on a hotline, as somebody told of it. person None, number "": not known; `until`: at least so long it ran."""

    person: int | None
    number: str
    since: datetime
    until: datetime


def apart(told: Spoken, said: Spoken) -> tuple[bool, timedelta] | None:
    """Return how far apart they are, to be ordered by: the exchange's talk and the technician's; None: two talks.

    The same technician has one talk at a time, whatever number he wrote down; where the exchange does not know who
    answered, the number must agree, and one without a number is anybody's.
    """
    far = abs(said.since - told.since)
    if told.person is None:
        return (not said.number, far) if said.number in ("", told.number) and far <= NEAR else None
    if told.person != said.person:
        return None
    other = bool(said.number and told.number) and said.number != told.number
    last = min(told.until, told.since + NEAR) if other else max(told.until, told.since) + NEAR
    return (other, far) if told.since - NEAR <= said.since <= last else None


def pairs(told: dict[str, Spoken], said: dict[str, Spoken]) -> Iterable[tuple[str, str]]:
    """Return which of them are the same, by key: the nearest pair first, each once."""
    near = [
        (distance, mine, theirs)
        for mine, one in told.items()
        for theirs, other in said.items()
        if (distance := apart(one, other)) is not None
    ]
    used: set[str] = set()
    for _, mine, theirs in sorted(near):
        if not used & {mine, theirs}:
            used |= {mine, theirs}
            yield mine, theirs
