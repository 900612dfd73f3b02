"""Clocks as they are drawn on cards and lists: the last reading carried on to the present, without the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from amberdesk.clock.hours import ALWAYS, WorkingHours, worktime_between
from amberdesk.customers.codes import INNER
from amberdesk.customers.models import Network
from amberdesk.customers.queries import calendars, site_hours, terms_of
from amberdesk.customers.terms import VersionTerms

RUNNING = ("running", "breached_open")
SHOWN_AS = {"paused": "paused", "met": "met", "breached_met": "missed", "stopped": "stopped"}

# The clock that matters most to the customer: the nearest due, else the one that is paused, else the solution.
JOIN_CLOCK = f"""LEFT JOIN LATERAL (
    SELECT * FROM orders_clock c WHERE c.order_id = o.id AND c.target NOT IN ({", ".join(f"'{target}'" for target in INNER)})
    ORDER BY c.state IN ('running', 'breached_open') DESC, c.state = 'paused' DESC, c.due_at,
      c.target = 'solution' DESC, c.target LIMIT 1
  ) c ON true"""
CLOCK_COLUMNS = """c.target, c.state, extract(epoch FROM c."limit")::float8, extract(epoch FROM c.used)::float8,
  c.due_at, s.hours_id"""


class Promised(Protocol):
    """What tells which promise an order has."""

    @property
    def network_id(self) -> int: ...
    @property
    def agreement_version_id(self) -> int: ...
    @property
    def priority(self) -> str: ...


class ClockRow(NamedTuple):
    """The last reading of a clock. `limit` and `used` in seconds; `calendar_id`: the site's opening hours."""

    target: str
    state: str
    limit: float
    used: float
    due_at: datetime | None
    calendar_id: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A clock as it is drawn. state: running, paused, met, missed, stopped; left: negative past due."""

    target: str
    state: str
    left: timedelta
    limit: timedelta
    due_at: datetime | None

    @property
    def share(self) -> float:
        """The used part in percent."""
        return 100 * (1 - self.left / self.limit) if self.limit else 100.0


def draw(clock: ClockRow, hours: WorkingHours, at: datetime) -> Bar:
    """Return what a clock shows now, from its last reading."""
    left = timedelta(seconds=clock.limit - clock.used)
    if clock.state in RUNNING and clock.due_at:
        past = clock.due_at <= at
        left = (
            -worktime_between(hours, clock.due_at, at) if past else worktime_between(hours, at, clock.due_at)
        )
    return Bar(
        clock.target, SHOWN_AS.get(clock.state, "running"), left, timedelta(seconds=clock.limit), clock.due_at
    )


@dataclass(slots=True)
class Bars:
    """Draws the clocks of one page; the hours of sites are fetched once, and only if a promise counts them."""

    networks: Mapping[int, Network]
    at: datetime
    _sites: dict[int, WorkingHours] = field(default_factory=dict)

    def of(self, rows: Iterable[tuple[Promised, ClockRow | None]]) -> list[Bar | None]:
        """Return the bar of each row; None where an order has no clock."""
        rows = list(rows)
        needed = {c.calendar_id for o, c in rows if c and c.calendar_id and self._basis(o, c) == "site"}
        if needed:
            self._sites = {calendar.pk: site_hours(calendar) for calendar in calendars(needed)}
        return [draw(c, self._hours(o, c), self.at) if c else None for o, c in rows]

    def terms(self, order: Promised) -> VersionTerms:
        """Return the agreement version that the order keeps."""
        return terms_of(self.networks[order.network_id]).versions[order.agreement_version_id]

    def _basis(self, order: Promised, clock: ClockRow) -> str:
        promise = self.terms(order).target(order.priority, clock.target)
        return promise.basis if promise else "coverage"

    def _hours(self, order: Promised, clock: ClockRow) -> WorkingHours:
        basis = self._basis(order, clock)
        if basis == "always":
            return ALWAYS
        site = self._sites.get(clock.calendar_id or 0) if basis == "site" else None
        return site or self.terms(order).coverage
