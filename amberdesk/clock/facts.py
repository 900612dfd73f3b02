"""What happened to one target of one order, and how that stood at any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from amberdesk.clock.ruler import NOTHING, in_utc

# Reasons of pauses that were stops until something took them back.
RESOLVED = "resolved"  # the order was reopened
RESTORED = "restored"  # what had served instead failed, or the order was reopened
ELSEWHERE = "elsewhere"  # the order came back to the level whose time this is
STOPS = frozenset({RESOLVED, RESTORED, ELSEWHERE})


class BadFacts(ValueError):
    """The facts contradict themselves. Arguments: a code, then what it is about."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that is not counted, whatever the hours; `end` None: not over yet. `reason` is a code.

    A solution that was reopened is a pause too, from solving to reopening, with the reason RESOLVED, and so are the
    others of STOPS: asked about an instant between them, the clock reads as stopped.
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
        if any(later <= earlier for earlier, later in pairwise((NOTHING, *self.amounts))):
            raise BadFacts("shares_not_rising_between_0_and_1", *self.warn_at)

    @property
    def amounts(self) -> list[timedelta]:
        """The worktime at which something happens: each warning, then the breach."""
        return [*(self.limit * share for share in self.warn_at), self.limit]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one target, folded from the journal; those later than the instant asked about don't matter.

    limit, warn_at: worktime allowed, and the shares of it at which to warn: rising, between 0 and 1
    changes: later targets (another priority); each holds for the whole run from `started_at` on
    pauses: in any order; where they overlap, the earlier one names the reason
    stopped_at: when the target was met for good, or, if `cancelled`, when it ceased to matter
    restarts: when what was promised was done and is promised anew: each begins another round of the same length
    """

    limit: timedelta
    started_at: datetime
    warn_at: tuple[float, ...] = (0.75, 0.9)
    pauses: Sequence[Pause] = ()
    stopped_at: datetime | None = None
    cancelled: bool = False
    changes: Sequence[Target] = ()
    restarts: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """The facts as they stood at one instant, in UTC: pauses in order and apart, cut to lie between start and end.

    start: of the round that runs at that instant, or ran when the clock stopped

    A stop may come before the start: then there is no time between them.
    """

    target: Target
    start: datetime
    end: datetime  # the stop, or else the instant asked about
    pauses: Sequence[tuple[datetime, datetime, str]]
    pause: Pause | None  # the one in force
    stopped_at: datetime | None
    cancelled: bool


def course_of(facts: Facts, at: datetime) -> Course:
    """Return the facts as they stood at `at` (UTC)."""
    known = sorted((pause for pause in facts.pauses if pause.start <= at), key=_start)
    in_force = [pause for pause in known if pause.end is None or pause.end > at]
    stopped_at = _stopped_at(facts, at)
    start, end = rounds(facts, at)[-1], stopped_at or at
    return Course(
        target=_target(facts, in_utc(facts.started_at), at),
        start=start,
        end=end,
        pauses=_apart(known, start, end),
        pause=in_force[0] if in_force and not stopped_at else None,
        stopped_at=stopped_at,
        cancelled=facts.cancelled and facts.stopped_at is not None and facts.stopped_at <= at,
    )


def rounds(facts: Facts, at: datetime) -> list[datetime]:
    """Return when each round began (UTC), as known at `at`; most clocks have the one from their start.

    While a clock is stopped nothing begins anew, not even with what stopped it.
    """
    start, stopped_at = in_utc(facts.started_at), _stopped_at(facts, at)
    begun = {in_utc(restart) for restart in facts.restarts if start < restart <= at}
    return [start, *sorted(restart for restart in begun if stopped_at is None or restart < stopped_at)]


def _stopped_at(facts: Facts, at: datetime) -> datetime | None:
    """Return since when the clock has been stopped that is stopped at `at` (UTC)."""
    stops = [
        pause.start
        for pause in facts.pauses
        if pause.reason in STOPS and pause.start <= at and (pause.end is None or pause.end > at)
    ]
    if facts.stopped_at and facts.stopped_at <= at:
        stops.append(facts.stopped_at)
    return in_utc(min(stops)) if stops else None


def _start(pause: Pause) -> datetime:
    return pause.start


def _target(facts: Facts, start: datetime, at: datetime) -> Target:
    """Return the target in force; saying the same again changes nothing."""
    target = Target(start, facts.limit, facts.warn_at)
    for change in sorted(facts.changes, key=lambda change: change.since):
        if change.since <= at and (change.limit, change.warn_at) != (target.limit, target.warn_at):
            target = change
    return target


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
