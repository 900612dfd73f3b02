"""Say what one is doing."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.people.models import Person
from amberdesk.rosters import events
from amberdesk.rosters.access import require_own
from amberdesk.rosters.models import Presence
from amberdesk.rosters.recording import record
from amberdesk.rosters.statuses import OWN, Status
from amberdesk.start.engine.prepared import done

_SET = "UPDATE rosters_presence SET status = %s, since = %s, why = %s WHERE person_id = %s"


@transaction.atomic
def set_presence(person: Person, *, status: str, by: Actor, at: datetime, why: str = "") -> Presence:
    """Return the person's status. By hand one of statuses.OWN; the machine, which hears the phones, sets any.

    why: what the person should know of a status that the machine set
    """
    require_own(person, by)
    if status not in set(Status) or (by.kind == "person" and status not in OWN):
        raise Refused("unknown_choice", "status")
    presence, is_new = Presence.objects.select_for_update().get_or_create(
        person=person, defaults={"status": Status.OFF.value, "since": at}
    )
    if is_new or presence.status != status:
        _put(presence, status, by=by, at=at, why=why)
    return presence


def put_status(presence: Presence, status: str, *, at: datetime, why: str = "") -> None:
    """Set what the phones tell of a person; the row is locked by the caller, and has another status."""
    _put(presence, status, by=MACHINE, at=at, why=why)


def _put(presence: Presence, status: str, *, by: Actor, at: datetime, why: str) -> None:
    before, person = presence.status, presence.person_id
    presence.status, presence.since, presence.why = str(status), at, why
    done(_SET, presence.status, at, why, person)
    record(events.PresenceSet(id=person, status=presence.status, before=before, why=why), by=by, at=at)
