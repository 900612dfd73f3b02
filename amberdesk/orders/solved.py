"""By which level an order was solved. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Deed(NamedTuple):
    """An event as far as levels go: level of the order after it, level acted as, the doer's own level."""

    kind: str
    level: str
    acting_as: str
    own: str


def solved_by(deeds: Iterable[Deed]) -> str:
    """Return "L1", "L2_duty" or "escalated" for a solved order.

    Levels count from the first assignment on: the level before it was only proposed by the category.
    """
    deeds = list(deeds)
    first = next((i for i, d in enumerate(deeds) if d.kind == "order.assigned"), 0)
    if any(d.level != "L1" for d in deeds[first:]):
        return "escalated"
    if any(d.acting_as == "L1" and d.own == "L2" for d in deeds):
        return "L2_duty"
    return "L1"


def deed(kind: str, acting_as: str, data: Mapping[str, Any]) -> Deed:
    """Return an event's part in it."""
    return Deed(kind, data["level"], acting_as, data.get("own", ""))
