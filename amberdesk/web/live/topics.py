"""The topics a page may follow, signed for one session: `order:12 network:3`."""

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
    """The ticket is not ours, is too old, or belongs to another session."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may follow which topics."""

    person: int
    topics: frozenset[str]


def stream_address(request: HttpRequest, topics: Iterable[str]) -> str:
    """Return the address that streams these topics to this session for an hour."""
    kept = list(dict.fromkeys(topics))[:MOST]
    if bad := next((topic for topic in kept if not TOPIC.fullmatch(topic)), None):
        raise ValueError(f"not a topic: {bad!r}")
    return f"{reverse('live:stream')}?topics={sign(request.user.pk, request.session.session_key or '', kept)}"


def sign(person: int, session: str, topics: list[str]) -> str:
    """Return the ticket."""
    value = [person, owner(session), " ".join(topics)]
    return signing.TimestampSigner(salt=SALT).sign_object(value, compress=True)


def verify(ticket: str, session: str) -> Ticket:
    """Return what the ticket allows. Raises Refused."""
    try:
        person, whose, topics = signing.TimestampSigner(salt=SALT).unsign_object(ticket, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise Refused from error
    if not session or not constant_time_compare(whose, owner(session)):
        raise Refused
    return Ticket(person, frozenset([*topics.split(), f"person:{person}"]))


def owner(session: str) -> str:
    """Return a mark of the session that reveals nothing about it."""
    return salted_hmac(SALT, session, algorithm="sha256").hexdigest()[:32]
