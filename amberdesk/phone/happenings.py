"""What a telephone exchange tells about a call, in the desk's own words. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """The kinds of happening."""

    OFFERED = "call.offered"  # the hotline was dialled
    QUEUED = "call.queued"  # the caller hears that he waits
    STARTED = "attempt.started"  # a technician's phone is called
    RINGING = "attempt.ringing"  # and rings
    TRIED = "attempt.ended"  # with a Result
    ANSWERED = "call.answered"  # the caller talks to a person
    LEG_ANSWERED = (
        "leg.answered"  # a person joins the talk: the first, one asked for help, one it was passed to
    )
    LEG_ENDED = "leg.ended"
    TRANSFERRED = "call.transferred"
    CALLBACK_ASKED = "callback.asked"
    ABANDONED = "call.abandoned"  # the caller left before anybody answered
    REJECTED = "call.rejected"  # with a Reason
    REDIRECTED = "call.redirected"
    ENDED = "call.ended"
    LOST = "call.lost"  # the watchdog: the exchange does not know the call any more


class Result(StrEnum):
    """What became of one ring. In the order of trust: of two results of a ring the earlier one here stands."""

    ANSWERED = "answered"
    BUSY = "busy"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    CANCELLED = "cancelled"  # the caller left
    CUT = "cut"  # the queue's time ended the ring
    NO_ANSWER = "no_answer"


class Reason(StrEnum):
    """Why a call was not connected."""

    TIMEOUT = "timeout"
    NOBODY = "nobody"  # on duty, but nobody is there, or nobody answered
    CLOSED = "closed"  # outside the agreement's hours
    FULL = "full"
    BLOCKED = "blocked"


class Outcome(StrEnum):
    """What became of a call. Each call has exactly one, so that offered = the sum of outcomes."""

    OPEN = "open"
    ANSWERED = "answered"
    CALLBACK = "callback"  # the caller asked to be rung back
    REJECTED = "rejected"
    REDIRECTED = "redirected"
    ABANDONED = "abandoned"
    INCOMPLETE = "incomplete"  # the end was never told


class By(StrEnum):
    """Who hung up."""

    CALLER = "caller"
    AGENT = "agent"
    SYSTEM = "system"


class Standing(StrEnum):
    """What a technician has set at his telephone."""

    AVAILABLE = "available"
    PAUSED = "paused"
    LOGGED_OUT = "logged_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentState:
    """A technician has set at his telephone what he does (`agent.state`): of no call."""

    agent: str
    state: Standing
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened to a call, told once or often, early or late.

    id: the source's own; the same id is the same happening
    at: by the source's clock
    seq: the source's own order of what it told at one instant
    ring: the source's key of a ring; empty: known by its agent alone
    agent: the technician's name at the source
    ring_ms: how long the phone may ring, told with `attempt.started`
    rang_ms: how long it rang, told with `attempt.ended` by a source that knows
    position: in the queue, told with `call.queued`
    coarse: the source tells neither rings nor exact times (a report, a simple webhook, whole seconds)
    by_hand: one of us told it by pressing a key: of the same instant whatever a machine tells is better
    """

    id: str
    what: What
    at: datetime
    seq: int = 0
    ring: str = ""
    agent: str = ""
    result: Result | None = None
    reason: Reason | None = None
    by: By | None = None
    ring_ms: int | None = None
    rang_ms: int | None = None
    number: str = ""  # dialled
    caller: str = ""
    caller_name: str = ""
    target: str = ""  # redirected or passed to
    coarse: bool = False
    by_hand: bool = False

    def rest(self) -> dict[str, Any]:
        """Return all but id, what and instant as JSON data; what is not told is left out."""
        kept = asdict(self)
        return {
            k: v
            for k, v in kept.items()
            if k not in ("id", "what", "at") and v not in (None, "", False) and (k != "seq" or v)
        }


def happening(id: str, what: str, at: datetime, rest: Mapping[str, Any]) -> Happening:
    """Return the happening that was kept. Inverse of `Happening.rest`."""
    told = dict(rest)
    for name, kind in (("result", Result), ("reason", Reason), ("by", By)):
        if name in told:
            told[name] = kind(told[name])
    return Happening(id=id, what=What(what), at=at, **told)
