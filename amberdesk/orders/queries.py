"""Reading lists of orders: pages by key in the few allowed sortings."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Q

from amberdesk.customers.models import Agreement
from amberdesk.orders.bars import CLOCK_COLUMNS, JOIN_CLOCK, ClockRow
from amberdesk.orders.list_sql import conditions, ordered, page_ids, some_ids, values
from amberdesk.orders.models import Message, Order, SavedList
from amberdesk.orders.order_filter import OrderFilter
from amberdesk.orders.page_keys import key_of, read_key

PAGE = 50
COUNTED = 1000  # more are "999+"
PATIENCE = 5000  # milliseconds
SORTS = ("due", "new", "old", "priority")  # the only ones to choose from


class TooSlow(Exception):
    """The filter is so wide or so odd that no index helps; nothing is wrong with it otherwise."""


class OrderRow(NamedTuple):
    """One line of a list."""

    id: int
    number: str
    version: int
    network_id: int
    network_code: str
    network: str
    site_code: str
    site: str
    subject: str
    kind: str
    category_id: int | None
    priority: str
    state: str
    wait_reason: str
    level: str
    assignee_id: int | None
    assignee: str
    channel: str
    unread: bool
    flagged: bool
    tags: tuple[str, ...]
    reported_at: datetime
    resolved_at: datetime | None
    last_event_at: datetime
    due_at: datetime | None
    agreement_version_id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, each with the last reading of its most pressing clock. `next`: key of the page after, "" at the end."""

    rows: list[OrderRow]
    clocks: list[ClockRow | None]
    next: str


_ROW_COLUMNS = len(OrderRow._fields)
_ROWS = f"""
SELECT o.id, o.number, o.version, o.network_id, n.code, n.name, coalesce(s.code, ''), coalesce(s.name, ''), o.subject,
  o.kind, o.category_id, o.priority, o.state, o.wait_reason, o.level, o.assignee_id, coalesce(p.name, ''), o.channel,
  o.unread, o.flagged, o.tags, o.reported_at, o.resolved_at, o.last_event_at, o.due_at, o.agreement_version_id,
  {CLOCK_COLUMNS}
  FROM page JOIN orders_order o ON o.id = page.id
  JOIN customers_network n ON n.id = o.network_id
  LEFT JOIN customers_site s ON s.id = o.site_id
  LEFT JOIN people_person p ON p.id = o.assignee_id
  {JOIN_CLOCK}"""


@contextmanager
def patiently() -> Iterator[None]:
    """Give the statements inside PATIENCE each. Raises TooSlow."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":  # query_canceled
            raise
        raise TooSlow from error


def order_page(
    network_ids: Collection[int],
    wanted: OrderFilter,
    *,
    sort: str = "due",
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """Return a page of the networks' orders. Only open orders are sorted by due time or priority, others by age.

    sort: one of SORTS. after: the `next` of the page before. Raises page_keys.BadKey.
    """
    sort = sort_of(sort, wanted)
    key = read_key(sort, after) if after else None
    params = {"networks": list(network_ids), "limit": limit + 1, **values(wanted), **(key or {})}
    sql = f"WITH page AS MATERIALIZED ({page_ids(wanted, sort, key)}) {_ROWS} ORDER BY {ordered(sort, 'o')}"
    found = _fetch(sql, params)
    rows = [_row(row) for row in found[:limit]]
    clocks = [ClockRow._make(row[_ROW_COLUMNS:]) if row[_ROW_COLUMNS] else None for row in found[:limit]]
    more = len(found) > limit
    return Page(rows, clocks, _key(sort, rows[-1]) if more else "")


def _key(sort: str, last: OrderRow) -> str:
    return key_of(sort, last.priority, last.due_at, last.reported_at, last.id)


def sort_of(sort: str, wanted: OrderFilter) -> str:
    """Return the sorting that such a list really has."""
    by_age = sort not in SORTS or (sort in ("due", "priority") and not wanted.only_open)
    sort = "new" if by_age else sort
    by_report = {"new": "latest", "old": "earliest"} if wanted.reported_before else {}
    return by_report.get(sort, sort)


def rows_of(network_ids: Collection[int], order_ids: Collection[int]) -> Page:
    """Return the lines of some orders of the networks."""
    sql = f"WITH page AS (SELECT unnest(%(ids)s::bigint[]) AS id) {_ROWS} WHERE o.network_id = ANY(%(networks)s) ORDER BY o.id"
    found = _fetch(sql, {"ids": list(order_ids), "networks": list(network_ids)})
    return Page(
        [_row(row) for row in found],
        [ClockRow._make(row[_ROW_COLUMNS:]) if row[_ROW_COLUMNS] else None for row in found],
        "",
    )


def all_rows(
    network_ids: Collection[int], wanted: OrderFilter, *, sort: str, most: int
) -> Iterator[OrderRow]:
    """Yield the list's lines, fetched page by page, at most so many."""
    after, left = "", most
    while left > 0:
        page = order_page(network_ids, wanted, sort=sort, after=after, limit=min(500, left))
        yield from page.rows
        after, left = page.next, left - len(page.rows)
        if not after:
            return


