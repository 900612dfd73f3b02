"""The SLA clock: what one target of an order shows at one instant, and why.

The facts of a target come from the journal; a reading is computed from them and never stored as truth. Facts
later than the instant asked about are ignored, so any past instant reads today as it did then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from amberdesk.clock.explanation import Stretch, explain
from amberdesk.clock.facts import (
    ELSEWHERE,
    RESOLVED,
    RESTORED,
    BadFacts,
    Course,
    Facts,
    Pause,
    Target,
    course_of,
    rounds,
)
from amberdesk.clock.hours import NoWorkingHours, WorkingHours, add_worktime, worktime_between
from amberdesk.clock.ruler import NOTHING, in_utc

__all__ = [
    "ELSEWHERE",
    "RESOLVED",
    "RESTORED",
    "BadFacts",
    "Facts",
    "Pause",
    "Reading",
    "State",
    "Stretch",
    "Target",
    "explain",
    "read",
]


class State(StrEnum):
    """What a clock is doing. A breach shows through pauses and outlasts the stop; cancelling ends everything."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED_OPEN = "breached_open"
    BREACHED_MET = "breached_met"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at one instant; instants are in UTC, durations are worktime.

    left: negative once more than the limit is used
    shares: those of the target in force; `warned_at` says when the first of them were reached, as many as have been
    due_at: when the limit will be or was used up; None while paused, after a stop in time, and if it never will be
    next_change_at: the next warning or breach if nothing else happens; None: only a new fact can change the state
    warned_at, breached_at: as the target in force sees it; what it found already past happened when it came
    pause: the one in force
    earlier: the rounds that are over, each as it ended; all else tells of the last one
    """

    state: State
    used: timedelta
    left: timedelta
    limit: timedelta
    shares: tuple[float, ...]
    due_at: datetime | None = None
    next_change_at: datetime | None = None
    warned_at: tuple[datetime, ...] = ()
    breached_at: datetime | None = None
    pause: Pause | None = None
    earlier: tuple["Reading", ...] = ()

    @property
    def share(self) -> float:
        """The used part of the limit: 1 is all of it, a breach may be more."""
        return self.used / self.limit

    @property
    def crossed(self) -> list[tuple[float, datetime]]:
        """Each warning and breach, in order: the rounds before it plus its share (the breach is 1), and when."""
        return [
            (n + share, at) for n, one in enumerate((*self.earlier, self)) for share, at in one._crossed()
        ]

    @property
    def reached(self) -> float:
        """The last of `crossed`; 0 when there is none."""
        return max((place for place, _ in self.crossed), default=0.0)

    @property
    def kept(self) -> int:
        """How many rounds were met in time."""
        return sum(one.state is State.MET for one in (*self.earlier, self))

    @property
    def missed(self) -> int:
        """How many rounds were not."""
        return sum(one.breached_at is not None for one in (*self.earlier, self))

    def _crossed(self) -> list[tuple[float, datetime]]:
        warned = list(zip(self.shares, self.warned_at, strict=False))
        return [*warned, (1.0, self.breached_at)] if self.breached_at else warned


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch without a pause: the worktime used when it began and when it ended."""

    start: datetime
    before: timedelta
    after: timedelta


def read(facts: Facts, hours: WorkingHours, at: datetime) -> Reading:
    """Return what the clock shows at `at`.

    A stop at the very instant at which the limit is used up is in time; a clock that goes on then is breached.
    Errors: BadFacts, OutOfCalendar.
    """
    at = in_utc(at)
    course = course_of(facts, at)
    limit, shares, amounts = course.target.limit, course.target.warn_at, course.target.amounts
    if at < course.start:
        return Reading(State.NOT_STARTED, NOTHING, limit, limit, shares)
    runs = _runs(course, hours)
    used = runs[-1].after if runs else NOTHING
    crossed = [_crossing(runs, hours, amount) for amount in amounts if amount <= used]
    if crossed and crossed[-1] == course.stopped_at:
        crossed.pop()
    noticed = [max(instant, course.target.since) for instant in crossed]
    breached = len(crossed) == len(amounts)
    state = _state(course, breached)
    running = state is State.RUNNING
    return Reading(
        state=state,
        used=used,
        left=limit - used,
        limit=limit,
        shares=shares,
        due_at=crossed[-1] if breached else _ahead(hours, at, limit - used) if running else None,
        next_change_at=_ahead(hours, at, amounts[len(crossed)] - used) if running else None,
        warned_at=tuple(noticed[: len(shares)]),
        breached_at=noticed[-1] if breached else None,
        pause=course.pause,
        earlier=_earlier(facts, hours, at),
    )


def _earlier(facts: Facts, hours: WorkingHours, at: datetime) -> tuple[Reading, ...]:
    """Return the rounds that are over, each as it ended."""
    if not facts.restarts:
        return ()
    return tuple(
        read(replace(facts, started_at=begun, stopped_at=ended, cancelled=False, restarts=()), hours, ended)
        for begun, ended in pairwise(rounds(facts, at))
    )


def _runs(course: Course, hours: WorkingHours) -> list[_Run]:
    """Return the stretches between the pauses, in order."""
    result, start, used = [], course.start, NOTHING
    for pause_start, pause_end, _ in (*course.pauses, (course.end, course.end, "")):
        if start < pause_start:
            after = used + worktime_between(hours, start, pause_start)
            result.append(_Run(start, used, after))
            used = after
        start = pause_end
    return result


def _crossing(runs: Sequence[_Run], hours: WorkingHours, amount: timedelta) -> datetime:
    """Return the first instant at which the runs had used `amount`: more than nothing, at most all."""
    run = next(run for run in runs if amount <= run.after)
    return add_worktime(hours, run.start, amount - run.before)


def _ahead(hours: WorkingHours, at: datetime, amount: timedelta) -> datetime | None:
    try:
        return add_worktime(hours, at, amount)
    except NoWorkingHours:
        return None


def _state(course: Course, breached: bool) -> State:
    if course.cancelled:
        return State.STOPPED
    if course.stopped_at:
        return State.BREACHED_MET if breached else State.MET
    if breached:
        return State.BREACHED_OPEN
    return State.PAUSED if course.pause else State.RUNNING
