from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_self_or_office
from amberdesk.people.events import SessionsEnded
from amberdesk.people.models import Person


def end_session(person: Person, session: int, *, by: Actor, at: datetime) -> bool:
    """Sign the person out in one browser; False when that session is not the person's. Errors: Forbidden."""
    require_self_or_office("end_session", person, by=by, at=at)
    with transaction.atomic():
        ended = forget_sessions(person, only=session)
        if ended:
            record(SessionsEnded(id=person.pk, count=ended), by=by, at=at)
    return bool(ended)


def end_sessions(person: Person, *, keep: str | None = None, by: Actor, at: datetime) -> int:
    """Sign the person out everywhere but in the session with the key `keep`; return in how many. Errors: Forbidden."""
    require_self_or_office("end_sessions", person, by=by, at=at)
    with transaction.atomic():
        ended = forget_sessions(person, keep=keep)
        if ended:
            record(SessionsEnded(id=person.pk, count=ended), by=by, at=at)
    return ended


def forget_sessions(person: Person, *, keep: str | None = None, only: int | None = None) -> int:
    """Delete sessions of a person; return how many there were."""
    rows = UserSession.objects.filter(user=person)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = [key for key in rows.values_list("session_key", flat=True) if key != keep]
    Session.objects.filter(session_key__in=keys).delete()
    return rows.filter(session_key__in=keys).delete()[0]
