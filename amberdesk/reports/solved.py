"""What L1 solved, by the definition: of the failures solved in a period, each is L1's, L2's on duty, or escalated.

Cancelled and merged orders are out; one that was opened again counts when it is solved for good, by who solved it then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from django.db import connection

from amberdesk.customers.models import Network, SiteGroup
from amberdesk.customers.queries import company

GOAL = 0.6  # of the failures are to be solved at L1
OUTCOMES = ("L1", "L2_duty", "escalated")
PAGE = 100  # orders of one page of the list

# One row an order: what its journal says of it. `when` is a column, never what somebody typed.
_ORDERS = """
SELECT o.id, o.number, o.subject, o.level, o.solved_by AS outcome, o.reported_at, o.resolved_at,
  date_trunc('month', o.{when} AT TIME ZONE %(zone)s)::date AS month,
  coalesce(bool_or(e.kind = 'order.placed' AND e.data->>'duty' = 'L1'), false) AS in_hours,
  o.solved_by = 'escalated' AND coalesce(bool_or(e.data->>'not_for_l1' = 'true'), false) AS not_for_l1,
  o.reopened = 0 AND coalesce(bool_or(e.data->>'first_contact' = 'true'), false) AS first_contact
FROM orders_order o LEFT JOIN outbox_event e ON e.subject = 'order:' || o.id
  AND e.kind IN ('order.placed', 'order.assigned', 'order.resolved')
WHERE o.network_id = ANY(%(networks)s) AND o.{when} >= %(since)s AND o.{when} < %(until)s
  AND o.state IN ('resolved', 'closed') AND o.kind = 'failure'
  AND (%(group)s::bigint IS NULL
    OR o.site_id IN (SELECT id FROM customers_site WHERE group_id = %(group)s::bigint)) {more}
GROUP BY o.id {end}"""
_COUNTED = """
SELECT month, outcome, in_hours, not_for_l1, first_contact, count(*) FROM ({orders}) solved GROUP BY 1, 2, 3, 4, 5"""
_AFTER = "AND (o.resolved_at, o.id) < (%(after_at)s, %(after_id)s)"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures, and of which time: from the beginning of a day to the end of another, by the network's clock."""

    networks: tuple[int, ...]
    since: datetime
    until: datetime
    zone: str
    group: int | None = None

    @classmethod
    def of(cls, networks: Sequence[Network], first: date, last: date, group: SiteGroup | None = None) -> Self:
        zone = networks[0].timezone if len(networks) == 1 else company().timezone
        since, until = (
            datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, last + timedelta(days=1))
        )
        return cls(tuple(n.pk for n in networks), since, until, zone, group.pk if group else None)


@dataclass(slots=True)
class Tally:
    """Failures that were solved, each under one of the first three; the rest are parts of them."""

    l1: int = 0
    l2_duty: int = 0
    escalated: int = 0
    not_for_l1: int = 0  # of the escalated: sent straight up, as their category says
    first_contact: int = 0  # solved in the placing call or with one answer
    in_hours: int = 0  # placed while L1 was on duty
    in_hours_l1: int = 0  # of these solved at L1

    @property
    def failures(self) -> int:
        return self.l1 + self.l2_duty + self.escalated

    @property
    def share(self) -> float | None:
        return self.l1 / self.failures if self.failures else None

    @property
    def share_in_hours(self) -> float | None:
        return self.in_hours_l1 / self.in_hours if self.in_hours else None

    @property
    def share_first_contact(self) -> float | None:
        return self.first_contact / self.failures if self.failures else None

    def add(self, other: "Tally") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


class Solved(NamedTuple):
    """The failures solved in the period by the month of solving, and those reported in it by the month of reporting."""

    resolved: Tally
    by_month_resolved: list[tuple[date, Tally]]
    reported: Tally
    by_month_reported: list[tuple[date, Tally]]


class Line(NamedTuple):
    """One order behind the figures."""

    id: int
    number: str
    subject: str
    level: str
    outcome: str
    reported_at: datetime
    resolved_at: datetime
    month: date
    in_hours: bool
    not_for_l1: bool
    first_contact: bool


def solved_at_l1(asked: Asked) -> Solved:
    """Return the figures of a period, in two statements."""
    by_resolved, by_reported = (_by_month(asked, when) for when in ("resolved_at", "reported_at"))
    return Solved(_sum(by_resolved), by_resolved, _sum(by_reported), by_reported)


def orders_behind(
    asked: Asked, *, outcome: str = "", after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[Line]:
    """Return the orders behind the figures, last solved first; `after`: resolved_at and id of the last one seen."""
    more = "AND o.solved_by = %(outcome)s" if outcome else ""
    sql = _ORDERS.format(
        when="resolved_at",
        more=f"{more} {_AFTER if after else ''}",
        end="ORDER BY o.resolved_at DESC, o.id DESC LIMIT %(limit)s",
    )
    after_at, after_id = after or (None, None)
    extra = {"outcome": outcome, "after_at": after_at, "after_id": after_id, "limit": limit}
    return [Line(*row) for row in _rows(sql, asked, extra)]


def _by_month(asked: Asked, when: str) -> list[tuple[date, Tally]]:
    months: dict[date, Tally] = {}
    sql = _COUNTED.format(orders=_ORDERS.format(when=when, more="", end=""))
    for month, outcome, in_hours, not_for_l1, first_contact, count in _rows(sql, asked, {}):
        months.setdefault(month, Tally()).add(
            Tally(
                l1=count * (outcome == "L1"),
                l2_duty=count * (outcome == "L2_duty"),
                escalated=count * (outcome not in ("L1", "L2_duty")),
                not_for_l1=count * not_for_l1,
                first_contact=count * first_contact,
                in_hours=count * in_hours,
                in_hours_l1=count * (in_hours and outcome == "L1"),
            )
        )
    return sorted(months.items())


def _rows(sql: str, asked: Asked, extra: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "networks": list(asked.networks), "since": asked.since, "until": asked.until,
        "zone": asked.zone, "group": asked.group,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given | extra)
        yield from cursor.fetchall()


def _sum(months: Sequence[tuple[date, Tally]]) -> Tally:
    total = Tally()
    for _, tally in months:
        total.add(tally)
    return total
