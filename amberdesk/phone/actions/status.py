"""Set what technicians do as the phones tell it."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.rosters.actions.presence import put_status
from amberdesk.rosters.models import Presence
from amberdesk.rosters.statuses import Status
from amberdesk.start.engine.prepared import columns, found, made

_LOCKED = f"""
SELECT {columns(Presence, "p")} FROM rosters_presence p WHERE p.person_id = ANY(%s::bigint[])
 ORDER BY p.person_id FOR UPDATE"""


class Statuses:
    """The statuses of some people, read once and locked: what somebody chooses meanwhile comes after, and stays."""

    def __init__(self, people: Iterable[int], at: datetime) -> None:
        self._at = at
        rows = (made(Presence, row) for row in found(_LOCKED, list(people)))
        self._now = {row.person_id: row for row in rows}

    def go(self, person: int, to: Status, *come_from: Status, why: str = "") -> bool:
        """Set a status for whoever has one of these; what he has chosen meanwhile stays. Return whether it was set."""
        presence = self._now.get(person)
        if presence is None or presence.status not in set(come_from) - {to}:
            return False
        put_status(presence, to.value, at=self._at, why=why)
        return True
