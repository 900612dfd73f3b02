"""Read a raw mail: bytes in, what a person would read out. Pure, bounded in time and memory, never an exception.

One wrong mail must never hold up the next, and none may be lost: what cannot be read is said in `Parsed.troubles`.
"""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

from amberdesk.mail.parsed import Parsed
from amberdesk.mail.quotes import divide
from amberdesk.mail.reading.addresses import Address, addresses
from amberdesk.mail.reading.bodies import read_body
from amberdesk.mail.reading.encoded_words import decoded
from amberdesk.mail.reading.fields import Fields, read_fields
from amberdesk.mail.reading.limits import BEGINNING, MOST_BYTES, MOST_IDS, MOST_LINES
from amberdesk.mail.reading.parts import Tree
from amberdesk.mail.reading.reports import read_report

log = logging.getLogger(__name__)
_ID = re.compile(rb"<([^<>\s\x00-\x1f\x7f-\xff]{1,250})>")
_ANSWER = re.compile(
    r"(?:re|odp|odpowiedź|od|відп|отв|aw|sv|fwd|fw|pd|przek|пер|пересл)\s?(?:\[\d{1,3}\])?\s?:\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"(?:fwd|fw|pd|przek|пер|пересл)\s?:", re.IGNORECASE)


def parse(raw: bytes, most: int = MOST_BYTES) -> Parsed:
    """Return what a raw mail says. most: bytes of a mail that is read whole; of a longer one, only the beginning is."""
    try:
        return _parse(raw, most)
    except Exception:  # whatever a mail can do to us, it is kept, and the next one is read
        log.exception("a mail of %d bytes cannot be read", len(raw))
        return Parsed(troubles=("unreadable",))


def _parse(raw: bytes, most: int) -> Parsed:
    too_big = len(raw) > most
    if too_big:
        raw = raw[:BEGINNING]
    if b"\n" not in raw[:BEGINNING]:
        raw = raw.replace(b"\r", b"\n")
    tree = Tree(raw)
    fields, body = tree.root.fields, read_body(tree.root)
    senders = addresses(fields.get("from")) or addresses(fields.get("sender"))
    subject, references = decoded(fields.get("subject")), tuple(_references(fields))
    flags = body.flags | ({"several_senders"} if len(senders) > 1 else set())
    if _FORWARD.match(subject):
        flags.add("forward")
    text = body.text
    return Parsed(
        sender=senders[0] if senders else None,
        reply_to=tuple(addresses(fields.get("reply-to"))),
        to=_all(fields, "to"),
        cc=_all(fields, "cc"),
        subject=subject,
        date=_date(fields),
        message_id=_first_id(fields.get("message-id")),
        references=references,
        text=text,
        divided=divide(text, is_answer=bool(references) and "forward" not in flags),
        html=body.html,
        attachments=() if too_big else tuple(body.files),
        flags=frozenset(flags),
        troubles=(*(("too_big",) if too_big else ()), *tree.troubles),
        report=read_report(tree.root),
        fields=fields,
    )


class Head(NamedTuple):
    """What tells a mail from others. `digest`: of what it says, without the stations on its way."""

    message_id: str
    sender: str
    subject: str
    digest: bytes


def head_of(raw: bytes) -> Head:
    """Return what tells a mail from others, without reading all of it."""
    fields, body, _cut = read_fields(raw, 0, len(raw), MOST_LINES)
    said = sha256(memoryview(raw)[body:])
    for name in ("from", "to", "cc", "subject", "date", "in-reply-to", "references"):
        said.update(b"\n" + fields.get(name))
    sender = next(iter(addresses(fields.get("from"))), None)
    return Head(
        _first_id(fields.get("message-id")),
        sender.email if sender else "",
        decoded(fields.get("subject")),
        said.digest(),
    )


def stem(subject: str) -> str:
    """Return a subject without the marks of answers and forwards before it."""
    for _mark in range(20):
        found = _ANSWER.match(subject)
        if not found:
            break
        subject = subject[found.end() :]
    return subject.strip()


def recipients(parsed: Parsed) -> Iterator[Address]:
    """Yield whom the mail went to, as far as its header tells."""
    yield from parsed.to
    yield from parsed.cc
    for name in ("delivered-to", "x-original-to", "envelope-to"):
        for value in parsed.fields.all(name):
            yield from addresses(value)


def _all(fields: Fields, name: str) -> tuple[Address, ...]:
    return tuple(address for value in fields.all(name)[:10] for address in addresses(value))


def _first_id(value: bytes) -> str:
    found = _ID.search(value)
    return f"<{found[1].decode('ascii')}>" if found else ""


def _references(fields: Fields) -> Iterator[str]:
    """Yield each id once, the newest last: what is answered to is newer than what is referred to."""
    ids = _ID.findall(fields.get("references")) + _ID.findall(fields.get("in-reply-to"))[:10]
    last = {id: place for place, id in enumerate(ids)}
    for id in sorted(last, key=last.__getitem__)[-MOST_IDS:]:
        yield f"<{id.decode('ascii')}>"


def _date(fields: Fields) -> datetime | None:
    try:
        said = parsedate_to_datetime(fields.get("date").decode("ascii", "replace")[:100])
        at = said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if 1990 <= at.year < 2100 else None
