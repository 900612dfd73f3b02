"""What an order's clocks must show, found by living through its journal tick after tick; shares no thought with the fold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amberdesk.clock.hours import WorkingHours
from amberdesk.customers.terms import VersionTerms
from amberdesk.orders.clock_facts import Fact
from tests.clock.oracle import walk


@dataclass
class Lived:
    """One target as somebody with a watch and the journal would tell it."""

    state: str = "running"
    used: timedelta = timedelta()
    limit: timedelta = timedelta()
    crossed: list[datetime] = field(default_factory=list)
    known_since: datetime | None = None  # when the target in force was first said
    rounds: int = 0  # that are over: the customer was told something


def live(
    journal: Sequence[Fact],
    target: str,
    versions: dict[int, VersionTerms],
    hours: dict[int, WorkingHours],
    at: datetime,
    tick: timedelta,
) -> Lived | None:
    """Live through a target until `at`; None when what holds then promises no such thing.

    journal: what happened until `at`. hours: those that count under each version.
    """
    told = sorted(journal, key=lambda fact: (fact.at, fact.id))
    begins = _begins(told, target)
    last = told[-1].data
    promised = versions[last["agreement"]].targets.get((last["priority"], target))
    if promised is None or begins is None:
        return None
    lived = Lived(limit=promised.limit, known_since=_known_since(told, target, versions, begins))
    if at < begins:
        lived.state = "not_started"
        return lived
    response = _first_response(told, versions) if target == "response" else None
    end = min(x for x in (at, response, _over(told)) if x is not None)
    if target == "update":
        stop = min((x for x in (_reached(told, target), _over(told)) if x is not None), default=None)
        words = [w for w in _words(told) if begins < w <= at and (stop is None or w < stop)]
        lived.rounds, begins = len(set(words)), max([begins, *words])
    _count(lived, told, target, versions, walk(hours[last["agreement"]], begins, at, tick), end, tick)
    lived.state = _state(lived, told, target, versions, response)
    return lived


def _begins(told, target):
    """When the target's time begins: with the report, or when the level first had the order."""
    for fact in told:
        if not target.startswith("level_") or fact.data["level"] == target[-2:]:
            return datetime.fromisoformat(told[0].data["reported_at"]) if fact is told[0] else fact.at
    return None


def _words(told):
    """When the customer heard of us."""
    taken_back = [fact.data["message"] for fact in told if fact.kind == "order.reply_taken_back"]
    return [
        fact.at
        for fact in told
        if fact.by_person
        and (
            (fact.kind == "order.replied" and fact.data["message"] not in taken_back)
            or (fact.kind == "order.contacted" and fact.data["reached"])
        )
    ]


def _holds(told, target):
    """Whether what the target wants is so, after all that was told."""
    last = told[-1].data
    if last["state"] in ("resolved", "closed"):
        return True
    if target == "restore":
        turns = [f.kind for f in told if f.kind in ("order.restored", "order.relapsed", "order.reopened")]
        return turns[-1:] == ["order.restored"]
    return target.startswith("level_") and last["level"] != target[-2:]


def _reached(told, target):
    """Since when what the target wants has been so without a break; None when it is not so at the end."""
    since = None
    for number, fact in enumerate(told, 1):
        if not _holds(told[:number], target):
            since = None
        elif since is None:
            since = fact.at
    return since


def _count(lived, told, target, versions, walked, end, tick):
    amounts = _amounts(told, target, versions)
    moment, index = walked.start, -1
    for counts in walked.counts:
        if moment >= end:
            return
        while index + 1 < len(told) and told[index + 1].at <= moment:
            index += 1
        if counts and not (index >= 0 and _stands(told[: index + 1], target, versions)):
            lived.used += tick
            while len(lived.crossed) < len(amounts) and lived.used >= amounts[len(lived.crossed)]:
                lived.crossed.append(moment + tick)
        moment += tick


def _stands(told, target, versions):
    """Whether the clock stands in what the last event left behind."""
    after = told[-1].data
    if target != "response" and _holds(told, target):
        return True
    terms, reason = versions[after["agreement"]], after["wait_reason"]
    return after["state"] == "waiting" and reason in terms.pauses and (reason, target) not in terms.spared


def _state(lived, told, target, versions, response):
    over = _over(told)
    stopped = response if target == "response" else _reached(told, target)
    cancelled = over is not None and (stopped is None or over < stopped)
    if lived.crossed and lived.crossed[-1] == (over if cancelled else stopped):
        lived.crossed.pop()  # what stops at that very instant is in time
    if cancelled:
        return "stopped"
    breached = len(lived.crossed) == len(_amounts(told, target, versions))
    if stopped is not None:
        return "breached_met" if breached else "met"
    if breached:
        return "breached_open"
    return "paused" if told[-1].data["state"] == "waiting" and _stands(told, target, versions) else "running"


def _amounts(told, target, versions):
    last = told[-1].data
    promised = versions[last["agreement"]].targets[last["priority"], target]
    return [*(promised.limit * share for share in promised.warn_at), promised.limit]


def _known_since(told, target, versions, begins):
    since, said = begins, None
    for fact in told:
        now = versions[fact.data["agreement"]].targets.get((fact.data["priority"], target))
        now = now and (now.limit, now.warn_at)
        if now is not None and now != said:
            since = begins if said is None else fact.at
            said = now
    return since


def _first_response(told, versions):
    taken_back = [fact.data["message"] for fact in told if fact.kind == "order.reply_taken_back"]
    for fact in told:
        if not fact.by_person:
            continue
        arrival = versions[fact.data["agreement"]].response_meaning == "arrival"
        if fact.kind == "order.resolved":
            return fact.at
        if (
            fact.kind == "order.contacted"
            and fact.data["reached"]
            and (not arrival or fact.data["way"] == "visit")
        ):
            return fact.at
        if fact.kind == "order.replied" and not arrival and fact.data["message"] not in taken_back:
            return fact.at
    return None


def _over(told):
    return next((fact.at for fact in told if fact.data["state"] in ("cancelled", "merged")), None)
