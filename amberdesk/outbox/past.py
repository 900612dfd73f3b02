"""Write what happened elsewhere into the journal. Nobody is told: no subscriber hears of it, no page is called."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import EVENT_COLUMNS, as_json


class PastEvent(NamedTuple):
    """An event as `publish` takes it."""

    subject: str
    kind: str
    version: int
    at: datetime
    by: Actor
    acting_as: str
    origin: str
    data: Mapping[str, Any]


def record_past(events: Iterable[PastEvent]) -> None:
    """Record events, a subject's in their order; the journal's own trigger numbers and chains them."""
    with connection.cursor() as cursor, cursor.copy(f"COPY outbox_event {EVENT_COLUMNS} FROM STDIN") as copy:
        for e in events:
            copy.write_row(
                (
                    e.subject,
                    e.kind,
                    e.version,
                    e.at,
                    e.by.kind,
                    e.by.id,
                    e.acting_as,
                    e.origin,
                    as_json(e.data),
                )
            )
