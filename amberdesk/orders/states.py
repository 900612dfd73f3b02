"""The states of an order and the acts that move it between them. Pure."""

from enum import StrEnum
from typing import Any


class State(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


OPEN = frozenset({State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.WAITING})
FINAL = frozenset({State.CLOSED, State.CANCELLED, State.MERGED})
SAME = None  # the act leaves the state as it is

_TALK = frozenset(State) - {State.CANCELLED, State.MERGED}
_BEGUN = OPEN - {State.NEW}

# act -> (states it may start from, state it leads to)
LIFE: dict[str, tuple[frozenset[State], State | None]] = {
    "verify": (OPEN, SAME),
    "set_priority": (OPEN, SAME),
    "assign": (OPEN, State.ASSIGNED),
    "start": (frozenset({State.ASSIGNED}), State.IN_PROGRESS),
    "accept": (OPEN, SAME),
    "hand_over": (_BEGUN, State.ASSIGNED),
    "send_back": (frozenset({State.ASSIGNED, State.IN_PROGRESS}), State.ASSIGNED),
    "wait": (frozenset({State.ASSIGNED, State.IN_PROGRESS}), State.WAITING),
    "resume": (frozenset({State.WAITING}), State.IN_PROGRESS),
    "reply": (_TALK - {State.CLOSED}, SAME),
    "note": (_TALK, SAME),
    "contact": (_TALK, SAME),
    "receive": (_TALK, SAME),
    "restore": (_BEGUN, SAME),
    "relapse": (_BEGUN, SAME),
    "resolve": (_BEGUN, State.RESOLVED),
    "reopen": (frozenset({State.RESOLVED}), State.IN_PROGRESS),
    "close": (frozenset({State.RESOLVED}), State.CLOSED),
    "cancel": (OPEN, State.CANCELLED),
    "merge": (OPEN | {State.RESOLVED}, State.MERGED),
    "correct": (OPEN, SAME),
    "move": (OPEN | {State.RESOLVED}, SAME),
    "link": (frozenset(State) - {State.CANCELLED, State.MERGED}, SAME),
    "tag": (OPEN | {State.RESOLVED}, SAME),
    "refer": (OPEN | {State.RESOLVED}, SAME),
    "unfollow": (_TALK, SAME),
}


class Refused(Exception):
    """An act that the order's state or the act's own rules do not allow. `code` and `params` become a sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


class Stale(Refused):
    """Somebody changed the order meanwhile; `params["expected"]` and `params["version"]` tell the versions."""


def after(state: str, act: str) -> State:
    """Return the state to which the act leads. Raises Refused("state") when it may not start here."""
    sources, target = LIFE[act]
    if state not in sources:
        raise Refused("state", act=act, state=state)
    return target or State(state)


def possible(state: str) -> frozenset[str]:
    """Return the acts that may start from a state."""
    return frozenset(act for act, (sources, _) in LIFE.items() if state in sources)
