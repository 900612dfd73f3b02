"""The one statement that writes a placed order: every row of it, its event and its announcement."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from amberdesk.orders.models import Clock, Order
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import EVENT_COLUMNS, LIVE, as_json, origin
from amberdesk.start.engine.prepared import prepared

_FIELDS = [f for f in Order._meta.concrete_fields if not (f.primary_key or f.generated)]
_CLOCK = ("target", "limit", "state", "used", "due_at", "breached_at", "read_at", "check_at")
_CASTS = (
    "varchar",
    "interval",
    "varchar",
    "interval",
    "timestamptz",
    "timestamptz",
    "timestamptz",
    "timestamptz",
)


@cache
def _sql(clocks: int) -> str:
    columns = ", ".join(f'"{f.column}"' for f in _FIELDS)
    marks = ", ".join(["%s"] * len(_FIELDS))
    reading = ", ".join(f"%s::{cast}" for cast in _CASTS)
    names = ", ".join(f'"{name}"' for name in _CLOCK)
    rows = ", ".join([f"({reading})"] * clocks)
    clock = f""", c AS (
      INSERT INTO orders_clock (order_id, {names}, announced, seq)
      SELECT o.id, v.*, 0, 1 FROM o, (VALUES {rows}) v)"""
    return f"""
    WITH o AS (
      INSERT INTO orders_order ({columns}) VALUES ({marks}) ON CONFLICT (channel, reference) DO NOTHING RETURNING id
    ), p AS (
      INSERT INTO orders_participant (order_id, contact_id, name, phone, email, language, reporter, epoch, quiet)
      SELECT o.id, %s::bigint, %s, %s, %s, %s, true, 1, %s FROM o RETURNING id
    ), m AS (
      INSERT INTO orders_message (order_id, public, inbound, channel, purpose, author_id, participant_id, author_name,
        text, pieces, question, facts, at, visible_at)
      SELECT o.id, true, true, %s, 'report', %s::bigint, p.id, '', %s, %s::jsonb, false, '{{}}', %s, %s FROM o, p RETURNING id
    ), e AS (
      INSERT INTO outbox_event {EVENT_COLUMNS}
      SELECT 'order:' || o.id, %s, %s::int, %s, %s, %s::bigint, %s, %s, %s::jsonb || jsonb_build_object('message', m.id)
      FROM o, m RETURNING id
    ), q AS (INSERT INTO outbox_pending (event_id) SELECT id FROM e){clock if clocks else ""}
    SELECT o.id, p.id, m.id, pg_notify('{LIVE}', 'order:' || o.id || ' ' || %s) FROM o, p, m, e"""


def insert_order(
    order: Order,
    text: str,
    clocks: Sequence[Clock],
    data: Mapping[str, Any],
    *,
    pieces: list[list[str]] | None = None,
    by: Actor,
    acting_as: str,
) -> tuple[int, int, int] | None:
    """Write the order and all that belongs to it; return the ids of order, reporter and first message.

    None: the reference is there already, and nothing was written.
    """
    row = [
        *(getattr(order, f.attname) for f in _FIELDS),
        *(order.contact_id, order.reporter_name, order.reporter_phone, order.reporter_email, order.language),
        bool(data.get("quiet")),
        *(order.channel, order.placed_by_id, text, as_json(pieces) if pieces else None),
        *(order.reported_at, order.placed_at),
        *("order.placed", 1, order.placed_at, by.kind, by.id, acting_as, origin.get(), as_json(data)),
        *(getattr(clock, name) for clock in clocks for name in _CLOCK),
        " ".join(order.topics),
    ]
    with prepared() as cursor:
        cursor.execute(_sql(len(clocks)), row)
        found = cursor.fetchone()
    return (found[0], found[1], found[2]) if found else None
