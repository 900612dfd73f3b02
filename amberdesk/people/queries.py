"""Reading persons, their sessions, their second factors and their keys."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from amberdesk.people.addresses import fold
from amberdesk.people.keys import TOKEN_PREFIX, digest
from amberdesk.people.models import ApiToken, Invitation, Person
from amberdesk.people.refusals import Refused


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which a person is signed in."""

    id: int
    address: str
    browser: str  # as it calls itself
    began_at: datetime
    seen_at: datetime  # to ten minutes
    is_this: bool


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has beside the password. `passkeys`: (id, name, added, last used)."""

    app: bool
    passkeys: tuple[tuple[int, str, datetime, datetime | None], ...]
    codes_left: int | None  # None: no recovery codes were made


def person_of_email(email: str) -> Person | None:
    """Return the person who owns an address, however it is written; None for nobody."""
    try:
        return Person.objects.filter(email=fold(email)).first()
    except Refused:
        return None


def api_token(token: str) -> ApiToken | None:
    """Return a key that opens the API now, with its person."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    usable = ApiToken.objects.filter(digest=digest(token), revoked_at=None, person__is_active=True)
    return usable.select_related("person").first()


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """Return the keys that still open the API, newest first."""
    return ApiToken.objects.filter(person=person, revoked_at=None).order_by("-created_at", "-pk")


def invitation_of(secret: str) -> Invitation | None:
    """Return the invitation behind a one-time link, usable or not, with its person."""
    return Invitation.objects.filter(digest=digest(secret)).select_related("person").first()


def invitation_fault(invitation: Invitation | None, at: datetime) -> str:
    """Return why a one-time link does not open: link_unknown, link_used, link_expired; "" when it does."""
    if invitation is None or not invitation.person.is_active or invitation.email != invitation.person.email:
        return "link_unknown"
    if invitation.used_at:
        return "link_used"
    return "link_expired" if invitation.expires_at <= at else ""


def pending_invitation(person: Person, at: datetime) -> Invitation | None:
    """Return the one-time link the person may still open."""
    return Invitation.objects.filter(
        person=person, email=person.email, used_at=None, expires_at__gt=at
    ).first()


def sessions_of(person: Person, *, this: str | None, at: datetime) -> list[OpenSession]:
    """Return where a person is signed in, the last seen first; `this` is the key of the session that asks."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    rows = UserSession.objects.filter(user=person, session_key__in=alive).order_by("-last_seen_at", "-pk")
    return [
        OpenSession(row.pk, row.ip, row.user_agent, row.created_at, row.last_seen_at, row.session_key == this)
        for row in rows
    ]


def factors_of(person: Person) -> Factors:
    """Return the second factors of a person."""
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at", "pk"))
    kinds = Authenticator.Type
    codes = next((row.wrap() for row in rows if row.type == kinds.RECOVERY_CODES), None)
    return Factors(
        app=any(row.type == kinds.TOTP for row in rows),
        passkeys=tuple(
            (row.pk, row.data.get("name", ""), row.created_at, row.last_used_at)
            for row in rows
            if row.type == kinds.WEBAUTHN
        ),
        codes_left=len(codes.get_unused_codes()) if codes else None,
    )


def last_failure(account: str, address: str) -> datetime | None:
    """Return when the password of an account was last guessed wrong from an address."""
    failures = AccessAttempt.objects.filter(username=account, ip_address=address).order_by("-attempt_time")
    return failures.values_list("attempt_time", flat=True).first()
