"""Publish an event inside the caller's transaction. The only writer of the event table."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from amberdesk.outbox.actor import Actor
from amberdesk.start.engine.prepared import found

LIVE = "live"  # the NOTIFY channel; its payload is topics only
origin: ContextVar[str] = ContextVar("origin", default="")

EVENT_COLUMNS = "(subject, kind, version, at, actor_kind, actor_id, acting_as, origin, data)"
_PUBLISH = f"""
WITH e AS (
  INSERT INTO outbox_event {EVENT_COLUMNS} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
), p AS (INSERT INTO outbox_pending (event_id) SELECT id FROM e)
SELECT e.id, pg_notify('{LIVE}', %s) FROM e"""
_ANNOUNCE = f"SELECT pg_notify('{LIVE}', topics) FROM unnest(%s::text[]) AS topics"
LONGEST = 7900  # bytes of a payload; the server takes less than 8000


class Fact(Protocol):
    """What a room's own shapes of events have in common."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def version(self) -> int: ...
    def data(self) -> dict[str, Any]: ...


def as_json(data: Mapping[str, Any] | list[Any]) -> str:
    """Return event data, or a list, as JSON text; dates become ISO 8601 strings."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def publish(
    kind: str,
    *,
    at: datetime,
    by: Actor,
    subject: str,
    data: Mapping[str, Any] | None = None,
    topics: Iterable[str] = (),
    acting_as: str = "",
    version: int = 1,
) -> int:
    """Record the event, queue it for its subscribers, tell live pages at commit; return the event's id.

    Errors: TransactionManagementError outside a transaction, for fact and announcement must commit together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("publish() outside a transaction")
    row = (subject, kind, version, at, by.kind, by.id, acting_as, origin.get(), as_json(data or {}))
    return int(found(_PUBLISH, *row, " ".join((subject, *topics)))[0][0])


def record(event: Fact, *, by: Actor, at: datetime, topics: Iterable[str] = ()) -> None:
    """Publish an event that a room has put into its shape; open pages that follow the topics show it."""
    publish(
        event.kind,
        at=at,
        by=by,
        subject=event.subject,
        data=event.data(),
        topics=topics,
        version=event.version,
    )


def announce(*topics: str) -> None:
    """Tell live pages at commit that something changed which is no fact of any journal."""
    if topics:
        found(_ANNOUNCE, list(_payloads(topics)))


def _payloads(topics: Iterable[str]) -> Iterator[str]:
    """Return topics joined, each payload no longer than the server takes."""
    mine, length = list[str](), 0
    for topic in topics:
        length += len(topic.encode()) + 1
        if mine and length > LONGEST:
            yield " ".join(mine)
            mine, length = [], len(topic.encode()) + 1
        mine.append(topic)
    yield " ".join(mine)
