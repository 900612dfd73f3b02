"""Which phones rang for a call, how long, and what came of each. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amberdesk.phone.happenings import Happening, Outcome, Reason, Result, What

MISSED_SHARE = 0.8  # rang at least so much of its time without an answer: the technician's miss
CLOSE = timedelta(seconds=2)  # a coarse source's ring is an exact one's when they are so close
OF_RINGS = frozenset({What.STARTED, What.RINGING, What.TRIED})
TRUST = {result: place for place, result in enumerate(Result)}
MS = timedelta(milliseconds=1)
RING = timedelta(seconds=30)  # of a ring whose time was not told
MARGIN = timedelta(seconds=10)  # after its time a ring's end may still be on the way to us


@dataclass(frozen=True, slots=True)
class Rung:
    """One technician being rung. Times unknown are None.

    result: None while it rings, or when its end was never told
    missed: it counts as his miss
    """

    key: str
    agent: str
    started_at: datetime
    ringing_at: datetime | None
    ended_at: datetime | None
    result: Result | None
    ring_ms: int | None
    rang_ms: int | None
    missed: bool
    coarse: bool


def rings_until(started_at: datetime, ring_ms: int | None) -> datetime:
    """Return until when a ring of which no end is told may still ring."""
    return started_at + (ring_ms * MS if ring_ms else RING) + MARGIN


def rings_of(
    told: Sequence[Happening], answered: Happening | None, outcome: Outcome, end: Happening | None
) -> tuple[Rung, ...]:
    """Return the rings of a call by their start. `told` is in the order of trust (exact before coarse) and time."""
    grouped = {key: group for key, group in _grouped(told).items() if _is_somebodys(group)}
    for key, group in grouped.items():
        if _is_later(group, answered):
            group += _by_leg(key, told)
    taken = _taken(grouped, answered)
    found = [_ring(key, group, key == taken, answered, outcome, end) for key, group in grouped.items()]
    exact = [ring for ring in found if not ring.coarse]
    kept = exact + [ring for ring in found if ring.coarse and not any(_same(ring, other) for other in exact)]
    return tuple(sorted(kept, key=lambda ring: (ring.started_at, ring.key)))


def _grouped(told: Sequence[Happening]) -> dict[str, list[Happening]]:
    """Return what belongs to each ring: by the source's key, else by the agent, each start a new ring."""
    groups: dict[str, list[Happening]] = defaultdict(list)
    turns: dict[tuple[str, bool], int] = defaultdict(int)
    for happening in sorted((h for h in told if h.what in OF_RINGS), key=lambda h: h.coarse):
        if happening.ring:
            groups[happening.ring].append(happening)
            continue
        mine = (happening.agent, happening.coarse)
        ended = any(h.what == What.TRIED for h in groups.get(_own_key(mine, turns[mine]), ()))
        if happening.what == What.STARTED or ended:
            turns[mine] += 1
        groups[_own_key(mine, turns[mine])].append(happening)
    return dict(groups)


def _is_somebodys(group: Sequence[Happening]) -> bool:
    """Return whether a phone rang: a channel of the exchange's own making may ring as well, and is nobody's."""
    return any(h.agent or h.what == What.STARTED for h in group)


def _is_later(group: Sequence[Happening], answered: Happening | None) -> bool:
    """Return whether a ring began after the call was answered: of a colleague who was asked for help."""
    return answered is not None and min(h.at for h in group) > answered.at


def _by_leg(key: str, told: Sequence[Happening]) -> list[Happening]:
    """Return how a colleague's ring ended, as his leg tells it: he joined the talk, or it was over before."""
    legs = [h for h in told if h.ring == key]
    joined = [h for h in legs if h.what == What.LEG_ANSWERED]
    ends = joined or [h for h in legs if h.what == What.LEG_ENDED]
    result = Result.ANSWERED if joined else Result.NO_ANSWER
    return [replace(h, what=What.TRIED, result=result) for h in ends]


def _own_key(mine: tuple[str, bool], turn: int) -> str:
    agent, coarse = mine
    return f"{agent}#{turn}{'~' if coarse else ''}"


