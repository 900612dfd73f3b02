"""What a clock looks like: its tone, how far its bar is filled, and what is left in words."""

from typing import Final, NamedTuple

from django.utils.translation import gettext, pgettext

from amberdesk.clock import spoken
from amberdesk.clock.sla import State
from amberdesk.web.base.formats import language

SOON: Final = 75  # percent of the target used
MISSED: Final = frozenset({State.BREACHED_MET, "missed"})
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
    return Look(tone, max(0, min(100, round(share))), words(state, left), dated)


def words(state: str, left: float | None) -> str:
    """Return "zostało 2 h 10 min", "po terminie 20 min", or how the target ended."""
    if state == State.MET:
        return pgettext("termin", "dotrzymany")
    if state in MISSED:
        return pgettext("termin", "niedotrzymany")
    if state == State.STOPPED:
        return pgettext("termin", "zatrzymany")
    if state == State.NOT_STARTED:
        return pgettext("termin", "jeszcze nie biegnie")
    if left is None:
        return ""
    text = gettext("po terminie %(length)s") if left < 0 else gettext("zostało %(length)s")
    return text % {"length": spoken.duration(left, language())}
