"""Say that something happened to a mailbox or a letter."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.mail.events import Happened
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish


def record(event: Happened, *, by: Actor, at: datetime, topics: Iterable[str] = ()) -> None:
    """Publish an event of this room."""
    publish(
        event.kind,
        at=at,
        by=by,
        subject=event.subject,
        data=event.data(),
        topics=topics,
        version=event.version,
    )
