"""How many technicians a hotline needs for its target, from its own arrivals: Erlang C, and Erlang A with patience. Pure.

Erlang C lets callers wait for ever: cautious. Erlang A lets them leave, as they were measured to do. Both suppose calls
that come by chance (Poisson), talks and patience of exponential length, and technicians who are all alike.
Decision: docs/decisions/0013-staffing-by-own-formulas.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp

GOAL = 0.8  # of the calls are to be answered within the target
MOST = 200  # technicians; nobody asks for more
TINY = 1e-12
SLOTS = 48  # half hours of a day
WEEKS = 8  # of history that a forecast is made from
Slot = tuple[date, int]  # a day and its half hour, 0 to 47


@dataclass(frozen=True, slots=True)
class Load:
    """The work of a time. Seconds; calls a second. `patience`: how long a caller waits in the mean; None: unknown."""

    arrivals: float
    handling: float
    patience: float | None = None

    @property
    def erlangs(self) -> float:
        return self.arrivals * self.handling


def erlang_b(servers: int, erlangs: float) -> float:
    """Return the share of calls lost where nobody may wait."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = erlangs * blocked / (n + erlangs * blocked)
    return blocked


def erlang_c(servers: int, erlangs: float) -> float:
    """Return the share of calls that wait; 1 when the work is more than the technicians can do."""
    if erlangs <= 0:
        return 0.0
    if servers <= erlangs:
        return 1.0
    blocked = erlang_b(servers, erlangs)
    return servers * blocked / (servers - erlangs * (1 - blocked))


def level_c(load: Load, servers: int, within: float) -> float:
    """Return the share of calls answered within so many seconds, when nobody hangs up."""
    if load.erlangs <= 0:
        return 1.0
    if servers <= load.erlangs:
        return 0.0
    return 1 - erlang_c(servers, load.erlangs) * exp(-(servers - load.erlangs) * within / load.handling)


def level_a(load: Load, servers: int, within: float) -> float:
    """Return the share of all calls answered within so many seconds, when callers leave as their patience ends.

    A caller with k before him waits a time V with exp(-V/patience) ~ Beta(c, k+1), c the rate of hang-ups times the
    patience: the product of independent Beta(c+i, 1). What he must outwait is his own patience.
    """
    if load.erlangs <= 0:
        return 1.0
    if not load.patience:
        return level_c(load, servers, within)
    if servers == 0:
        return 0.0
    c, x = servers / load.handling * load.patience, exp(-within / load.patience)
    weight, total, answered = 1.0, 1.0, 1.0
    for n in range(1, servers):  # states in which somebody is free
        weight *= load.erlangs / n
        total, answered = total + weight, answered + weight
    weight *= load.erlangs / servers
    late, term = x ** (c + 1), x ** (c + 1)  # P(Beta(c+1, k+1) <= x), by k
    for k in range(100_000):
        total += weight
        answered += weight * c / (c + k + 1) * max(0.0, 1 - late)
        if weight < TINY * total:
            break
        weight *= load.arrivals / (servers / load.handling + (k + 1) / load.patience)
        term *= (c + k + 1) / (k + 1) * (1 - x)
        late += term
    return answered / total


def needed(load: Load, within: float, goal: float = GOAL, *, leaving: bool = False) -> int:
    """Return the fewest technicians that reach the goal; 0 without calls. leaving: by Erlang A."""
    level = level_a if leaving else level_c
    if load.arrivals <= 0:
        return 0
    return next((n for n in range(1, MOST) if level(load, n, within) >= goal), MOST)


def patience(abandoned: int, waited_ms: int) -> float | None:
    """Return how long callers wait in the mean, in seconds; None when none has left.

    The likeliest value for an exponential patience where most are answered first: all time waited, by those who left.
    """
    return waited_ms / 1000 / abandoned if abandoned and waited_ms else None


def forecast(
    history: Mapping[Slot, int], day: date, *, lost: Collection[date] = (), weeks: int = WEEKS
) -> list[float] | None:
    """Return the calls to expect in each half hour of a day: the mean of the same weekday in the weeks before.

    lost: days of which not everything is known; they count for nothing, for they were not quiet days.
    None when no such weekday has any calls on record: then nothing is known, and nothing is said.
    """
    before = [day - timedelta(weeks=n) for n in range(1, weeks + 1)]
    first = min((d for d, _ in history), default=day)
    known = [d for d in before if d >= first and d not in lost]
    if not known:
        return None
    return [sum(history.get((d, slot), 0) for d in known) / len(known) for slot in range(SLOTS)]


@dataclass(frozen=True, slots=True)
class Miss:
    """A past day: the calls that the history before it foretold, and those that came."""

    day: date
    foretold: float
    came: int
    off: float  # the sum of what each half hour was off by

    @property
    def error(self) -> float | None:
        """By which share of its calls the day was foretold wrongly, half hour by half hour."""
        return self.off / self.came if self.came else None


def past_errors(
    history: Mapping[Slot, int], days: Iterable[date], *, lost: Collection[date] = ()
) -> list[Miss]:
    """Return how wrong the same forecast would have been on past days that are known, each from what lay before it."""
    found = []
    for day in days:
        before = {slot: calls for slot, calls in history.items() if slot[0] < day}
        told = forecast(before, day, lost=lost) if day not in lost else None
        if told is not None:
            came = [history.get((day, slot), 0) for slot in range(SLOTS)]
            off = sum(abs(a - b) for a, b in zip(told, came, strict=True))
            found.append(Miss(day, sum(told), sum(came), off))
    return found


def overall_error(misses: Sequence[Miss]) -> float | None:
    """Return the error over all of the days together."""
    came = sum(miss.came for miss in misses)
    return sum(miss.off for miss in misses) / came if came else None


@dataclass(frozen=True, slots=True)
class Need:
    """A half hour ahead: the calls to expect, who is needed for them, and who is on the roster."""

    starts_at: datetime
    calls: float
    needed_c: int
    needed_a: int | None  # None: no patience measured
    rostered: int

    @property
    def needed(self) -> int:
        """What the roster is held against: with the measured patience where there is one."""
        return self.needed_c if self.needed_a is None else self.needed_a

    @property
    def gap(self) -> int:
        return max(0, self.needed - self.rostered)


def need(
    starts_at: datetime, calls: float, rostered: int, handling: float, patient: float | None, within: float
) -> Need:
    """Return what a half hour asks for."""
    load = Load(calls / 1800, handling, patient)
    by_a = needed(load, within, leaving=True) if patient else None
    return Need(starts_at, calls, needed(load, within), by_a, rostered)