def matching(network_ids: Collection[int], wanted: OrderFilter, order_ids: Collection[int]) -> list[int]:
    """Return which of some orders belong to the list."""
    where = " AND ".join(["o.id = ANY(%(ids)s)", "o.network_id = ANY(%(networks)s)", *conditions(wanted)])
    params = {"ids": list(order_ids), "networks": list(network_ids), **values(wanted)}
    return [row[0] for row in _fetch(f"SELECT o.id FROM orders_order o WHERE {where} ORDER BY o.id", params)]


def tally(network_ids: Collection[int], lists: Mapping[str, OrderFilter]) -> dict[str, int]:
    """Return how many orders each list has, never counting further than COUNTED; one statement for all."""
    parts: list[str] = []
    params: dict[str, Any] = {"networks": list(network_ids), "limit": COUNTED}
    for at, wanted in enumerate(lists.values()):
        own = values(wanted)
        parts.append(f"(SELECT count(*) FROM ({_renamed(some_ids(wanted), own, at)}) t)")
        params |= {f"{name}_{at}": value for name, value in own.items()}
    row = _fetch(f"SELECT {', '.join(parts)}", params)[0] if parts else ()
    return dict(zip(lists, row, strict=True))


def _renamed(sql: str, names: Mapping[str, Any], at: int) -> str:
    """Return the statement with parameters of its own, so that several can stand in one."""
    return re.sub(r"%\((\w+)\)s", lambda m: f"%({m[1]}_{at})s" if m[1] in names else m[0], sql)


def _row(found: tuple[Any, ...]) -> OrderRow:
    row = OrderRow._make(found[:_ROW_COLUMNS])
    return row._replace(tags=tuple(row.tags)) if row.tags else row._replace(tags=())


def _fetch(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(params))
        return cursor.fetchall()


def report_of(order_id: int) -> str:
    """Return the words with which an order was reported; "" once they are blanked."""
    said = Message.objects.filter(order=order_id, purpose="report", erased_at=None).order_by("pk")
    return said.values_list("text", flat=True).first() or ""


def saved_lists(person_id: int, *, shared: bool = True) -> list[SavedList]:
    """Return the lists that a person kept, then those `shared` with all of us."""
    found = SavedList.objects.filter(Q(owner=person_id) | Q(owner=None) if shared else Q(owner=person_id))
    return list(found.order_by(F("owner").asc(nulls_last=True), "position", "name"))


def running_under(agreement: Agreement) -> dict[int, int]:
    """Return how many open orders keep each version of an agreement, by version; those of none are left out."""
    kept = Order.objects.open().filter(agreement_version__agreement=agreement)
    return dict(kept.values_list("agreement_version").annotate(Count("pk")))
