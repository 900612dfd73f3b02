"""Read figures: a bounded number of rows, however many orders there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Sum

from amberdesk.customers.codes import ONCE
from amberdesk.customers.queries import company
from amberdesk.reports.models import DayFigure

LAST = 500  # solved orders whose median is shown
MOST = 1000  # what is counted no further: "999+"
SUMS = (
    "placed", "by_form", "by_hotline", "by_mail", "resolved", "failures", "solved_l1", "solved_l2_duty",
    "solved_escalated", "first_contact", "in_time", "late", "minutes_worked",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """The line above the board. Counts reach 1000 and mean "999+" then."""

    new_today: int
    solved_l1: int  # this month's failures solved at L1 ...
    failures: int  # ... of all solved ones
    at_risk: int
    overdue: int
    median: timedelta | None  # time to solve, in working time, of the last 500 solved

    @property
    def share(self) -> float | None:
        """The share solved at L1 this month; None before anything was solved."""
        return self.solved_l1 / self.failures if self.failures else None


def board_figures(networks: Collection[int], now: datetime) -> BoardFigures:
    """Return the board's figures for some networks, in four statements."""
    today = now.astimezone(ZoneInfo(company().timezone)).date()
    rows = DayFigure.objects.filter(network__in=list(networks))
    new = rows.filter(day=today).aggregate(n=Sum("placed", default=0))["n"]
    month = rows.filter(day__gte=today.replace(day=1), day__lte=today).aggregate(
        l1=Sum("solved_l1", default=0), all=Sum("failures", default=0)
    )
    at_risk, overdue = _urgent(networks, now)
    return BoardFigures(new, month["l1"], month["all"], at_risk, overdue, median_time(networks))


def _urgent(networks: Collection[int], now: datetime) -> tuple[int, int]:
    """Return how many open orders have a clock that has warned, and how many are past due."""
    open_ = "o.state IN ('new', 'assigned', 'in_progress', 'waiting') AND o.network_id = ANY(%(networks)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM orders_clock c JOIN orders_order o ON o.id = c.order_id"
            f"  WHERE c.announced > 0 AND c.announced < 1 AND c.state = 'running'"
            f"  AND c.target = ANY(%(once)s) AND {open_} LIMIT %(most)s) r),"
            f" (SELECT count(*) FROM (SELECT 1 FROM orders_order o WHERE {open_} AND o.due_at < %(now)s"
            "  LIMIT %(most)s) l)",
            {"networks": sorted(networks), "now": now, "most": MOST, "once": list(ONCE)},
        )
        at_risk, overdue = cursor.fetchone()
    return at_risk, overdue


def median_time(networks: Collection[int]) -> timedelta | None:
    """Return the median working time to solve the last 500 solved failures."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.used FROM (SELECT n FROM unnest(%s::bigint[]) n) networks CROSS JOIN LATERAL"
            " (SELECT id, resolved_at FROM orders_order WHERE network_id = n AND resolved_at IS NOT NULL"
            "  AND kind = 'failure' ORDER BY resolved_at DESC LIMIT %s) o"
            " JOIN orders_clock c ON c.order_id = o.id AND c.target = 'solution'"
            " ORDER BY o.resolved_at DESC LIMIT %s",
            [sorted(networks), LAST, LAST],
        )
        used = [row[0] for row in cursor.fetchall()]
    return median(used) if used else None


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on, summed over networks; `sums` by the names of DayFigure's columns."""

    monday: date
    sums: dict[str, int]

    @property
    def share(self) -> float | None:
        """The share of the solved failures that L1 solved; None without any."""
        return self.sums["solved_l1"] / self.sums["failures"] if self.sums["failures"] else None


def weeks(networks: Collection[int], until: date, count: int = 13) -> list[Week]:
    """Return the last weeks up to a date, oldest first; weeks without orders are there with zeros."""
    last = until - timedelta(days=until.weekday())
    mondays = [last - timedelta(weeks=n) for n in reversed(range(count))]
    sums = {monday: dict.fromkeys(SUMS, 0) for monday in mondays}
    rows = DayFigure.objects.filter(network__in=list(networks), day__gte=mondays[0], day__lte=until)
    for row in rows.values("day", *SUMS):
        week = sums[row["day"] - timedelta(days=row["day"].weekday())]
        for name in SUMS:
            week[name] += row[name]
    return [Week(monday, sums[monday]) for monday in mondays]


@dataclass(frozen=True, slots=True)
class Load:
    """A technician and how many open orders he has."""

    name: str
    open: int


def load(networks: Collection[int]) -> list[Load]:
    """Return who has open orders of the networks, most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name, count(*) FROM orders_order o JOIN people_person p ON p.id = o.assignee_id"
            " WHERE o.network_id = ANY(%s) AND o.state IN ('new', 'assigned', 'in_progress', 'waiting')"
            " GROUP BY p.id ORDER BY 2 DESC, 1 LIMIT 40",
            [sorted(networks)],
        )
        return [Load(name, count) for name, count in cursor.fetchall()]
