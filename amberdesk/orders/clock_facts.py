"""From the journal to the facts of an order's clocks. Pure.

The fold needs nothing but the events: each carries agreement version, priority, state and wait reason after it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from amberdesk.clock.sla import RESOLVED, Facts, Pause, Target
from amberdesk.customers.codes import ResponseMeaning
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
    solved: list[Pause] = field(default_factory=list)  # from each solving to its reopening
    responded_at: datetime | None = None
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
    if fact.kind == "order.placed":
        fold.started_at = datetime.fromisoformat(header["reported_at"])
    if not fold.terms or fold.terms[-1][1:] != (header["agreement"], header["priority"]):
        fold.terms.append((fact.at, header["agreement"], header["priority"]))
    waiting, reason = header["state"] == State.WAITING, header.get("wait_reason", "")
    for promise, waits in fold.waits.items():
        _switch(waits, waiting and version.stops(reason, promise), fact.at, reason)
    _switch(fold.solved, header["state"] in (State.RESOLVED, State.CLOSED), fact.at, RESOLVED)
    if fold.responded_at is None and _responds(fact, version, taken_back):
        fold.responded_at = fact.at
    if header["state"] in _OVER and fold.ended_at is None:
        fold.ended_at = fact.at


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


def _facts_of(fold: _Fold, promise: Promise, versions: Mapping[int, VersionTerms]) -> ClockFacts | None:
    """Return the facts of one target; None when the version in force promises no such thing."""
    assert fold.started_at is not None
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
        started_at=fold.started_at,
        warn_at=first.warn_at,
        pauses=pauses,
        stopped_at=fold.ended_at if over else stopped_at,
        cancelled=over,
        changes=[Target(since, t.limit, t.warn_at) for since, t in known[1:]],
    )
    return ClockFacts(facts, present.basis, fold.terms[-1][1])


def _stop(fold: _Fold, promise: Promise) -> tuple[datetime | None, list[Pause]]:
    if promise == Promise.RESPONSE:
        return fold.responded_at, fold.waits[promise]
    last = fold.solved[-1] if fold.solved else None
    if last is not None and last.end is None:
        return last.start, fold.waits[promise] + fold.solved[:-1]
    return None, fold.waits[promise] + fold.solved
