from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import is_self, require_office
from amberdesk.people.actions.end_sessions import forget_sessions
from amberdesk.people.actions.revoke_token import revoke_all
from amberdesk.people.actions.set_role import keep_an_administrator
from amberdesk.people.events import Deactivated, Reactivated
from amberdesk.people.models import Invitation, Person
from amberdesk.people.refusals import Refused


def deactivate(person: Person, *, by: Actor, at: datetime) -> Person:
    """Let a person in no more: sessions, one-time links and keys end now. The past keeps the name. Errors: Refused, Forbidden."""
    require_office("deactivate", person, by=by, at=at)
    if is_self(by, person):
        raise Refused("own_account")
    with transaction.atomic():
        keep_an_administrator(person)
        person = Person.objects.locked(person.pk)
        if not person.is_active:
            return person
        person.is_active = False
        person.epoch += 1
        person.save(update_fields=["is_active", "epoch"])
        forget_sessions(person)
        revoke_all(person, by=by, at=at)
        Invitation.objects.filter(person=person, used_at=None).delete()
        record(Deactivated(id=person.pk), by=by, at=at)
    return person


def reactivate(person: Person, *, by: Actor, at: datetime) -> Person:
    """Let a person in again, by the old password or a new link; old sessions and keys stay dead. Errors: Forbidden."""
    require_office("reactivate", person, by=by, at=at)
    with transaction.atomic():
        person = Person.objects.locked(person.pk)
        if not person.is_active:
            person.is_active = True
            person.save(update_fields=["is_active"])
            record(Reactivated(id=person.pk), by=by, at=at)
    return person
