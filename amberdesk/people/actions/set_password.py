from datetime import datetime

from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import Q

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_self_or_office
from amberdesk.people.actions.end_sessions import forget_sessions
from amberdesk.people.actions.revoke_token import revoke_all
from amberdesk.people.events import PasswordSet
from amberdesk.people.models import Invitation, Person


def set_password(person: Person, password: str, *, keep: str | None = None, by: Actor, at: datetime) -> None:
    """Set a password that the validators passed. Other sessions, one-time links and keys to the API end with the old one.

    `keep`: the key of the session that may go on. Errors: Forbidden.
    """
    require_self_or_office("set_password", person, by=by, at=at)
    with transaction.atomic():
        write_password(person, password, keep=keep, by=by, at=at)


def write_password(
    person: Person, password: str, *, keep: str | None = None, by: Actor, at: datetime
) -> None:
    """Do it inside the caller's transaction."""
    person.set_password(password)
    person.epoch = Person.objects.locked(person.pk).epoch + 1
    person.save(update_fields=["password", "epoch"])
    forget_sessions(person, keep=keep)
    revoke_all(person, by=by, at=at)
    Invitation.objects.filter(person=person, used_at=None).delete()
    guessed = Q(username=person.email) | Q(username__startswith=f"{person.email}#")
    AccessAttempt.objects.filter(guessed).delete()  # who opened the mailbox is no guesser
    record(PasswordSet(id=person.pk), by=by, at=at)
