"""Reading the journal."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from amberdesk.outbox.guard import BROKEN_LINKS
from amberdesk.outbox.models import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 2000  # journals in one statement
_MANY = """
SELECT subject, id, kind, version, (extract(epoch FROM at) * 1000000)::bigint, actor_kind, acting_as, data::text
FROM outbox_event WHERE subject = ANY(%s) ORDER BY subject, seq"""


class Entry(NamedTuple):
    """An event without what only its chain and its screen need."""

    pk: int
    kind: str
    version: int
    at: datetime
    actor_kind: str
    acting_as: str
    data: dict[str, Any]


def journal(subject: str) -> QuerySet[Event]:
    """Return the events of a subject in the order in which they were recorded."""
    return Event.objects.filter(subject=subject).order_by("seq")


def journals(subjects: Sequence[str]) -> dict[str, list[Entry]]:
    """Return the events of many subjects, each as they were recorded, in few statements."""
    found: dict[str, list[Entry]] = {}
    for start in range(0, len(subjects), AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_MANY, [list(subjects[start : start + AT_ONCE])])
            for subject, pk, kind, version, at, actor_kind, acting_as, data in cursor:
                instant = EPOCH + timedelta(microseconds=at)  # the driver's own way costs ten times as much
                event = Entry(pk, kind, version, instant, actor_kind, acting_as, json.loads(data))
                found.setdefault(subject, []).append(event)
    return found


def broken_links(limit: int = 100, *, newest: int | None = None) -> list[int]:
    """Return the ids of events whose hash, predecessor or number does not fit; empty for an untouched journal.

    newest: look at so many events only, the last ones.
    """
    among = "AND e.id > (SELECT coalesce(max(id), 0) - %s FROM outbox_event)" if newest else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{BROKEN_LINKS} {among} LIMIT %s", [*([newest] if newest else []), limit])
        return [row[0] for row in cursor.fetchall()]
