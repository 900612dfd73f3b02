from collections.abc import Mapping
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_office, require_self_or_office
from amberdesk.people.checks import CHECKS, OWN
from amberdesk.people.events import Changed
from amberdesk.people.models import Invitation, Person
from amberdesk.people.refusals import Refused


def change_person(person: Person, changes: Mapping[str, str], *, by: Actor, at: datetime) -> Person:
    """Change name, phone, language or theme; the office also the address. Errors: Refused, Forbidden.

    A new address ends what was sent to the old one: one-time links, links to reset the password, and the tie to
    the company's own sign-in.
    """
    if unknown := changes.keys() - CHECKS.keys():
        raise Refused("field_cannot_change", min(unknown))
    if changes.keys() <= OWN:
        require_self_or_office("change_person", person, by=by, at=at)
    else:
        require_office("change_person", person, by=by, at=at)
    kept = {field: CHECKS[field](value) for field, value in changes.items()}
    with transaction.atomic():
        person = Person.objects.locked(person.pk)
        fields = tuple(sorted(field for field, value in kept.items() if getattr(person, field) != value))
        if fields:
            _write(person, {field: kept[field] for field in fields})
            record(Changed(id=person.pk, fields=fields), by=by, at=at)
    return person


def _write(person: Person, values: Mapping[str, str]) -> None:
    for field, value in values.items():
        setattr(person, field, value)
    try:
        with transaction.atomic():
            person.save(update_fields=list(values))
    except IntegrityError as error:
        if "person_email_once" not in str(error):
            raise
        raise Refused("email_taken", "email") from None
    if "email" in values:
        Invitation.objects.filter(person=person, used_at=None).delete()
        SocialAccount.objects.filter(user=person).delete()
