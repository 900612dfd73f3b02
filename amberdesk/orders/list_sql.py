"""The statements behind lists: filters and keys of pages in SQL. Values go in as parameters only.

Open orders by due time are taken from the index order_board: every lane of every network gives its first ones, and
the first of those are the page; by age, from order_newest, every state does, and what was reported before a moment is
taken by that from order_reported. So a page costs the same for a thousand orders as for a million. Filters that have an
index of their own are left to the planner; by priority all open orders are sorted.
"""

from collections.abc import Mapping
from typing import Any

from amberdesk.customers.codes import Level
from amberdesk.orders.lanes import FREE, LANES, WAIT
from amberdesk.orders.order_filter import OrderFilter
from amberdesk.orders.states import OPEN, State

IS_OPEN = "o.state IN ('new', 'assigned', 'in_progress', 'waiting')"  # as in the conditions of the indexes
ORDER = {
    "due": ("{}.due_at", "{}.id"),
    "new": ("{}.id DESC",),
    "old": ("{}.id",),
    "priority": ("{}.priority", "{}.due_at", "{}.id"),
    "latest": ("{}.reported_at DESC", "{}.id DESC"),  # "new" and "old" of what was reported before a moment
    "earliest": ("{}.reported_at", "{}.id"),
}
_BY_LANE = (
    "unnest(%(networks)s::bigint[]) AS net(id) CROSS JOIN unnest(%(in_lanes)s::text[]) AS ln(lane)",
    f"o.network_id = net.id AND o.lane = ln.lane AND {IS_OPEN}",
)
_BY_STATE = (
    "unnest(%(networks)s::bigint[]) AS net(id) CROSS JOIN unnest(%(in_states)s::text[]) AS st(state)",
    "o.network_id = net.id AND o.state = st.state",
)
_CONDITIONS = {
    "levels": "o.level = ANY(%(levels)s)",
    "priorities": "o.priority = ANY(%(priorities)s)",
    "kinds": "o.kind = ANY(%(kinds)s)",
    "wait_reasons": "o.wait_reason = ANY(%(wait_reasons)s)",
    "lanes": "o.lane = ANY(%(lanes)s)",
    "category_id": "o.category_id = %(category_id)s",
    "assignee_id": "o.assignee_id = %(assignee_id)s",
    "mentioned_id": "EXISTS (SELECT 1 FROM orders_mention w JOIN orders_message m ON m.id = w.message_id"
    " WHERE m.order_id = o.id AND w.person_id = %(mentioned_id)s AND w.seen_at IS NULL)",
    "tag": "o.tags @> ARRAY[%(tag)s]::varchar[] AND NOT o.tags = '{}'::varchar[]",
    "unread": "(o.unread OR o.flagged)",
    "overdue_at": "o.due_at < %(overdue_at)s",
    "changed_from": "o.last_event_at >= %(changed_from)s",
    "reported_from": "o.placed_at >= %(reported_from)s AND o.reported_at >= %(reported_from)s",  # never placed before
    "reported_before": "o.reported_at < %(reported_before)s",
    "number": "o.number = %(number)s",
    "reference": "EXISTS (SELECT 1 FROM orders_reference r WHERE r.order_id = o.id AND r.number = %(reference)s)",
}
_OWN_INDEX = ("changed_from", "assignee_id", "mentioned_id", "tag", "unread", "number", "reference", "named")


def ordered(sort: str, alias: str) -> str:
    """Return the sorting as SQL."""
    return ", ".join(part.format(alias) for part in ORDER[sort])


def values(wanted: OrderFilter) -> dict[str, Any]:
    """Return the parameters of a filter's conditions."""
    found = {name: getattr(wanted, name) for name in (*_CONDITIONS, "states", "site_ids", "among")}
    plain = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in found.items()}
    words = dict(wanted.named.params) if wanted.named else {}
    return plain | words | {"in_lanes": _lanes(wanted), "in_states": sorted(wanted.states or State)}


def _lanes(wanted: OrderFilter) -> list[str]:
    """Return the lanes in which orders of the list can stand."""
    lanes = set(wanted.lanes or LANES)
    if wanted.states and State.WAITING not in wanted.states:
        lanes -= {WAIT}
    if wanted.states == {State.WAITING}:
        lanes &= {WAIT}
    elsewhere = {
        level + end for level in Level if wanted.levels and level not in wanted.levels for end in ("", FREE)
    }
    return sorted(lanes - elsewhere)


