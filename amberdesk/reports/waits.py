"""The waits of an order, with what was asked before each and what was answered. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from amberdesk.orders.clock_facts import Fact
from amberdesk.orders.states import State


@dataclass(frozen=True, slots=True)
class Word:
    """A public message as far as waits go."""

    id: int
    at: datetime
    ours: bool
    question: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which the order waited. `end` None: it still does; `question`, `answer`: messages' ids.

    ended_by: "hand", "answer", "time", or the act that ended it otherwise ("resolved")
    called_at: the last call to the customer before it, when nothing was asked in writing
    """

    start: datetime
    end: datetime | None
    reason: str
    ended_by: str = ""
    question: int | None = None
    called_at: datetime | None = None
    answer: int | None = None


def waits(facts: Iterable[Fact], words: Sequence[Word]) -> list[Wait]:
    """Return the waits, earliest first."""
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.id))
    calls = [f.at for f in ordered if f.kind == "order.contacted" and f.data["way"] == "call"]
    found: list[Wait] = []
    since: tuple[datetime, str] | None = None
    for fact in ordered:
        waiting = fact.data["state"] == State.WAITING
        reason = fact.data.get("wait_reason", "") if waiting else ""
        if since and reason != since[1]:
            found.append(_wait(*since, fact.at, _cause(fact), words, calls))
            since = None
        if waiting and since is None:
            since = fact.at, reason
    if since:
        found.append(_wait(*since, None, "", words, calls))
    return found


def _cause(fact: Fact) -> str:
    return str(fact.data["cause"] if fact.kind == "order.resumed" else fact.kind.removeprefix("order."))


def _wait(
    start: datetime,
    reason: str,
    end: datetime | None,
    ended_by: str,
    words: Sequence[Word],
    calls: Sequence[datetime],
) -> Wait:
    """Return a wait with the question that stood when it began, and the first words of the customer in it."""
    theirs = max((w.at for w in words if not w.ours and w.at < start), default=None)
    open_since = [w for w in words if w.ours and w.question and w.at <= start]
    asked = [w for w in open_since if theirs is None or w.at >= theirs]
    called = [at for at in calls if at <= start and (theirs is None or at >= theirs)]
    answers = [w for w in words if not w.ours and w.at >= start and (end is None or w.at <= end)]
    return Wait(
        start,
        end,
        reason,
        ended_by,
        question=asked[-1].id if asked else None,
        called_at=called[-1] if called and not asked else None,
        answer=answers[0].id if answers else None,
    )
