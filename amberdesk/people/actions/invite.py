from datetime import datetime, timedelta

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_office
from amberdesk.people.events import Invited
from amberdesk.people.keys import digest, new_secret
from amberdesk.people.models import Invitation, Person
from amberdesk.people.refusals import Refused

VALID = timedelta(days=7)


def invite(person: Person, *, by: Actor, at: datetime, valid: timedelta = VALID) -> str:
    """Make a one-time link to a first or new password; return its secret. Links made before die. Errors: Refused, Forbidden."""
    require_office("invite", person, by=by, at=at)
    secret = new_secret()
    with transaction.atomic():
        person = Person.objects.locked(person.pk)
        if not person.is_active:
            raise Refused("person_inactive")
        Invitation.objects.filter(person=person, used_at=None).delete()
        Invitation.objects.create(
            person=person, email=person.email, digest=digest(secret), created_at=at, expires_at=at + valid
        )
        record(Invited(id=person.pk, until=at + valid), by=by, at=at)
    return secret