def conditions(wanted: OrderFilter, *, by_lane: bool = False) -> list[str]:
    """Return what must hold for an order "o". `by_lane`: its lane is given, and no other index shall be tried."""
    parts = [
        sql
        for name, sql in _CONDITIONS.items()
        if getattr(wanted, name) and not (by_lane and name == "lanes")
    ]
    if wanted.only_open:
        parts.append(IS_OPEN)
    if wanted.states not in (frozenset(), OPEN) and not (by_lane and wanted.states == {State.WAITING}):
        parts.append("o.state || '' = ANY(%(states)s)" if by_lane else "o.state = ANY(%(states)s)")
    if wanted.site_ids is not None:
        parts.append("o.site_id = ANY(%(site_ids)s)")
    if wanted.among is not None:
        parts.append("o.id = ANY(%(among)s)")
    if wanted.named:
        parts.append(f"o.id IN ({wanted.named.sql})")
    return parts


def page_ids(wanted: OrderFilter, sort: str, key: Mapping[str, Any] | None) -> str:
    """Return the statement that finds the first %(limit)s ids of a list, or those after a key."""
    if _for_planner(wanted) or sort == "priority":
        return _whole(wanted, sort, key)
    by_lane = sort == "due"
    source, place = _BY_LANE if by_lane else _BY_STATE
    where = [place, *conditions(wanted, by_lane=by_lane)]
    firsts = " UNION ALL ".join(
        f"({_first([*where, *start], ordered(sort, 'o'))})" for start in _starts(sort, key)
    )
    return f"SELECT t.id FROM {source} CROSS JOIN LATERAL ({firsts}) t ORDER BY {ordered(sort, 't')} LIMIT %(limit)s"


def some_ids(wanted: OrderFilter) -> str:
    """Return the statement that finds at most %(limit)s ids of a list, in no order: for counting."""
    if _for_planner(wanted):
        where = " AND ".join(["o.network_id = ANY(%(networks)s)", *conditions(wanted)])
        return f"SELECT o.id FROM orders_order o WHERE {where} LIMIT %(limit)s"
    by_lane = wanted.only_open
    source, place = _BY_LANE if by_lane else _BY_STATE
    sort = "due" if by_lane else "latest" if wanted.reported_before else "new"
    first = _first([place, *conditions(wanted, by_lane=by_lane)], ordered(sort, "o"))
    return f"SELECT t.id FROM {source} CROSS JOIN LATERAL ({first}) t LIMIT %(limit)s"


def _for_planner(wanted: OrderFilter) -> bool:
    named = wanted.site_ids is not None or wanted.among is not None
    lately = wanted.reported_from is not None and wanted.reported_before is None  # by order_placed
    return named or lately or any(getattr(wanted, name) for name in _OWN_INDEX)


def _whole(wanted: OrderFilter, sort: str, key: Mapping[str, Any] | None) -> str:
    where = ["o.network_id = ANY(%(networks)s)", *conditions(wanted)]
    if key:
        where.append("(" + " OR ".join("(" + " AND ".join(start) + ")" for start in _starts(sort, key)) + ")")
    return _first(where, ordered(sort, "o"))


def _first(where: list[str], order: str) -> str:
    return (
        f"SELECT o.id, o.due_at, o.priority, o.reported_at FROM orders_order o WHERE {' AND '.join(where)}"
        f" ORDER BY {order} LIMIT %(limit)s"
    )


def _starts(sort: str, key: Mapping[str, Any] | None) -> list[list[str]]:
    """Return alternatives of conditions that begin after a key; orders without a due time stand last."""
    if key is None:
        return [[]]
    if sort in ("latest", "earliest"):
        sign = "<" if sort == "latest" else ">"
        return [[f"(o.reported_at, o.id) {sign} (%(after_reported)s, %(after_id)s)"]]
    if sort in ("new", "old"):
        return [["o.id < %(after_id)s" if sort == "new" else "o.id > %(after_id)s"]]
    same = ["o.priority = %(after_priority)s"] if sort == "priority" else []
    later = [["o.priority > %(after_priority)s"]] if sort == "priority" else []
    if key["after_due"] is None:
        return [[*same, "o.due_at IS NULL", "o.id > %(after_id)s"], *later]
    dated = "(o.due_at, o.id) > (%(after_due)s, %(after_id)s)"
    return [[*same, dated], [*same, "o.due_at IS NULL"], *later]
