"""Set what technicians do as the phones tell it."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.models import Presence
from amberdesk.rosters.statuses import Status


class Statuses:
    """The statuses of some people, read once and locked: what somebody chooses meanwhile comes after, and stays."""

    def __init__(self, people: Iterable[int], at: datetime) -> None:
        self._at = at
        rows = Presence.objects.select_for_update().filter(person__in=list(people)).order_by("person_id")
        self._now = {row.person_id: row.status for row in rows}

    def go(self, person: int, to: Status, *come_from: Status, why: str = "") -> bool:
        """Set a status for whoever has one of these; what he has chosen meanwhile stays. Return whether it was set."""
        if self._now.get(person) not in set(come_from) - {to}:
            return False
        set_presence(Person(pk=person), status=to.value, by=MACHINE, at=self._at, why=why)
        self._now[person] = to
        return True
