"""The journal's chain as it can be checked by anybody: each event's text as it was hashed, and its hash."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from amberdesk.outbox.guard import HASHED

AT_ONCE = 500
_LINKS = f"""
SELECT e.seq, e.kind, e.at, {HASHED}, encode(e.previous, 'hex'), encode(e.hash, 'hex')
FROM outbox_event e WHERE e.subject = %s AND e.seq > %s ORDER BY e.seq LIMIT %s"""


class Link(NamedTuple):
    """One event of a subject. `hash` is the SHA-256 of `hashed` in UTF-8; both hashes in hexadecimal digits."""

    seq: int
    kind: str
    at: datetime
    hashed: str
    previous: str | None
    hash: str


def links(subject: str) -> Iterator[Link]:
    """Yield the events of a subject, first to last, few at a time."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LINKS, [subject, last, AT_ONCE])
            found = [Link(*row) for row in cursor.fetchall()]
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1].seq
