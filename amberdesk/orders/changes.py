"""Which orders have changed since an instant, by the journal: for programs that keep another system in step."""

from datetime import datetime

from django.db import connection

MOST = 20_000  # events; more are not looked through

# The journal's ids and the times at which it was written go up together, so the first event since an instant is found
# by halving: some twenty looks at the primary key, however long the journal is.
_FIRST = """
WITH RECURSIVE halving(low, high) AS (
  SELECT coalesce(min(id), 1), coalesce(max(id), 0) + 1 FROM outbox_event
  UNION ALL
  SELECT CASE WHEN e.recorded_at < %(since)s THEN e.id + 1 ELSE h.low END,
         CASE WHEN e.recorded_at < %(since)s THEN h.high ELSE (h.low + h.high) / 2 END
    FROM halving h CROSS JOIN LATERAL (
      SELECT id, recorded_at FROM outbox_event WHERE id >= (h.low + h.high) / 2 ORDER BY id LIMIT 1) e
   WHERE h.low < h.high
)
SELECT max(low), coalesce((SELECT max(id) FROM outbox_event), 0) FROM halving"""
_ORDERS = """
SELECT DISTINCT substr(subject, 7)::bigint FROM outbox_event WHERE id >= %(first)s AND subject LIKE 'order:%%'"""


def changed_since(since: datetime) -> frozenset[int] | None:
    """Return the orders to which something has happened since an instant; None when too much has, to name them."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"since": since})
        first, last = cursor.fetchone()
        if last - first >= MOST:
            return None
        cursor.execute(_ORDERS, {"first": first})
        return frozenset(row[0] for row in cursor.fetchall())
