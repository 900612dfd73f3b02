from datetime import datetime

from django.db import IntegrityError, transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people import checks
from amberdesk.people.access import require_office
from amberdesk.people.events import Added
from amberdesk.people.models import Person
from amberdesk.people.refusals import Refused


def add_person(
    *,
    email: str,
    name: str,
    role: str,
    phone: str = "",
    language: str = "pl",
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Add someone who may sign in; without a password only by a one-time link (`invite`). Errors: Refused, Forbidden."""
    require_office("add_person", None, by=by, at=at)
    person = Person(
        email=checks.fold(email),
        name=checks.name(name),
        role=checks.role(role),
        phone=checks.phone(phone),
        language=checks.language(language),
        created_at=at,
    )
    person.set_password(password)
    with transaction.atomic():
        insert(person)
        record(Added(id=person.pk, role=person.role), by=by, at=at)
    return person


def insert(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        if "person_email_once" not in str(error):
            raise
        raise Refused("email_taken", "email") from None
