"""What happened to a clock, as the words of an order's story."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.orders import words
from amberdesk.orders.words import word

if TYPE_CHECKING:
    from amberdesk.orders.story_names import Names

Data = Mapping[str, Any]


def clock_warned(d: Data, n: "Names") -> str:
    told = {
        "clock": word(words.TARGETS, d["target"]),
        "share": spoken.percent(d["share"], get_language() or "pl", 0),
    }
    return _("ostrzega: %(clock)s, wykorzystano %(share)s") % told


def clock_breached(d: Data, n: "Names") -> str:
    told = {"clock": word(words.TARGETS, d["target"])}
    if d.get("late"):
        return _("%(clock)s: termin przekroczony (zauważone później)") % told
    return _("%(clock)s: termin przekroczony") % told


def clock_withdrawn(d: Data, n: "Names") -> str:
    return _("%(clock)s: ostrzeżenie wycofane po późniejszej informacji") % {
        "clock": word(words.TARGETS, d["target"])
    }
