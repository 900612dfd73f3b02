"""How much of the covered time somebody was free to take a call. Pure; reckoned from the journal of presence.

Time of which nobody knows is "no data": before the first word on anybody's presence, and while the exchange was lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from amberdesk.rosters.coverage import Stretch, joined, without

NOTHING = timedelta(0)
Changes = Sequence[
    tuple[datetime, str]
]  # (since, status) in order; the first may lie before the time asked for


@dataclass(frozen=True, slots=True)
class Availability:
    """Covered time: with somebody free, with nobody, and without data; the first two and the last add up."""

    covered: timedelta
    free: timedelta
    unknown: timedelta
    nobody: tuple[Stretch, ...] = ()

    @property
    def share(self) -> float | None:
        """The share of the known covered time with somebody free; None without any."""
        known = self.covered - self.unknown
        return self.free / known if known > NOTHING else None

    def __add__(self, other: "Availability") -> "Availability":
        return Availability(
            self.covered + other.covered,
            self.free + other.free,
            self.unknown + other.unknown,
            self.nobody + other.nobody,
        )


EMPTY = Availability(NOTHING, NOTHING, NOTHING)


def stretches(changes: Changes, status: str, start: datetime, end: datetime) -> list[Stretch]:
    """Return when somebody had a status, cut to a time."""
    ends = [*(since for since, _ in changes[1:]), end]
    found = [
        (max(since, start), min(until, end))
        for (since, said), until in zip(changes, ends, strict=True)
        if said == status
    ]
    return joined((since, until) for since, until in found if since < until)


def lengths(changes: Changes, start: datetime, end: datetime) -> dict[str, timedelta]:
    """Return how long somebody had each status; time before the first word counts for none."""
    found: dict[str, timedelta] = {}
    for (since, status), (until, _) in pairwise([*changes, (end, "")]):
        length = min(until, end) - max(since, start)
        if length > NOTHING:
            found[status] = found.get(status, NOTHING) + length
    return found


def availability(
    covered: Iterable[Stretch],
    people: Mapping[int, Changes],
    shifts: Mapping[int, Iterable[Stretch]],
    lost: Iterable[Stretch],
    start: datetime,
    end: datetime,
) -> Availability:
    """Return the availability of a time by what its people said of themselves while they were on shift."""
    asked = joined((max(a, start), min(b, end)) for a, b in covered if a < end and b > start)
    first = min((changes[0][0] for changes in people.values() if changes), default=end)
    dark = joined([*lost, *([(start, min(first, end))] if first > start else [])])
    known = without(asked, dark)
    free = [
        part
        for person, changes in people.items()
        if changes
        for part in common(stretches(changes, "available", start, end), shifts.get(person, ()))
    ]
    nobody = without(known, free)
    total, seen, empty = (length(part) for part in (asked, known, nobody))
    return Availability(total, seen - empty, total - seen, tuple(nobody))


def common(one: Iterable[Stretch], other: Iterable[Stretch]) -> list[Stretch]:
    """Return what lies in both."""
    here = list(other)
    cut = [(max(a, c), min(b, d)) for a, b in one for c, d in here]
    return joined(part for part in cut if part[0] < part[1])


def length(parts: Iterable[Stretch]) -> timedelta:
    """Return the length of stretches that do not overlap."""
    return sum((end - start for start, end in parts), NOTHING)
