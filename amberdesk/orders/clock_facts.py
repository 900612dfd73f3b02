"""From the journal to the facts of an order's clocks. Pure.

The fold needs nothing but the events: each carries agreement version, priority, state and wait reason after it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from amberdesk.clock.sla import ELSEWHERE, RESOLVED, RESTORED, Facts, Pause, Target
from amberdesk.customers.codes import INNER, ResponseMeaning
from amberdesk.customers.codes import Target as Promise
from amberdesk.customers.terms import TargetTerms, VersionTerms
from amberdesk.orders.states import State

_OVER = (State.CANCELLED, State.MERGED)


class Fact(NamedTuple):
    """An event as the fold sees it; `data` with its header, in the kind's present version."""

    id: int
    kind: str
    at: datetime
    by_person: bool
    data: Mapping[str, Any]


class ClockFacts(NamedTuple):
    """A target's facts and the basis of its hours ("coverage", "site", "always") in the version in force."""

    facts: Facts
    basis: str
    version: int


@dataclass(slots=True)
class _Fold:
    """The order as it goes through its events."""

    started_at: datetime | None = None
    waits: dict[Promise, list[Pause]] = field(default_factory=lambda: {promise: [] for promise in Promise})
    stops: dict[Promise, list[Pause]] = field(default_factory=lambda: {promise: [] for promise in Promise})
    responded_at: datetime | None = None
    told: list[datetime] = field(default_factory=list)  # when the customer was told something
    works: bool = False  # thanks to a workaround or a replacement
    arrived: dict[Promise, datetime] = field(default_factory=dict)  # when a level first had the order
    ended_at: datetime | None = None  # cancelled or merged
    terms: list[tuple[datetime, int, str]] = field(default_factory=list)  # since, version, priority


class Folded(NamedTuple):
    """What the journal says: the facts of every clock by target, and the first human contact."""

    clocks: dict[str, ClockFacts]
    responded_at: datetime | None


def clock_facts(facts: Iterable[Fact], versions: Mapping[int, VersionTerms]) -> Folded:
    """Return what the journal says of the order's clocks; no clocks before it is placed."""
    ordered = sorted(facts, key=lambda f: (f.at, f.id))
    taken_back = {f.data["message"] for f in ordered if f.kind == "order.reply_taken_back"}
    fold = _Fold()
    for fact in ordered:
        _take(fold, fact, versions, taken_back)
    if fold.started_at is None:
        return Folded({}, None)
    found = {promise.value: _facts_of(fold, promise, versions) for promise in Promise}
    return Folded({target: clock for target, clock in found.items() if clock is not None}, fold.responded_at)


def _take(fold: _Fold, fact: Fact, versions: Mapping[int, VersionTerms], taken_back: set[int]) -> None:
    header = fact.data
    version = versions[header["agreement"]]
    began = fact.at
    if fact.kind == "order.placed":
        began = fold.started_at = datetime.fromisoformat(header["reported_at"])
    if not fold.terms or fold.terms[-1][1:] != (header["agreement"], header["priority"]):
        fold.terms.append((fact.at, header["agreement"], header["priority"]))
    waiting, reason = header["state"] == State.WAITING, header.get("wait_reason", "")
    for promise, waits in fold.waits.items():
        _switch(waits, waiting and version.stops(reason, promise), fact.at, reason)
    _reach(fold, fact, began)
    if fold.responded_at is None and _responds(fact, version, taken_back):
        fold.responded_at = fact.at
    if _tells(fact, taken_back):
        fold.told.append(fact.at)
    if header["state"] in _OVER and fold.ended_at is None:
        fold.ended_at = fact.at


