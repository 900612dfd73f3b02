"""The SLA clock: what one target of an order shows at one instant, and why.

The facts of a target come from the journal; a reading is computed from them and never stored as truth. Facts
later than the instant asked about are ignored, so any past instant reads today as it did then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from amberdesk.clock.hours import NoWorkingHours, WorkingHours, add_worktime, windows, worktime_between
from amberdesk.clock.ruler import DAY, NOTHING, in_utc

RESOLVED = "resolved"  # reason of a pause that was a stop until the order was reopened


class BadFacts(ValueError):
    """The facts contradict themselves. Arguments: a code, then what it is about."""


class State(StrEnum):
    """What a clock is doing; a breach outlasts pauses, cancelling outlasts a breach."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED_OPEN = "breached_open"
    BREACHED_MET = "breached_met"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that is not counted, whatever the hours; `end` None: not over yet. `reason` is a code.

    A solution that was reopened is a pause too, from solving to reopening, with the reason RESOLVED: at an
    instant between them the clock reads as stopped.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadFacts("pause_ends_before_it_starts", self.start, self.end)


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised, as known from `since` on: worktime `limit`, and the shares of it at which to warn."""

    since: datetime
    limit: timedelta
    warn_at: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.limit <= NOTHING:
            raise BadFacts("limit_not_positive", self.limit)
        ends = (0, *self.warn_at, 1)
        if any(later <= earlier for earlier, later in zip(ends, ends[1:], strict=False)):
            raise BadFacts("shares_not_rising_between_0_and_1", *self.warn_at)


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened to one target of one order.

    limit, warn_at: worktime allowed, and the shares of it at which to warn, rising, between 0 and 1
    changes: later targets (another priority), which replace the limit for the whole run from `started_at` on
    pauses: in any order; where they overlap, the earlier one names the reason
    stopped_at: when the target was met for good, or with `cancelled` when it ceased to matter
    """

    limit: timedelta
    started_at: datetime
    warn_at: tuple[float, ...] = (0.75, 0.9)
    pauses: Sequence[Pause] = ()
    stopped_at: datetime | None = None
    cancelled: bool = False
    changes: Sequence[Target] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at one instant; instants are UTC, durations worktime.

    left: negative once more than the limit is used
    due_at: when the limit will be used up, or was; None while paused, after a stop in time, and when it never will
    next_change_at: the next warning or breach if nothing else happens; None: only a new fact can change anything
    warned_at: when each of the first `shares` was reached, as many as have been
    breached_at: the first instant at which this clock reads as breached; later than `due_at` only when a
        stricter target came after its own due time
    pause: the pause in force
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

    @property
    def share(self) -> float:
        """The used part of the limit: 1 is all of it, a breach may be more."""
        return self.used / self.limit


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a clock's time that counted or did not, for one reason.

    code, params: `coverage` (counted); `outside_hours`; `holiday` and `special_hours` {date}; `paused` {reason}
    """

    start: datetime
    end: datetime
    counted: bool
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Course:
    """The facts as they stood at one instant: pauses in order and apart, cut to the time from start to end."""

    target: Target
    start: datetime
    end: datetime
    pauses: Sequence[tuple[datetime, datetime, str]]
    pause: Pause | None
    stopped_at: datetime | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch without a pause, and the worktime used when it began and when it ended."""

    start: datetime
    before: timedelta
    after: timedelta


def read(facts: Facts, hours: WorkingHours, at: datetime) -> Reading:
    """Return what the clock shows at `at`.

    A stop at the very instant at which the limit is used up is still in time; a clock that goes on is breached.
    Errors: BadFacts, OutOfCalendar.
    """
    at = in_utc(at)
    course = _course(facts, at)
    limit, shares = course.target.limit, course.target.warn_at
    if at < course.start:
        return Reading(State.NOT_STARTED, NOTHING, limit, limit, shares)
    amounts = [*(limit * share for share in shares), limit]
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
    )


