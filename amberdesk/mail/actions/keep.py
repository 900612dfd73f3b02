"""Keep what came, whole, before anything is made of it; and say which mailboxes there are."""

import logging
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from amberdesk.customers.models import Network
from amberdesk.mail.actions.held import tell_held
from amberdesk.mail.matching import Policy, Why
from amberdesk.mail.models import HELD, KEPT, Mailbox, RawMail
from amberdesk.mail.parse import Head, head_of
from amberdesk.mail.refusals import Refused
from amberdesk.start.engine.prepared import prepared

log = logging.getLogger(__name__)
_COLUMNS = ("mailbox_id", "key", "digest", "size", "received_at", "read_at", "state", "reason", "order_id")
_WORDS = ("message_id", "sender", "subject")
_INSERT = f"""
    INSERT INTO mail_rawmail (raw, {", ".join(_COLUMNS + _WORDS)}, verdict, attempts, error)
    VALUES (%s, {", ".join(["%s"] * len(_COLUMNS + _WORDS))}, '', 1, '')
    ON CONFLICT DO NOTHING RETURNING id"""


class Kept(NamedTuple):
    """A mail that is safe. `fresh`: it came for the first time, and whoever has it now is to read it."""

    row: RawMail
    fresh: bool


def add_mailbox(network: Network, *, address: str, policy: Policy = Policy.ACCEPT) -> Mailbox:
    """Return the network's mailbox of an address, which has the policy from now on.

    Raises Refused("address_taken") for one of another network: whose mail came there would be read by others.
    """
    facts = {"policy": str(policy), "active": True}
    mailbox, made = Mailbox.objects.get_or_create(
        address=address.strip().lower(), defaults=facts | {"network": network}
    )
    if mailbox.network_id != network.pk:
        raise Refused("address_taken", "address")
    if not made:
        Mailbox.objects.filter(pk=mailbox.pk).update(**facts)
        mailbox.refresh_from_db()
    return mailbox


def keep(mailbox: Mailbox, raw: bytes, *, received_at: datetime, at: datetime) -> Kept:
    """Keep a mail; the same mail a second time is the first one. Its first reading counts as begun.

    Another mail under the same Message-ID is kept too, and held.
    """
    head = _head(raw)
    key = sha256(head.message_id.encode() or raw).hexdigest()
    facts = {
        "mailbox_id": mailbox.pk,
        "digest": head.digest,
        "size": len(raw),
        "received_at": received_at,
        "read_at": at,
    }
    fresh = {"key": key, "state": KEPT, "reason": "", "order_id": None}
    if row := _insert(mailbox, raw, facts | fresh, (head.message_id, "", "")):
        return Kept(row, True)
    known = _known(mailbox, key)
    if bytes(known.digest) == head.digest:
        return Kept(known, False)
    return _keep_other(mailbox, raw, head, key, facts | {"order_id": known.order_id})


def _head(raw: bytes) -> Head:
    """Return what tells the mail from others; where it cannot be read, all of its bytes do: it is kept whatever it is."""
    try:
        return head_of(raw)
    except Exception:
        log.exception("the header of a mail of %d bytes cannot be read", len(raw))
        return Head("", "", "", sha256(raw).digest())


def _keep_other(mailbox: Mailbox, raw: bytes, head: Head, key: str, facts: dict[str, object]) -> Kept:
    """Keep another mail under a known Message-ID, for people: which of the two is meant is not for us to say."""
    key = sha256(head.digest + key.encode()).hexdigest()
    held = {"key": key, "state": HELD, "reason": str(Why.CONFLICT)}
    with transaction.atomic():
        row = _insert(mailbox, raw, facts | held, (head.message_id, head.sender[:320], head.subject[:200]))
        if row is not None:
            tell_held(row, at=row.received_at)
    return Kept(row or _known(mailbox, key), False)


def _known(mailbox: Mailbox, key: str) -> RawMail:
    return RawMail.objects.defer("raw").select_related("mailbox__network").get(mailbox=mailbox, key=key)


def _insert(
    mailbox: Mailbox, raw: bytes, facts: dict[str, object], words: tuple[str, str, str]
) -> RawMail | None:
    """Insert by hand: the bytes go to the server as they are, not written out as a text of twice the length.

    None when it is there already.
    """
    values = [facts[name] for name in _COLUMNS]
    with prepared() as cursor:
        cursor.execute(_INSERT, [raw, *values, *words])
        found = cursor.fetchone()
    if found is None:
        return None
    empty = dict.fromkeys(("verdict", "spf", "dkim", "dmarc", "error"), "")
    more = {"id": found[0], "attempts": 1, "said_id": None, "erased_at": None}
    fields = facts | dict(zip(_WORDS, words, strict=True)) | empty | more
    names = [field.attname for field in RawMail._meta.concrete_fields if field.attname in fields]
    row = RawMail.from_db("default", names, [fields[name] for name in names])  # all but the bytes
    row.mailbox = mailbox
    return row
