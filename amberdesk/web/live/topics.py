"""The topics a page may follow, signed for one session."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

MAX_AGE: Final = timedelta(hours=1)
MOST: Final = 400
TOPIC: Final = re.compile(r"[a-z][a-z_-]*:[\w-]{1,40}")
SALT: Final = "live"


class Refused(Exception):
    """The ticket is not ours, is too old, or belongs to another session or to nobody."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may follow which topics, signed when (seconds since 1970)."""

    person: int
    topics: frozenset[str]
    signed_at: float


def stream_address(request: HttpRequest, topics: Iterable[str]) -> str:
    """Return the address that streams these topics to this session for an hour. Raises Refused to strangers."""
    kept = list(dict.fromkeys(topics))[:MOST]
    if bad := next((topic for topic in kept if not TOPIC.fullmatch(topic)), None):
        raise ValueError(f"not a topic: {bad!r}")
    session = request.session.session_key
    if not request.user.pk or not session:
        raise Refused
    return f"{reverse('live:stream')}?topics={sign(request.user.pk, session, kept)}"


def sign(person: int, session: str, topics: list[str]) -> str:
    """Return the ticket."""
    value = [person, owner(session), " ".join(topics)]
    return signing.TimestampSigner(salt=SALT).sign_object(value, compress=True)


def verify(ticket: str, session: str | None) -> Ticket:
    """Return what the ticket allows this session. Raises Refused."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        person, whose, topics = signer.unsign_object(ticket, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise Refused from error
    if not session or not constant_time_compare(whose, owner(session)):
        raise Refused
    signed_at = signing.b62_decode(ticket.rsplit(signer.sep, 2)[1])
    return Ticket(person, frozenset([*topics.split(), f"person:{person}"]), signed_at)


def owner(session: str) -> str:
    """Return a mark of the session that reveals nothing about it."""
    return salted_hmac(SALT, session, algorithm="sha256").hexdigest()[:32]