def explain(facts: Facts, hours: WorkingHours, at: datetime) -> list[Stretch]:
    """Return the clock's time from its start to `at` or its stop, without gaps.

    The counted stretches add up to what `read` says is used, to the microsecond. Errors: as `read`.
    """
    course = _course(facts, in_utc(at))
    result: list[Stretch] = []
    here = course.start
    for start, end, reason in course.pauses:
        result.extend(_by_hours(hours, here, start))
        result.append(Stretch(start, end, False, "paused", {"reason": reason}))
        here = end
    result.extend(_by_hours(hours, here, course.end))
    return result


def _course(facts: Facts, at: datetime) -> _Course:
    start = in_utc(facts.started_at)
    target = Target(start, facts.limit, facts.warn_at)
    for change in sorted(facts.changes, key=lambda change: change.since):
        if change.since <= at:
            target = change
    known = sorted((pause for pause in facts.pauses if pause.start <= at), key=lambda pause: pause.start)
    in_force = [pause for pause in known if pause.end is None or pause.end > at]
    stops = [pause.start for pause in in_force if pause.reason == RESOLVED]
    over = facts.stopped_at is not None and facts.stopped_at <= at
    if facts.stopped_at is not None and over:
        stops.append(facts.stopped_at)
    stopped_at = in_utc(min(stops)) if stops else None
    end = max(start, stopped_at or at)
    return _Course(
        target=target,
        start=start,
        end=end,
        pauses=_apart(known, start, end),
        pause=in_force[0] if in_force and not stops else None,
        stopped_at=stopped_at,
        cancelled=facts.cancelled and over,
    )


def _apart(pauses: Sequence[Pause], start: datetime, end: datetime) -> list[tuple[datetime, datetime, str]]:
    """Cut the pauses (earliest start first) to the time between, so that none overlaps another."""
    result = []
    for pause in pauses:
        begins = max(start, in_utc(pause.start))
        ends = min(end, in_utc(pause.end)) if pause.end else end
        if begins < ends:
            result.append((begins, ends, pause.reason))
            start = ends
    return result


def _runs(course: _Course, hours: WorkingHours) -> list[_Run]:
    result, start, used = [], course.start, NOTHING
    for pause_start, pause_end, _ in (*course.pauses, (course.end, course.end, "")):
        if start < pause_start:
            worked = worktime_between(hours, start, pause_start)
            result.append(_Run(start, used, used + worked))
            used += worked
        start = pause_end
    return result


def _crossing(runs: Sequence[_Run], hours: WorkingHours, amount: timedelta) -> datetime:
    """Return the instant at which the runs had used `amount`, which is not more than they used in all."""
    run = next(run for run in runs if amount <= run.after)
    return add_worktime(hours, run.start, amount - run.before)


def _state(course: _Course, breached: bool) -> State:
    if course.cancelled:
        return State.STOPPED
    if course.stopped_at:
        return State.BREACHED_MET if breached else State.MET
    if breached:
        return State.BREACHED_OPEN
    return State.PAUSED if course.pause else State.RUNNING


def _ahead(hours: WorkingHours, at: datetime, amount: timedelta) -> datetime | None:
    try:
        return add_worktime(hours, at, amount)
    except NoWorkingHours:
        return None


def _by_hours(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Tell the time between two instants as counted windows and the reasons of what lies between them."""
    for opens, closes in windows(hours, start, end):
        yield from _closed(hours, start, opens)
        yield Stretch(opens, closes, True, "coverage")
        start = closes
    yield from _closed(hours, start, end)


def _closed(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[Stretch]:
    for day in hours.special_days(start, end):
        begins, ends = max(start, hours.midnight(day)), min(end, hours.midnight(day + DAY))
        if begins < ends:
            if start < begins:
                yield Stretch(start, begins, False, "outside_hours")
            yield Stretch(begins, ends, False, "special_hours" if hours.spans(day) else "holiday", {"date": day})
            start = ends
    if start < end:
        yield Stretch(start, end, False, "outside_hours")
