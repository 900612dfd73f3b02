"""What a call was, reckoned from everything that was told of it. Pure: any order and any repetition give the same.

Nothing here asks which happening came first to us; only what the source says of its instants.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amberdesk.phone.happenings import By, Happening, Outcome, Reason, What
from amberdesk.phone.rings import CLOSE, Rung, rings_of
from amberdesk.phone.talks import Talk, talks_of

SECOND = timedelta(seconds=1)
LONGEST = timedelta(days=7)  # no call is so long: its source has used an id again
KINDS = list(What)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call as far as it is known. Milliseconds; None is unknown, never zero.

    numbers: all that were told as dialled; what was said when the call was offered before all else
    """

    number: str
    numbers: tuple[str, ...]
    caller: str
    caller_name: str
    offered_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome
    reason: Reason | None
    by: By | None
    target: str
    answered_by: str
    callback_asked: bool
    coarse: bool
    wait_ms: int | None
    talk_ms: int | None
    rings: tuple[Rung, ...] = ()
    talks: tuple[Talk, ...] = ()
    by_hand: str = ""  # who said by a key that he talks, as he is named


def call_of(happenings: Iterable[Happening]) -> CallFacts | None:
    """Return what the happenings of one call add up to; None while nothing of it is known."""
    first: dict[str, Happening] = {}
    for happening in sorted(happenings, key=_order):
        first.setdefault(happening.id, happening)
    told = list(first.values())
    if not told:
        return None
    answered, ended = _first(told, What.ANSWERED), _first(told, What.ENDED)
    abandoned, rejected = _first(told, What.ABANDONED), _first(told, What.REJECTED)
    redirected, asked = _first(told, What.REDIRECTED), _first(told, What.CALLBACK_ASKED)
    lost = _first(told, What.LOST)
    outcome, end = _outcome(answered, asked, rejected, redirected, abandoned, ended, lost)
    offered = _first(told, What.OFFERED) or min(told, key=lambda h: h.at)
    queued = _first(told, What.QUEUED)
    rings = rings_of(told, answered, outcome, end)
    answered_by = _who_answered(answered, rings)
    talks = talks_of(told, answered, ended, answered_by)
    return CallFacts(
        number=_said(told, lambda h: h.number),
        numbers=_all_said(told, lambda h: h.number),
        caller=_said(told, lambda h: h.caller),
        caller_name=_said(told, lambda h: h.caller_name),
        offered_at=offered.at,
        queued_at=queued.at if queued else None,
        answered_at=answered.at if answered else None,
        ended_at=_over(answered, end, lost),
        outcome=outcome,
        reason=(rejected.reason or Reason.NOBODY) if rejected and outcome == Outcome.REJECTED else None,
        by=_who_hung_up(told, ended, outcome),
        target=redirected.target if redirected and outcome == Outcome.REDIRECTED else "",
        answered_by=answered_by,
        callback_asked=asked is not None,
        coarse=all(h.coarse for h in told),
        wait_ms=_wait(_first(told, What.OFFERED), answered or end),
        talk_ms=_between(answered, ended),
        rings=rings,
        talks=talks,
        by_hand=next((h.agent for h in told if h.by_hand and h.what == What.ANSWERED), ""),
    )


def _order(h: Happening) -> tuple:
    """Exact sources before coarse ones, machines before people, then the source's own order; the rest makes it total."""
    return (h.coarse, h.by_hand, h.at, h.seq, KINDS.index(h.what), h.id, repr(h))


def _first(told: Sequence[Happening], what: What) -> Happening | None:
    """Return the earliest exact happening of a kind; of repeats the earliest stands."""
    return next((h for h in told if h.what == what), None)


def _said(told: Sequence[Happening], read: Callable[[Happening], str]) -> str:
    """Return the earliest word on something, what was said when the call was offered before all else."""
    return next(iter(_all_said(told, read)), "")


def _all_said(told: Sequence[Happening], read: Callable[[Happening], str]) -> tuple[str, ...]:
    """Return every word on something once, in the order in which they count."""
    said = sorted((h for h in told if read(h)), key=lambda h: h.what != What.OFFERED)
    return tuple(dict.fromkeys(read(h) for h in said))


def _outcome(
    answered: Happening | None,
    asked: Happening | None,
    rejected: Happening | None,
    redirected: Happening | None,
    abandoned: Happening | None,
    ended: Happening | None,
    lost: Happening | None,
) -> tuple[Outcome, Happening | None]:
    """Return the outcome and what ended the call: the strongest word stands, whichever came last."""
    left = min((h for h in (abandoned, ended) if h), key=lambda h: h.coarse, default=None)
    unanswered = rejected or redirected or left
    if answered:
        return Outcome.ANSWERED, ended
    if asked:
        return Outcome.CALLBACK, ended or rejected or abandoned
    for found, outcome in (
        (rejected, Outcome.REJECTED),
        (redirected, Outcome.REDIRECTED),
        (abandoned, Outcome.ABANDONED),
        (ended, Outcome.ABANDONED),  # it ended, and nobody had answered
    ):
        if found:
            return outcome, unanswered
    return (Outcome.INCOMPLETE if lost else Outcome.OPEN), None


def _over(answered: Happening | None, end: Happening | None, lost: Happening | None) -> datetime | None:
    """Return when the call was over; of a talk that the exchange knows no more, when that was seen."""
    seen = end or (lost if answered else None)
    return seen.at if seen else None


def _who_hung_up(told: Sequence[Happening], ended: Happening | None, outcome: Outcome) -> By | None:
    """Return who ended the call: as it was said, or who left just before; the exchange ends what it rejects."""
    if ended is None:
        return By.CALLER if outcome == Outcome.ABANDONED else None
    if ended.by:
        return ended.by
    left = (h.by for h in told if h.what == What.LEG_ENDED and h.by and abs(h.at - ended.at) <= CLOSE)
    return next(left, By.SYSTEM if outcome == Outcome.REJECTED else None)


def _wait(offered: Happening | None, met: Happening | None) -> int | None:
    """Return how long the caller waited; a coarse source that tells both at one instant told no wait."""
    if offered and met and offered.coarse and met.coarse and offered.at == met.at:
        return None
    return _between(offered, met)


def _between(start: Happening | None, end: Happening | None) -> int | None:
    """Return milliseconds from one to the other; None where unknown, and never a negative time.

    Whole seconds of a coarse source may stand up to a second before an exact instant: that is no time at all.
    """
    if start is None or end is None:
        return None
    passed = end.at - start.at
    if passed < timedelta(0):
        return 0 if passed > -SECOND and (start.coarse or end.coarse) else None
    return passed // timedelta(milliseconds=1) if passed < LONGEST else None


def _who_answered(answered: Happening | None, rings: Sequence[Rung]) -> str:
    """Return the agent who answered, as the exchange said it, else by the ring that was answered."""
    if answered is None or answered.agent:
        return answered.agent if answered else ""
    return next((r.agent for r in rings if r.key == answered.ring), "")
