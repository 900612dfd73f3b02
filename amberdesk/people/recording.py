"""Say that something happened to a person."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import announce, publish
from amberdesk.people.events import Happened


def record(event: Happened, *, by: Actor, at: datetime) -> None:
    """Publish an event of this room."""
    publish(event.kind, at=at, by=by, subject=event.subject, data=event.data(), version=event.version)


def lose_sight(persons: Iterable[int]) -> None:
    """Let the open pages of persons whose rights shrink ask again, at commit, what they may follow."""
    for person in persons:
        announce("revoke", f"person:{person}")
