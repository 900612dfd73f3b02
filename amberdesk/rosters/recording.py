"""Say that something happened to teams, shifts or presence."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish
from amberdesk.rosters.events import Happened


def record(event: Happened, *, by: Actor, at: datetime, topics: Iterable[str] = ("roster:all",)) -> None:
    """Publish an event of this room; open rosters show it."""
    publish(
        event.kind,
        at=at,
        by=by,
        subject=event.subject,
        data=event.data(),
        topics=topics,
        version=event.version,
    )