def _reach(fold: _Fold, fact: Fact, began: datetime) -> None:
    """Stop the clocks of what has been reached, and let those go on of what has been lost again."""
    header = fact.data
    solved = header["state"] in (State.RESOLVED, State.CLOSED)
    if fact.kind in ("order.restored", "order.relapsed", "order.reopened"):
        fold.works = fact.kind == "order.restored"
    _hold(fold.stops[Promise.SOLUTION], solved, fact.at, RESOLVED)
    _hold(fold.stops[Promise.UPDATE], solved, fact.at, RESOLVED)
    restored = RESTORED if fold.works else RESOLVED
    _hold(fold.stops[Promise.RESTORE], fold.works or solved, fact.at, restored)
    for promise, level in INNER.items():
        here = header.get("level") == level
        if here:
            fold.arrived.setdefault(promise, began)
        _hold(fold.stops[promise], solved or not here, fact.at, RESOLVED if here else ELSEWHERE)


def _hold(stops: list[Pause], on: bool, at: datetime, reason: str) -> None:
    """Open or end the last stop so that it is as `on` says; one that goes on keeps its first reason."""
    running = bool(stops) and stops[-1].end is None
    if running and not on:
        stops[-1] = Pause(stops[-1].start, at, stops[-1].reason)
    elif on and not running:
        stops.append(Pause(at, None, reason))


def _switch(pauses: list[Pause], on: bool, at: datetime, reason: str) -> None:
    """Open or end the last pause so that it is as `on` says; another reason ends one and opens the next."""
    running = bool(pauses) and pauses[-1].end is None
    if running and (not on or pauses[-1].reason != reason):
        pauses[-1] = Pause(pauses[-1].start, at, pauses[-1].reason)
        running = False
    if on and not running:
        pauses.append(Pause(at, None, reason))


def _responds(fact: Fact, version: VersionTerms, taken_back: set[int]) -> bool:
    """Tell whether this is the first human contact that the agreement means by response; solving always is."""
    if not fact.by_person:
        return False
    if fact.kind == "order.resolved":
        return True
    if version.response_meaning == ResponseMeaning.ARRIVAL:
        return fact.kind == "order.contacted" and fact.data["way"] == "visit" and fact.data["reached"]
    return (
        (fact.kind == "order.replied" and fact.data["message"] not in taken_back)
        or (fact.kind == "order.contacted" and bool(fact.data["reached"]))
        or (fact.kind == "order.placed" and fact.data["channel"] == "hotline")
    )


def _tells(fact: Fact, taken_back: set[int]) -> bool:
    """Tell whether one of us told the customer something: wrote to him, spoke with him, met him."""
    if not fact.by_person:
        return False
    if fact.kind == "order.replied":
        return fact.data["message"] not in taken_back
    return fact.kind == "order.contacted" and bool(fact.data["reached"])


def _facts_of(fold: _Fold, promise: Promise, versions: Mapping[int, VersionTerms]) -> ClockFacts | None:
    """Return the facts of one target; None when the version in force promises no such thing, or it never began."""
    started_at = fold.arrived.get(promise) if promise in INNER else fold.started_at
    if started_at is None:
        return None
    promised = [(since, versions[v].target(priority, promise)) for since, v, priority in fold.terms]
    present = promised[-1][1]
    if present is None:
        return None
    known: list[tuple[datetime, TargetTerms]] = [(since, t) for since, t in promised if t is not None]
    first = known[0][1]
    stopped_at, pauses = _stop(fold, promise)
    over = fold.ended_at is not None and (stopped_at is None or fold.ended_at < stopped_at)
    facts = Facts(
        limit=first.limit,
        started_at=started_at,
        warn_at=first.warn_at,
        pauses=pauses,
        stopped_at=fold.ended_at if over else stopped_at,
        cancelled=over,
        changes=[Target(since, t.limit, t.warn_at) for since, t in known[1:]],
        restarts=tuple(fold.told) if promise == Promise.UPDATE else (),
    )
    return ClockFacts(facts, present.basis, fold.terms[-1][1])


def _stop(fold: _Fold, promise: Promise) -> tuple[datetime | None, list[Pause]]:
    """Return when the target was reached that stands as reached, and what was not counted before."""
    waits, stops = fold.waits[promise], fold.stops[promise]
    if promise == Promise.RESPONSE:
        return fold.responded_at, waits
    if stops and stops[-1].end is None:
        return stops[-1].start, waits + stops[:-1]
    return None, waits + stops
