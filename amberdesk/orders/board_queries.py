"""Reading the board: every column by one index, in as many statements for a million orders as for none."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from amberdesk.orders.bars import CLOCK_COLUMNS, JOIN_CLOCK, ClockRow
from amberdesk.orders.lanes import COLUMNS, LANES
from amberdesk.orders.states import OPEN
from amberdesk.start.engine.prepared import prepared

SHOWN = 20  # cards in a column; the rest is on the list
COUNTED = 1000  # more are "999+"


class Card(NamedTuple):
    """What a card of the board shows of an order; the cards of an unchanged order are equal."""

    id: int
    number: str
    version: int
    network_id: int
    network: str
    site: str  # "041 Gdynia, Świętojańska"; "" when unknown
    subject: str
    channel: str
    impact: str
    priority: str
    state: str
    level: str
    lane: str
    verified: bool
    wait_reason: str
    wait_until: datetime | None
    unread: bool
    flagged: bool
    reopened: int
    assignee_id: int | None
    assignee: str
    placed_by_id: int | None
    due_at: datetime | None
    agreement_version_id: int
    category_level: str  # "" without a category
    not_for_l1: bool


_OPEN = (
    "o.state IN ('new', 'assigned', 'in_progress', 'waiting')"  # as in the condition of the index order_board
)
assert all(f"'{state}'" in _OPEN for state in OPEN)

_CARD = """
  o.id, o.number, o.version, o.network_id, n.code, concat_ws(' ', s.code, s.name), o.subject, o.channel, o.impact,
  o.priority, o.state, o.level, o.lane, o.verified_at IS NOT NULL, o.wait_reason, o.wait_until, o.unread, o.flagged,
  o.reopened, o.assignee_id, coalesce(p.name, ''), o.placed_by_id, o.due_at, o.agreement_version_id,
  coalesce(k.level, ''), coalesce(k.not_for_l1, false)"""
_CARD_COLUMNS = len(Card._fields)
_AROUND = f"""
  JOIN customers_network n ON n.id = o.network_id
  LEFT JOIN customers_site s ON s.id = o.site_id
  LEFT JOIN customers_category k ON k.id = o.category_id
  LEFT JOIN people_person p ON p.id = o.assignee_id
  {JOIN_CLOCK}"""
_PLACES = ", ".join(
    f"('{lane}', '{column}', {rank})" for column, lanes in COLUMNS.items() for rank, lane in enumerate(lanes)
)
_BOARD = f"""
WITH top AS MATERIALIZED (
  SELECT t.id, l.place, row_number() OVER (PARTITION BY l.place ORDER BY l.rank, t.due_at, t.id) AS nth
    FROM unnest(%(networks)s::bigint[]) AS net(id)
    CROSS JOIN (VALUES {_PLACES}) AS l(lane, place, rank)
    CROSS JOIN LATERAL (
      SELECT o.id, o.due_at FROM orders_order o
       WHERE o.network_id = net.id AND o.lane = l.lane AND {_OPEN} ORDER BY o.due_at, o.id LIMIT {SHOWN}) t
)
SELECT {_CARD}, {CLOCK_COLUMNS} FROM top JOIN orders_order o ON o.id = top.id {_AROUND}
 WHERE top.nth <= {SHOWN} ORDER BY top.place, top.nth"""
_SOME = f"""
SELECT {_CARD}, {CLOCK_COLUMNS} FROM orders_order o {_AROUND}
 WHERE o.id = ANY(%(ids)s) AND o.network_id = ANY(%(networks)s) AND {_OPEN}"""
_COUNT = f"""
(SELECT count(*) FROM (
  SELECT 1 FROM unnest(%(networks)s::bigint[]) AS net(id) CROSS JOIN LATERAL (
    SELECT 1 FROM orders_order o WHERE o.network_id = net.id AND o.lane = '{{}}' AND {_OPEN}
     ORDER BY o.due_at, o.id LIMIT {COUNTED}) t LIMIT {COUNTED}) x)"""
_COUNTS = "SELECT " + ", ".join(_COUNT.format(lane) for lane in LANES)


def board_cards(network_ids: Collection[int]) -> list[tuple[Card, ClockRow | None]]:
    """Return the cards of every column with their clocks: the nearest due first, in a level those without technician."""
    return _cards(_BOARD, networks=list(network_ids))


def cards_of(order_ids: Iterable[int], network_ids: Collection[int]) -> list[tuple[Card, ClockRow | None]]:
    """Return the cards of those orders that are open and of these networks."""
    return _cards(_SOME, ids=list(order_ids), networks=list(network_ids))


def lane_counts(network_ids: Collection[int]) -> Mapping[str, int]:
    """Return how many orders stand in each lane, never counting further than COUNTED."""
    with prepared() as cursor:
        cursor.execute(_COUNTS, {"networks": list(network_ids)})
        return dict(zip(LANES, cursor.fetchone(), strict=True))


def _cards(sql: str, **params: Any) -> list[tuple[Card, ClockRow | None]]:
    with prepared() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [
        (Card._make(row[:_CARD_COLUMNS]), ClockRow._make(row[_CARD_COLUMNS:]) if row[_CARD_COLUMNS] else None)
        for row in rows
    ]
