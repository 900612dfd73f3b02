"""What came out of a simulation, in a form that can be kept: sums, and every order as it was and would have been. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from amberdesk.customers.codes import Target
from amberdesk.reports.simulation import Compared, Outcome, Sums, verdict

SAME, CHANGED, TURNED = 0, 1, 2  # what other terms did to an order: nothing, other figures, another ending


class Figure(NamedTuple):
    """One target of an order: its verdict, and the working time used in seconds."""

    verdict: str
    seconds: float


class Row(NamedTuple):
    """One order; figures by target, for those that were promised."""

    number: str
    reported_at: str  # ISO 8601
    priority: str
    how: int
    before: Mapping[str, Figure]
    after: Mapping[str, Figure]
    solved_before: str
    solved_after: str


@dataclass
class Simulated:
    """The outcome of a simulation, order after order. `cut`: there were more orders than are reckoned."""

    cut: bool = False
    was: Sums = field(default_factory=Sums)
    would: Sums = field(default_factory=Sums)
    rows: list[Row] = field(default_factory=list)

    def add(self, each: Compared) -> None:
        self.was.add(each.before)
        self.would.add(each.after)
        order = each.order
        how = TURNED if each.turned else CHANGED if each.differs else SAME
        self.rows.append(
            Row(
                *(order.number, order.reported_at.isoformat(), order.priority, how),
                *(_figures(each.before), _figures(each.after)),
                *(each.before.solved_by, each.after.solved_by),
            )
        )

    @property
    def turned(self) -> int:
        return sum(row.how == TURNED for row in self.rows)

    @property
    def changed(self) -> int:
        """The orders with other figures, those that would have ended otherwise included."""
        return sum(row.how != SAME for row in self.rows)

    @property
    def targets(self) -> list[str]:
        """Return what was or would have been promised, in the order in which targets are shown."""
        seen = {target for row in self.rows for side in (row.before, row.after) for target in side}
        return [target.value for target in Target if target in seen]

    def telling(self, most: int) -> list[Row]:
        """Return so many orders at most, those first that would have ended otherwise."""
        return sorted(self.rows, key=lambda row: -row.how)[:most]

    def data(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {"cut": self.cut, "was": vars(self.was), "would": vars(self.would), "rows": self.rows}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Simulated":
        """Return what was kept."""
        was, would = (_sums(data[side]) for side in ("was", "would"))
        return cls(data["cut"], was, would, [_row(row) for row in data["rows"]])


def _figures(outcome: Outcome) -> dict[str, Figure]:
    return {t: Figure(verdict(r), r.used.total_seconds()) for t, r in outcome.readings.items()}


def _sums(data: Mapping[str, Mapping[str, int]]) -> Sums:
    return Sums(**{name: Counter(counted) for name, counted in data.items()})


def _row(row: list[Any]) -> Row:
    kept = Row(*row)
    before, after = ({t: Figure(*f) for t, f in side.items()} for side in (kept.before, kept.after))
    return kept._replace(before=before, after=after)
