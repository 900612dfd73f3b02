"""The figures of hotlines, by the field's definitions. Pure. Each has its formula as a sentence in figure_words.py.

Milliseconds in, milliseconds out: only the page rounds. A figure of which nothing is known is None, never zero.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain, groupby
from typing import Any, NamedTuple, Self

SHORT_MS = 5_000  # who hangs up sooner is counted apart and out of the rates
WITHIN_MS = 20_000  # the target where an agreement names none
HALF_HOUR = timedelta(minutes=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OUTCOMES = ("open", "answered", "callback", "rejected", "redirected", "abandoned", "incomplete")


class Counted(NamedTuple):
    """What of a call is counted. Times in milliseconds; None: unknown."""

    offered_at: datetime
    outcome: str
    wait_ms: int | None
    talk_ms: int | None
    wrap_ms: int | None
    coarse: bool  # told by a report or a simple webhook
    found_free: bool | None  # somebody was free when it came


@dataclass(slots=True)
class Tally:
    """Calls counted by the time they were offered. All but `waits` add up; `waits` are put together."""

    offered: int = 0
    open: int = 0
    answered: int = 0
    callback: int = 0
    rejected: int = 0
    redirected: int = 0
    abandoned: int = 0
    incomplete: int = 0
    short: int = 0  # of the abandoned
    within: int = 0  # answered within the target
    timed: int = 0  # answered, and the wait is known
    answer_ms: int = 0  # their waits in all
    talks: int = 0  # talks whose length is known
    talk_ms: int = 0
    wraps: int = 0  # talks whose wrap-up is known
    wrap_ms: int = 0
    coarse: int = 0
    asked_free: int = 0  # calls of which is known whether somebody was free
    found_free: int = 0
    waits: "array[int]" = field(
        default_factory=lambda: array("I")
    )  # of ended calls without the short ones, in order

    def add(self, other: Self) -> None:
        """Count another tally's calls too; its waits are not in order until `settled`."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waits.extend(other.waits)

    def settled(self) -> Self:
        """Put the waits in order, a stretch of four seconds at a time: all at once they would be ten times as large."""
        runs: dict[int, array[int]] = defaultdict(lambda: array("I"))
        for wait in self.waits:
            runs[wait >> 12].append(wait)
        self.waits = array("I", chain.from_iterable(sorted(runs[run]) for run in sorted(runs)))
        return self

    @property
    def adds_up(self) -> bool:
        """The identity that always holds: each call offered has exactly one outcome."""
        return self.offered == sum(getattr(self, outcome) for outcome in OUTCOMES)

    @property
    def counted(self) -> int:
        """Calls in the rates: all but the short ones."""
        return self.offered - self.short

    @property
    def answered_share(self) -> float | None:
        return _share(self.answered, self.counted)

    @property
    def abandoned_share(self) -> float | None:
        return _share(self.abandoned - self.short, self.counted)

    @property
    def service_level(self) -> float | None:
        """Answered within the target, of all but the short ones and those answered of which no wait is known."""
        return _share(self.within, self.counted - (self.answered - self.timed))

    @property
    def asa_ms(self) -> float | None:
        """The average speed of answer, over answered calls only."""
        return _share(self.answer_ms, self.timed)

    @property
    def median_ms(self) -> int | None:
        return percentile(self.waits, 0.5)

    @property
    def p90_ms(self) -> int | None:
        return percentile(self.waits, 0.9)

    @property
    def longest_ms(self) -> int | None:
        return self.waits[-1] if self.waits else None

    @property
    def handling_ms(self) -> float | None:
        """The average handling time: talk and hold, and the wrap-up where it was told."""
        if not self.talks:
            return None
        return self.talk_ms / self.talks + (self.wrap_ms / self.wraps if self.wraps else 0)

    @property
    def free_share(self) -> float | None:
        """The share of calls that found somebody free."""
        return _share(self.found_free, self.asked_free)

    def data(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"waits": list(self.waits)}


SUMS = tuple(f.name for f in fields(Tally) if f.name != "waits")


def _share(part: float, of: float) -> float | None:
    return part / of if of > 0 else None


def percentile(ordered: Sequence[int], share: float) -> int | None:
    """Return the least value that at least this share of the values do not exceed (nearest rank)."""
    if not ordered:
        return None
    rank = -(-len(ordered) * round(share * 1000) // 1000)
    return ordered[max(rank, 1) - 1]


def tally(calls: Iterable[Counted], within_ms: int = WITHIN_MS) -> Tally:
    """Return the calls counted."""
    found = Tally()
    for call in calls:
        _count(found, call, within_ms)
    return found.settled()


def _count(found: Tally, call: Counted, within_ms: int) -> None:
    wait = known_wait(call)
    found.offered += 1
    setattr(found, call.outcome, getattr(found, call.outcome) + 1)
    short = call.outcome == "abandoned" and wait is not None and wait < SHORT_MS
    found.short += short
    found.coarse += call.coarse
    if wait is not None and not short and call.outcome not in ("open", "incomplete"):
        found.waits.append(wait)
    if call.found_free is not None:
        found.asked_free += 1
        found.found_free += call.found_free
    if call.outcome != "answered":
        return
    if wait is not None:
        found.timed, found.answer_ms = found.timed + 1, found.answer_ms + wait
        found.within += wait <= within_ms
    if call.talk_ms is not None:
        found.talks, found.talk_ms = found.talks + 1, found.talk_ms + call.talk_ms
    if call.wrap_ms is not None:
        found.wraps, found.wrap_ms = found.wraps + 1, found.wrap_ms + call.wrap_ms


def known_wait(call: Counted) -> int | None:
    """Return how long the caller waited; a coarse source that tells call and answer at one instant told no wait."""
    return None if call.coarse and not call.wait_ms else call.wait_ms


def by_half_hour(calls: Iterable[Counted], within_ms: int = WITHIN_MS) -> dict[datetime, Tally]:
    """Return the calls counted by the half hour in which they were offered."""
    ordered = sorted(calls, key=lambda call: call.offered_at)
    grouped = groupby(ordered, key=lambda call: half_hour(call.offered_at))
    return {start: tally(group, within_ms) for start, group in grouped}


def half_hour(at: datetime) -> datetime:
    """Return the beginning of an instant's half hour."""
    return at - (at - EPOCH) % HALF_HOUR


def bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the instants at which a day begins and ends by a clock, in UTC, so that their difference is true."""
    start, end = (datetime.combine(d, time(), zone).astimezone(UTC) for d in (day, day + timedelta(days=1)))
    return start, end


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return all of them as one."""
    found = Tally()
    for each in tallies:
        found.add(each)
    return found.settled()


def occupancy(talk_ms: int, wrap_ms: int, available_ms: int | None) -> float | None:
    """Return which share of the time at the phone was work: talk, hold and wrap-up, of that and being available."""
    if available_ms is None:
        return None
    return _share(talk_ms + wrap_ms, talk_ms + wrap_ms + available_ms)


def numbers(tally: Tally) -> Mapping[str, float | int | None]:
    """Return every figure by its name, for programs and sheets."""
    names = (
        "answered_share", "abandoned_share", "service_level", "asa_ms", "median_ms", "p90_ms", "longest_ms",
        "handling_ms", "free_share",
    )  # fmt: skip
    return {name: getattr(tally, name) for name in SUMS} | {name: getattr(tally, name) for name in names}
