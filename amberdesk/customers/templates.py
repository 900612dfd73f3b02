"""Agreements ready to start from: who does L1's work when, and how fast we are. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from amberdesk.customers.codes import Target
from amberdesk.customers.hours import Cover

WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
DAY = 24 * 60
WARN_AT = (0.75, 0.9)


class Promise(NamedTuple):
    """How many minutes we may take for a priority, in time of a basis: "coverage", "site" or "always".

    `monthly_share`: percent of a month's orders that keep it (None: all); the others may be `late_minutes` later.
    """

    priority: str
    target: str
    minutes: int
    basis: str = "coverage"
    warn_at: tuple[float, ...] = WARN_AT
    monthly_share: Decimal | None = None
    late_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A ready agreement."""

    code: str
    coverage: tuple[Cover, ...]
    promises: tuple[Promise, ...]
    accept_within: int = 10  # minutes in which somebody accepts a call, else the next one is called


def cover(
    level: str, weekdays: tuple[int, ...], opens: int, closes: int, *, on_holidays: bool = False
) -> Cover:
    """Return a coverage row for all channels; `opens` and `closes` in hours."""
    return Cover("any", level, weekdays, opens * 60, closes * 60, on_holidays)


def promises(hours: dict[str, tuple[float, float]], basis: str = "coverage") -> tuple[Promise, ...]:
    """Return the promises of priority -> (hours to respond, hours to solve)."""
    return tuple(
        Promise(priority, target.value, round(length * 60), basis)
        for priority, lengths in hours.items()
        for target, length in zip((Target.RESPONSE, Target.SOLUTION), lengths, strict=True)
    )


TEMPLATES: dict[str, Template] = {
    "8-16": Template(
        "8-16",
        (cover("L1", WORKDAYS, 8, 16),),
        promises({"P1": (1, 8), "P2": (2, 16), "P3": (4, 24), "P4": (8, 40)}),
    ),
    "8-22": Template(
        "8-22",
        (cover("L1", WORKDAYS, 8, 16), cover("L2", WORKDAYS, 16, 22), cover("L2", WEEKEND, 8, 22)),
        promises({"P1": (0.5, 6), "P2": (1, 12), "P3": (4, 28), "P4": (8, 56)}),
    ),
    "24/7": Template(
        "24/7",
        (
            cover("L1", WORKDAYS, 8, 16),
            cover("L2", WORKDAYS, 0, 8),
            cover("L2", WORKDAYS, 16, 24),
            cover("L2", WEEKEND, 0, 24),
            cover("L2", (), 0, 24, on_holidays=True),
        ),
        promises({"P1": (0.25, 4), "P2": (0.5, 8), "P3": (4, 24), "P4": (8, 72)}, basis="always"),
        accept_within=5,
    ),
}
DEFAULT_TEMPLATE = "8-16"
