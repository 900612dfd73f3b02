from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.actions.set_password import write_password
from amberdesk.people.events import Joined
from amberdesk.people.keys import digest
from amberdesk.people.models import Invitation, Person
from amberdesk.people.queries import invitation_fault
from amberdesk.people.refusals import Refused


@transaction.atomic
def join(secret: str, password: str, *, at: datetime) -> Person:
    """Open a one-time link and choose the password. Of two who open it at once one wins. Errors: Refused."""
    links = Invitation.objects.select_for_update().select_related("person")
    invitation = links.filter(digest=digest(secret)).first()
    if fault := invitation_fault(invitation, at):
        raise Refused(fault)
    assert invitation is not None
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    person, by = invitation.person, Actor("person", invitation.person_id)
    write_password(person, password, by=by, at=at)
    record(Joined(id=person.pk), by=by, at=at)
    return person
