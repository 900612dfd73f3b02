"""What the clock must say, found by walking: tick after tick, with nothing but a clock on the wall.

Written to be slow and obvious, and to share no thought with the code under test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from amberdesk.clock.hours import Span, WorkingHours
from amberdesk.clock.sla import Facts

STOPS = ("resolved", "restored", "elsewhere")  # pauses that were stops until something took them back
RUN_UP = timedelta(days=3)  # windows reach two days on, and clocks jump by an hour
COARSE, LAST_HOURS = timedelta(minutes=15), timedelta(hours=3)  # steps long before the start, and how long


@dataclass
class Walk:
    """A calendar walked in ticks: `counts[n]` tells whether the tick that begins at start + n ticks is open."""

    start: datetime
    tick: timedelta
    counts: list[bool] = field(default_factory=list)

    def instants(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, bool]]:
        while start < end:
            yield start, self.counts[(start - self.start) // self.tick]
            start += self.tick


def walk(hours: WorkingHours, start: datetime, end: datetime, tick: timedelta) -> Walk:
    """Walk from start to end; a clock that is set back stands still until it was there before."""
    result = Walk(start, tick)
    furthest = datetime.min
    at = start - RUN_UP
    while at < end:
        furthest = max(furthest, at.astimezone(hours.timezone).replace(tzinfo=None))
        if at >= start:
            result.counts.append(_shows_open(hours, furthest))
        at += tick if at >= start - LAST_HOURS else max(tick, COARSE)
    return result


def _shows_open(hours: WorkingHours, wall: datetime) -> bool:
    for days_ago in range(3):
        day = wall.date() - timedelta(days=days_ago)
        offset = wall - datetime.combine(day, time())
        if any(span.opens <= offset < span.closes for span in _spans(hours, day)):
            return True
    return False


def _spans(hours: WorkingHours, day: date) -> tuple[Span, ...]:
    if day in hours.exceptions:
        return hours.exceptions[day]
    spans: tuple[Span, ...] = ()
    for revision in hours.revisions:
        if revision.valid_from <= day:
            spans = revision.week[day.weekday()]
    return spans


def worktime(walked: Walk, start: datetime, end: datetime) -> timedelta:
    return walked.tick * sum(counts for _, counts in walked.instants(start, end))


def used_up(walked: Walk, start: datetime, end: datetime, amount: timedelta) -> datetime | None:
    """Return the end of the tick with which the amount is used up, if that is not after `end`."""
    for at, counts in walked.instants(start, end):
        amount -= walked.tick * counts
        if amount <= timedelta():
            return at + walked.tick
    return None


@dataclass
class Shown:
    """What a clock shows, found by living through it."""

    state: str = "not_started"
    used: timedelta = timedelta()
    limit: timedelta = timedelta()
    crossed: list[datetime] = field(default_factory=list)
    known_since: datetime | None = None
    begun: datetime | None = None  # of the round that it tells of
    missed: list[bool] = field(default_factory=list)  # of each round before


def stop_in_force(facts: Facts, at: datetime) -> datetime | None:
    """Tell since when the clock has been stopped that is stopped then."""
    stops = [
        p.start for p in facts.pauses if p.reason in STOPS and p.start <= at and (not p.end or at < p.end)
    ]
    if facts.stopped_at and facts.stopped_at <= at:
        stops.append(facts.stopped_at)
    return min(stops, default=None)


def round_missed(facts: Facts, walked: Walk, begun: datetime, ended: datetime) -> bool:
    """Tell whether what was promised at its beginning came too late: after the last tick that was allowed."""
    said = [(facts.started_at, facts.limit), *((c.since, c.limit) for c in facts.changes if c.since <= ended)]
    left, limit_end = said[-1][1], min(filter(None, (ended, stop_in_force(facts, ended))))
    for moment, counts in walked.instants(begun, ended):
        if not any(p.start <= moment and (p.end is None or moment < p.end) for p in facts.pauses):
            left -= walked.tick * counts
            if left <= timedelta():
                return moment + walked.tick < limit_end
    return False


def live_through(facts: Facts, walked: Walk, at: datetime) -> Shown:
    """Live from the start of the clock to `at` and tell what it shows then."""
    shown = Shown(limit=facts.limit, known_since=facts.started_at)
    shares = facts.warn_at
    for change in facts.changes:
        if change.since <= at and (change.limit, change.warn_at) != (shown.limit, shares):
            shown.limit, shares, shown.known_since = change.limit, change.warn_at, change.since
    if at < facts.started_at:
        return shown
    stop = stop_in_force(facts, at)
    begun = [facts.started_at]
    for restart in sorted(set(facts.restarts)):
        if begun[0] < restart <= at and (stop is None or restart < stop):
            shown.missed.append(round_missed(facts, walked, begun[-1], restart))
            begun.append(restart)
    shown.begun = begun[-1]
    amounts = [shown.limit * share for share in shares] + [shown.limit]

    def paused(moment: datetime, *, by_solving: bool = False) -> bool:
        return any(
            pause.start <= moment and (pause.end is None or moment < pause.end)
            for pause in facts.pauses
            if not by_solving or pause.reason in STOPS
        )

    final = facts.stopped_at is not None and facts.stopped_at <= at
    solved = paused(at, by_solving=True)
    moment = shown.begun
    while moment < at and not (final and moment >= facts.stopped_at):
        if not paused(moment) and next(walked.instants(moment, at))[1]:
            shown.used += walked.tick
            while len(shown.crossed) < len(amounts) and shown.used >= amounts[len(shown.crossed)]:
                shown.crossed.append(moment + walked.tick)
        moment += walked.tick
    ends = [facts.stopped_at] if final else []
    if solved:  # it stands since the solving that still holds at `at`
        ends += [
            p.start
            for p in facts.pauses
            if p.reason in STOPS and p.start <= at and (p.end is None or at < p.end)
        ]
    if ends and shown.crossed and shown.crossed[-1] == min(ends):
        shown.crossed.pop()
    breached = len(shown.crossed) == len(amounts)
    if final and facts.cancelled:
        shown.state = "stopped"
    elif ends:
        shown.state = "breached_met" if breached else "met"
    elif breached:
        shown.state = "breached_open"
    else:
        shown.state = "paused" if paused(at) else "running"
    return shown
