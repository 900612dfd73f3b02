"""Say that something happened to calls, call-backs, hotlines or exchanges."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish
from amberdesk.phone.events import Happened


def record(event: Happened, *, by: Actor, at: datetime, topics: Iterable[str] = ()) -> None:
    """Publish an event of this room; open pages that follow the topics show it."""
    publish(
        event.kind,
        at=at,
        by=by,
        subject=event.subject,
        data=event.data(),
        topics=topics,
        version=event.version,
    )
