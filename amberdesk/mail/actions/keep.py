"""Keep what came, whole, before anything is made of it; and say which mailboxes there are."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from amberdesk.customers.models import Network
from amberdesk.mail.matching import Policy, Why
from amberdesk.mail.models import HELD, KEPT, Mailbox, RawMail
from amberdesk.mail.parse import Head, head_of
from amberdesk.mail.refusals import Refused
from amberdesk.start.engine.prepared import prepared

_INSERT = (
    "INSERT INTO mail_rawmail (mailbox_id, key, digest, raw, size, received_at, state, message_id, reason, sender, subject,"
    " verdict, attempts, error) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '', '', '', 0, '') ON CONFLICT DO NOTHING"
)


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


@transaction.atomic
def keep(mailbox: Mailbox, raw: bytes, *, received_at: datetime) -> RawMail:
    """Return the kept mail; the same mail a second time is the first one.

    Another mail under the same Message-ID is kept too, and held.
    """
    head = head_of(raw)
    key = sha256(head.message_id.encode() or raw).hexdigest()
    kept = _keep(mailbox, raw, key, head, received_at)
    if bytes(kept.digest) == head.digest:
        return kept
    other = _keep(mailbox, raw, sha256(head.digest + key.encode()).hexdigest(), head, received_at)
    if not other.reason:
        other.state, other.reason, other.order_id = HELD, str(Why.CONFLICT), kept.order_id
        other.sender, other.subject, other.read_at = head.sender, head.subject[:200], received_at
        other.save(update_fields=["state", "reason", "order", "sender", "subject", "read_at"])
    return other


def _keep(mailbox: Mailbox, raw: bytes, key: str, head: Head, received_at: datetime) -> RawMail:
    """Insert by hand: the bytes go to the server as they are, not written out as a text of twice the length."""
    with prepared() as cursor:
        cursor.execute(
            _INSERT, [mailbox.pk, key, head.digest, raw, len(raw), received_at, KEPT, head.message_id]
        )
    return RawMail.objects.defer("raw").get(mailbox=mailbox, key=key)
