"""Say that something happened to teams, shifts or presence."""

from datetime import datetime

from amberdesk.outbox import publish
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.happened import Happened


def record(event: Happened, *, by: Actor, at: datetime) -> None:
    """Publish an event of this room; open rosters show it."""
    publish.record(event, by=by, at=at, topics=("roster:all",))
