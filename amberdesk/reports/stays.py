"""At which level an order was when: its stays, with how each began and ended. Pure.

Levels count from the first assignment on: the level before it was only proposed by the category.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from amberdesk.orders.states import OPEN

# How stays begin and end; an act that is none of these goes by its own name.
CAME = ("assigned", "not_for_l1", "handed_over", "sent_back", "reopened")
LEFT = ("handed_over", "sent_back", "assigned", "not_for_l1", "resolved", "cancelled", "merged")


class Step(NamedTuple):
    """An event as far as levels go; level, state and agreement as they were after it."""

    id: int
    kind: str  # without the room: "handed_over"
    at: datetime
    acting_as: str
    level: str
    state: str
    agreement: int
    own: str = ""  # the doer's own level, "" outside the levels
    not_for_l1: bool = False
    message: int | None = None  # the note with the reason
    undoes: int | None = None  # the event that it took back


@dataclass(slots=True)
class Stay:
    """From when to when an order was at a level. `end` None: it still is.

    mover: own level of who brought it here, "" outside the levels
    acting: L2 did something in L1's place meanwhile
    reason: the note that says why it came; only a hand-over and a return have one
    """

    place: int  # 1, 2 ... of the order's stays
    level: str
    start: datetime
    came: str
    came_from: str  # the level before, "" for the first
    mover: str
    agreement: int
    reason: int | None = None
    end: datetime | None = None
    left: str = ""
    went_to: str = ""  # the level after, "" when it went to none
    acting: bool = False

    @property
    def returned(self) -> bool:
        """Whether it was sent back to the level from which it had been handed over."""
        return self.came == "handed_over" and self.left == "sent_back" and self.went_to == self.came_from


def stays(steps: Iterable[Step]) -> list[Stay]:
    """Return an order's stays, first to last; acts that were taken back are left out."""
    found: list[Stay] = []
    here: Stay | None = None
    before_all = False  # L2 stood in for L1 before the first assignment
    for step in _standing(steps):
        last, is_open = here, step.state in OPEN
        if here is not None and (not is_open or step.level != here.level):
            here.end, here.left, here.went_to = step.at, _how(step), step.level if is_open else ""
            here = None
        if here is None and is_open and (found or step.kind == "assigned"):
            here = _arrival(step, len(found) + 1, found[-1].level if found else "")
            here.acting = before_all and not found and here.level == "L1"
            found.append(here)
        if step.acting_as == "L1" and step.own == "L2":
            before_all = before_all or not found
            _stand_in(here or last)
    return found


def _arrival(step: Step, place: int, came_from: str) -> Stay:
    return Stay(place, step.level, step.at, _how(step), came_from, step.own, step.agreement, step.message)


def _stand_in(stay: Stay | None) -> None:
    """Say of a stay at L1 that L2 did something in it, solving included."""
    if stay is not None and stay.level == "L1":
        stay.acting = True


def _standing(steps: Iterable[Step]) -> Iterator[Step]:
    ordered = sorted(steps, key=lambda step: (step.at, step.id))
    gone = {step.undoes for step in ordered if step.undoes is not None}
    return (step for step in ordered if step.id not in gone and step.undoes is None)


def _how(step: Step) -> str:
    return "not_for_l1" if step.not_for_l1 else step.kind
