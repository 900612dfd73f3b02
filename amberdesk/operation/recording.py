"""Say that something happened to the desk."""

from datetime import datetime

from amberdesk.operation.events import DeskEvent
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish


def record(event: DeskEvent, *, by: Actor, at: datetime) -> None:
    """Publish an event of this room."""
    publish(event.kind, at=at, by=by, subject=event.subject, data=event.data(), version=event.version)
