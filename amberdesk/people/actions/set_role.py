from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people import checks
from amberdesk.people.access import is_self, require_office
from amberdesk.people.events import RoleSet
from amberdesk.people.models import Person
from amberdesk.people.refusals import Refused
from amberdesk.people.roles import Role


def set_role(person: Person, role: str, *, by: Actor, at: datetime) -> Person:
    """Give a person another role, at once in every open session. Errors: Refused, Forbidden."""
    require_office("set_role", person, by=by, at=at)
    role = checks.role(role)
    if is_self(by, person):
        raise Refused("own_role", "role")
    with transaction.atomic():
        keep_an_administrator(person)
        person = Person.objects.locked(person.pk)
        before, person.role = person.role, role
        if role != before:
            person.save(update_fields=["role"])
            record(RoleSet(id=person.pk, role=role, before=before), by=by, at=at)
    return person


def keep_an_administrator(leaving: Person) -> None:
    """Lock the administrators, so that two who leave at once cannot both be the last but one. Errors: Refused."""
    administrators = (
        Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    )
    if [person.pk for person in administrators] == [leaving.pk]:
        raise Refused("last_administrator")