def _taken(grouped: dict[str, list[Happening]], answered: Happening | None) -> str | None:
    """Return the key of the ring that was answered: the one named, else the agent's last before the answer."""
    if answered is None:
        return None
    if answered.ring in grouped:
        return answered.ring
    before = [
        (min(h.at for h in group), key)
        for key, group in grouped.items()
        if group[0].agent == answered.agent and min(h.at for h in group) <= answered.at + CLOSE
    ]
    return max(before)[1] if before and answered.agent else None


def _ring(
    key: str,
    group: Sequence[Happening],
    taken: bool,
    answered: Happening | None,
    outcome: Outcome,
    end: Happening | None,
) -> Rung:
    ends = [h for h in group if h.what == What.TRIED]
    ringing = min((h.at for h in group if h.what == What.RINGING), default=None)
    ring_ms = next((h.ring_ms for h in group if h.ring_ms is not None), None)
    result = min((h.result for h in ends if h.result), key=TRUST.__getitem__, default=None)
    ended_at = min((h.at for h in ends), default=None)
    if taken and answered:
        result, ended_at = Result.ANSWERED, answered.at
    elif result in (None, Result.CANCELLED) and not _is_later(group, answered):
        result, ended_at = _unsaid(result, ended_at, answered, outcome, end)
    told_ms = next((h.rang_ms for h in ends if h.rang_ms is not None), None)
    started = _start(group, ended_at, told_ms)
    rang = _rang(ringing or started, ended_at, told_ms)
    coarse = all(h.coarse for h in group)
    if result == Result.NO_ANSWER:
        result = _unanswered(ringing, ended_at, rang, ring_ms, coarse, outcome, end)
    missed = result == Result.NO_ANSWER and bool(ring_ms) and (rang or 0) >= MISSED_SHARE * (ring_ms or 0)
    agent = next((h.agent for h in group if h.agent), "")
    return Rung(key, agent, started, ringing, ended_at, result, ring_ms, rang, missed, coarse)


def _unsaid(
    result: Result | None,
    ended_at: datetime | None,
    answered: Happening | None,
    outcome: Outcome,
    end: Happening | None,
) -> tuple[Result | None, datetime | None]:
    """Return how a ring ended of which nothing was told, or only that it was called off: as the call itself went."""
    if answered and (ended_at is None or answered.at <= ended_at + CLOSE):
        return Result.ANSWERED_ELSEWHERE, ended_at or answered.at
    if result or end is None:
        return result, ended_at
    return (Result.CANCELLED if outcome == Outcome.ABANDONED else Result.CUT), ended_at or end.at


def _unanswered(
    ringing: datetime | None,
    ended_at: datetime | None,
    rang: int | None,
    ring_ms: int | None,
    coarse: bool,
    outcome: Outcome,
    end: Happening | None,
) -> Result:
    """Return what no answer was: a phone that never rang is dead; one whose caller's time ran out was cut."""
    if ringing is None and not coarse:
        return Result.UNREACHABLE
    full = bool(ring_ms) and (rang or 0) >= MISSED_SHARE * (ring_ms or 0)
    out_of_time = outcome == Outcome.REJECTED and end is not None and end.reason == Reason.TIMEOUT
    if out_of_time and end and ended_at and not full and abs(end.at - ended_at) <= CLOSE:
        return Result.CUT
    return Result.NO_ANSWER


def _start(group: Sequence[Happening], ended_at: datetime | None, rang_ms: int | None) -> datetime:
    started = min((h.at for h in group if h.what == What.STARTED), default=None)
    if started is None and rang_ms is not None and ended_at is not None:
        return min(ended_at - timedelta(milliseconds=rang_ms), min(h.at for h in group))
    return started or min(h.at for h in group)


def _rang(since: datetime, ended_at: datetime | None, told_ms: int | None) -> int | None:
    if told_ms is not None:
        return told_ms
    return (ended_at - since) // MS if ended_at is not None and ended_at >= since else None


def _same(coarse: Rung, exact: Rung) -> bool:
    """Return whether a coarse ring tells again of an exact one: the same agent at nearly the same time."""
    if coarse.agent != exact.agent:
        return False
    ended = exact.ended_at or exact.started_at
    return (
        coarse.started_at <= ended + CLOSE
        and exact.started_at <= (coarse.ended_at or coarse.started_at) + CLOSE
    )
