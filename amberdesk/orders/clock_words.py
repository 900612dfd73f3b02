"""How a target stands, in words."""

from typing import Final

from django.utils.translation import get_language, gettext, pgettext

from amberdesk.clock import spoken
from amberdesk.clock.sla import State

MISSED: Final = frozenset({State.BREACHED_MET, "missed"})


def standing(state: str, left: float | None) -> str:
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
    return text % {"length": spoken.duration(left, get_language() or "pl")}
