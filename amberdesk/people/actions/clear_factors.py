from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_office
from amberdesk.people.actions.end_sessions import forget_sessions
from amberdesk.people.events import FactorsCleared
from amberdesk.people.models import Person


def clear_factors(person: Person, *, by: Actor, at: datetime) -> None:
    """Take away every second factor of a person who has lost them, and end the open sessions. Errors: Forbidden."""
    require_office("clear_factors", person, by=by, at=at)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        forget_sessions(person)
        record(FactorsCleared(id=person.pk), by=by, at=at)
