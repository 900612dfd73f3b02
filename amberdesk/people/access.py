"""Who may change persons: the administrator, and each person what is his own."""

from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.events import RightRefused
from amberdesk.people.models import Person
from amberdesk.people.refusals import Forbidden
from amberdesk.people.roles import Role


def is_office(by: Actor) -> bool:
    """Return True for an active administrator and for the machine (commands typed by the operator)."""
    if by.kind == "machine":
        return True
    if by.kind != "person" or by.id is None:
        return False
    return Person.objects.filter(pk=by.id, role=Role.ADMINISTRATOR, is_active=True).exists()


def is_self(by: Actor, person: Person) -> bool:
    return by.kind == "person" and by.id == person.pk and person.is_active


def require_office(act: str, about: Person | None, *, by: Actor, at: datetime) -> None:
    """Let only the office through. Errors: Forbidden, and the attempt stays in the journal."""
    if not is_office(by):
        _refuse(act, about, by=by, at=at)


def require_self_or_office(act: str, about: Person, *, by: Actor, at: datetime) -> None:
    """Let the person and the office through. Errors as above."""
    if not is_self(by, about):
        require_office(act, about, by=by, at=at)


def _refuse(act: str, about: Person | None, *, by: Actor, at: datetime) -> None:
    subject = about.pk if about else by.id
    if subject is not None:
        with transaction.atomic():
            record(RightRefused(id=subject, act=act), by=by, at=at)
    raise Forbidden(act)
