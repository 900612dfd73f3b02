"""What a clock looks like: its tone, how far its bar is filled, and what is left in words."""

from typing import Final, NamedTuple

from amberdesk.clock.sla import State
from amberdesk.orders.clock_words import MISSED, standing

SOON: Final = 75  # percent of the target used
TONES: Final = {
    "met": "met",
    "paused": "paused",
    State.BREACHED_OPEN: "late",
    **dict.fromkeys(MISSED, "late"),
}


class Look(NamedTuple):
    """A clock as shown. `tone` is a class of parts.css, `filled` a percent; `dated`: its due instant still matters."""

    tone: str
    filled: int
    words: str
    dated: bool


def look(state: str, share: float, left: float | None) -> Look:
    """Return the look of a target in this state: one of `clock.sla`, or missed, which is breached_met.

    share: percent of the target used, above 100 past due. left: seconds of working time, negative past due.
    """
    late = left is not None and left < 0
    dated = state in (State.RUNNING, State.BREACHED_OPEN)
    if state == State.RUNNING:
        tone = "late" if late else "soon" if share >= SOON else ""
    else:
        tone = TONES.get(state, "")
    return Look(tone, max(0, min(100, round(share))), standing(state, left), dated)
