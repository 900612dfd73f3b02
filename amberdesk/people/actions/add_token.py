from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_self_or_office
from amberdesk.people.events import TokenAdded
from amberdesk.people.keys import TOKEN_PREFIX, digest, new_secret
from amberdesk.people.models import ApiToken, Person
from amberdesk.people.refusals import Refused

SHOWN = len(TOKEN_PREFIX) + 4
LONGEST_NAME = 80


def add_token(person: Person, name: str, *, by: Actor, at: datetime) -> tuple[ApiToken, str]:
    """Make a key to the API; return the row and the key, which is never shown again. Errors: Refused, Forbidden."""
    require_self_or_office("add_token", person, by=by, at=at)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused("token_name_missing", "name")
    secret = new_secret(TOKEN_PREFIX)
    with transaction.atomic():
        if not Person.objects.locked(person.pk).is_active:
            raise Refused("person_inactive")
        token = ApiToken.objects.create(
            person=person, name=name, start=secret[:SHOWN], digest=digest(secret), created_at=at
        )
        record(TokenAdded(id=person.pk, token=token.pk), by=by, at=at)
    return token, secret
