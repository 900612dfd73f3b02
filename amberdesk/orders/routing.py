"""Where an order should go first, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from amberdesk.customers.codes import Level


@dataclass(frozen=True, slots=True)
class Candidate:
    """A technician who could take it: how many open orders he has, whether he is on shift, knows the site."""

    person_id: int
    open_orders: int
    on_shift: bool
    knows_site: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level and perhaps a technician, each with the code of the reason; words.py makes the sentence."""

    level: Level
    level_reason: str  # "category", "not_for_l1", "duty", "default"
    person_id: int | None
    person_reason: str  # "least_load", "knows_site", "nobody"
    load: int = 0


def suggest_level(category_level: str, not_for_l1: bool, duty_level: str | None) -> tuple[Level, str]:
    """Return the level that should deal with an order first; L2 stands in for L1 when duty says so."""
    level = Level(category_level or Level.L1)
    if not_for_l1:
        return max(level, Level.L2), "not_for_l1"
    if level == Level.L1 and duty_level == Level.L2:
        return Level.L1, "duty"
    return level, "category" if category_level else "default"


def suggest_technician(candidates: Sequence[Candidate]) -> tuple[int | None, str, int]:
    """Return (person, reason, his open orders): on shift before the others, least load, then who knows the site."""
    if not candidates:
        return None, "nobody", 0
    best = min(candidates, key=lambda c: (not c.on_shift, c.open_orders, not c.knows_site, c.person_id))
    equal = [c for c in candidates if (c.on_shift, c.open_orders) == (best.on_shift, best.open_orders)]
    reason = "knows_site" if best.knows_site and len(equal) > 1 else "least_load"
    return best.person_id, reason, best.open_orders
