"""Which orders a list shows. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amberdesk.orders.lanes import FREE, WAIT
from amberdesk.orders.states import OPEN, State

LEVELS = ("L1", "L2", "L3")


@dataclass(frozen=True, slots=True)
class Named:
    """A statement that names orders by their ids, with its parameters: how another room narrows a list."""

    sql: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Conditions that all must hold; what is empty narrows nothing.

    site_ids, among: None narrows nothing, an empty set lets nothing through
    mentioned_id: a person who has been mentioned and has not looked
    reference: another party's number for the matter
    unread: the customer's last word is not answered
    named: what was found by words
    """

    states: frozenset[str] = field(default_factory=lambda: frozenset(OPEN))
    lanes: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    wait_reasons: frozenset[str] = frozenset()
    site_ids: frozenset[int] | None = None
    among: frozenset[int] | None = None
    category_id: int | None = None
    assignee_id: int | None = None
    mentioned_id: int | None = None
    tag: str = ""
    unread: bool = False
    overdue_at: datetime | None = None
    changed_from: datetime | None = None
    reported_from: datetime | None = None
    reported_before: datetime | None = None
    number: str = ""
    reference: str = ""
    named: Named | None = None

    @property
    def only_open(self) -> bool:
        return bool(self.states) and self.states <= OPEN


def at_levels(levels: Iterable[str]) -> OrderFilter:
    """Return the filter for what stands at some levels and does not wait."""
    levels = frozenset(levels)
    return OrderFilter(lanes=levels | {level + FREE for level in levels})


def without_technician(levels: Iterable[str] = LEVELS) -> OrderFilter:
    """Return the filter for what stands at some levels and nobody has."""
    return OrderFilter(lanes=frozenset(level + FREE for level in levels))


def waiting() -> OrderFilter:
    """Return the filter for what waits, whatever for."""
    return OrderFilter(states=frozenset({State.WAITING.value}), lanes=frozenset({WAIT}))
