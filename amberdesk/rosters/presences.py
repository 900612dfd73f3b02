"""What people said they were doing, over a time, from the journal."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

# Backwards from the newest: the last word before the time, then everything since. Few rows where the time is recent.
_CHANGES = """
SELECT s.id, e.at, e.data->>'status' FROM unnest(%(ids)s::bigint[]) AS s(id)
CROSS JOIN LATERAL (
  SELECT coalesce((SELECT b.seq FROM outbox_event b WHERE b.subject = 'person:' || s.id
    AND b.kind = 'person.presence_set' AND b.at <= %(start)s ORDER BY b.seq DESC LIMIT 1), 0) AS seq
) first
JOIN outbox_event e ON e.subject = 'person:' || s.id AND e.seq >= first.seq
WHERE e.kind = 'person.presence_set' AND e.at < %(end)s ORDER BY s.id, e.at, e.seq"""


def presence_changes(
    people: Collection[int], start: datetime, end: datetime
) -> dict[int, list[tuple[datetime, str]]]:
    """Return (since, status) of each person in order; the first may lie before the time. Nobody: said nothing."""
    found: dict[int, list[tuple[datetime, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"ids": sorted(people), "start": start, "end": end})
        for id, at, status in cursor.fetchall():
            found.setdefault(id, []).append((at, status))
    return found
