from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.events import FactorsChanged, SignedIn
from amberdesk.people.models import Person


@transaction.atomic
def note_sign_in(person: Person, how: Iterable[str], *, at: datetime) -> None:
    """Keep in the journal that a person signed in, and by what."""
    record(SignedIn(id=person.pk, how=tuple(dict.fromkeys(how))), by=Actor("person", person.pk), at=at)


@transaction.atomic
def note_factors(person: Person, what: str, *, at: datetime) -> None:
    """Keep in the journal that a person changed the second factors, for example "totp_activated"."""
    record(FactorsChanged(id=person.pk, what=what), by=Actor("person", person.pk), at=at)
