"""Say what one is doing."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters import events
from amberdesk.rosters.access import require_own
from amberdesk.rosters.models import Presence
from amberdesk.rosters.recording import record
from amberdesk.rosters.statuses import OWN, Status


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
    before = presence.status
    if is_new or before != status:
        presence.status, presence.since, presence.why = str(status), at, why
        presence.save(update_fields=["status", "since", "why"])
        record(events.PresenceSet(id=person.pk, status=str(status), before=before, why=why), by=by, at=at)
    return presence
