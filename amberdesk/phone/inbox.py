"""What was heard on an open line and is not kept in the database yet: in order, and only so much of it. Pure."""

from collections.abc import Sequence
from datetime import datetime

from amberdesk.phone.adapters.ami import Fields

MOST = 50_000  # events, some 30 MB: an hour of a hundred calls at once


class Inbox:
    """Events in the order in which they came. What no place is left for is lost, and since when is known."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.spilled_at: datetime | None = None  # when the first event was lost of which nobody was told yet
        self._events: list[Fields] = []

    def __len__(self) -> int:
        return len(self._events)

    def put(self, events: Sequence[Fields], at: datetime) -> None:
        """Add what came; the oldest stays, for the calls that it began."""
        room = self.most - len(self._events)
        self._events += events[:room]
        if len(events) > room:
            self.spilled_at = self.spilled_at or at

    def first(self, count: int) -> list[Fields]:
        """Return the oldest events; they stay until `drop`."""
        return self._events[:count]

    def drop(self, count: int) -> None:
        """Let go of the oldest events: they are kept."""
        del self._events[:count]
