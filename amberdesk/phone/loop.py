"""Whom to ring next. Pure.

One phone rings first, then two, and by the agreement's target all that are free; the caller whose wait is worst against
his target goes first, across all networks. Who did not answer is not rung again before all others who are free were.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TENTH = 10  # clocks of exchanges are rough: so small a part of a ring's time does not count
SHORTEST = 4  # a ring shorter than this part of a full one is not worth its while: all ring at once


class Strategy(StrEnum):
    """In what order technicians are rung."""

    LONGEST_IDLE = "longest_idle"
    ROUND_ROBIN = "round_robin"  # after the one who was rung last
    FIXED = "fixed"
    ALL = "all"  # all who are free, at once


@dataclass(frozen=True, slots=True)
class Free:
    """A technician who could be rung now. `place`: his place in the fixed order."""

    id: int
    since: datetime
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A call for which nobody has been found yet.

    crew: who serves its network now
    ring: how long one phone rings; target: when the call should be answered, from `since`
    place: since when he stands in the queue, where that is longer
    rung: in this lap; rest_until: the full time of the last ring, before which nobody is rung a second time
    last: who was rung last at the hotline
    """

    key: str
    crew: frozenset[int]
    since: datetime
    target: timedelta
    ring: timedelta
    strategy: Strategy = Strategy.LONGEST_IDLE
    rung: tuple[int, ...] = ()
    rest_until: datetime | None = None
    last: int | None = None
    place: datetime | None = None

    def urgency(self, at: datetime) -> float:
        """Return how much of the target the caller has waited: 1.0 is all of it."""
        return (at - (self.place or self.since)) / self.target


@dataclass(frozen=True, slots=True)
class Turn:
    """These people are rung now for the call, at once, for so long. `new_lap`: all who were free had been rung."""

    key: str
    people: tuple[int, ...]
    ring: timedelta
    new_lap: bool


def turns(callers: Iterable[Caller], free: Iterable[Free], at: datetime) -> list[Turn]:
    """Return who is rung for whom, nobody twice; first each caller gets one, the worst first, then more as he may."""
    by_id = {one.id: one for one in free}
    order = sorted(callers, key=lambda c: (-c.urgency(at), c.since, c.key))
    lines = {c.key: _line(c, by_id, at) for c in order}
    given: dict[str, list[int]] = {c.key: [] for c in order}
    taken: set[int] = set()
    for number in range(len(by_id)):
        before = len(taken)
        for caller in order:
            most = breadth(caller, at)
            if len(given[caller.key]) == number and (most is None or number < most):
                found = next((person for person in lines[caller.key] if person not in taken), None)
                if found is not None:
                    given[caller.key].append(found)
                    taken.add(found)
        if len(taken) == before:
            break
    return [_turn(c, given[c.key], at) for c in order if given[c.key]]


def breadth(caller: Caller, at: datetime) -> int | None:
    """Return how many phones ring at once for the caller now; None: all that are free."""
    left = caller.since + caller.target - at
    if caller.strategy == Strategy.ALL or left < caller.ring / SHORTEST:
        return None
    return 1 if at < caller.since + caller.ring - caller.ring / TENTH else 2


def ring_time(caller: Caller, at: datetime) -> timedelta:
    """Return how long phones ring now: so that all of them ring by the target."""
    if breadth(caller, at) is None:
        return caller.ring
    return min(caller.ring, caller.since + caller.target - at)


def _turn(caller: Caller, people: Sequence[int], at: datetime) -> Turn:
    again = any(person in caller.rung for person in people)
    return Turn(caller.key, tuple(people), ring_time(caller, at), again)


def _line(caller: Caller, free: Mapping[int, Free], at: datetime) -> list[int]:
    """Return who may be rung for the caller, in order: first who was not yet, then, after a rest, the others."""
    here = sorted((one for one in free.values() if one.id in caller.crew), key=_order(caller))
    fresh = [one.id for one in here if one.id not in caller.rung]
    may_repeat = not fresh or breadth(caller, at) is None
    if not may_repeat or not _rested(caller, at):
        return fresh
    return fresh + sorted((one.id for one in here if one.id in caller.rung), key=caller.rung.index)


def _rested(caller: Caller, at: datetime) -> bool:
    """Return whether somebody may be rung a second time: phones that are busy or dead are not asked without end."""
    return caller.rest_until is None or at >= caller.rest_until - caller.ring / TENTH


def _order(caller: Caller) -> Callable[[Free], tuple]:
    if caller.strategy == Strategy.FIXED:
        return lambda one: (one.place, one.id)
    if caller.strategy == Strategy.ROUND_ROBIN:
        return lambda one: (one.id <= (caller.last or 0), one.id)
    return lambda one: (one.since, one.id)
