"""Keep what came, whole, before anything is made of it; and say which mailboxes there are."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from amberdesk.customers.models import Network
from amberdesk.mail.matching import Policy, Why
from amberdesk.mail.models import HELD, Mailbox, RawMail
from amberdesk.mail.parse import head_of


def add_mailbox(network: Network, *, address: str, policy: Policy = Policy.ACCEPT) -> Mailbox:
    """Return the mailbox of an address, which is of the network from now on and has the policy."""
    mailbox, _made = Mailbox.objects.update_or_create(
        address=address.strip().lower(), defaults={"network": network, "policy": str(policy), "active": True}
    )
    return mailbox


@transaction.atomic
def keep(mailbox: Mailbox, raw: bytes, *, received_at: datetime) -> RawMail:
    """Return the kept mail; the same mail a second time is the first one.

    Another mail under the same Message-ID is kept too, and held.
    """
    head = head_of(raw)
    key = sha256(head.message_id.encode() or raw).hexdigest()
    kept = _keep(mailbox, raw, key, head.digest, received_at)
    if bytes(kept.digest) == head.digest:
        return kept
    other = _keep(mailbox, raw, sha256(head.digest + key.encode()).hexdigest(), head.digest, received_at)
    if not other.reason:
        other.state, other.reason, other.order_id = HELD, str(Why.CONFLICT), kept.order_id
        other.sender, other.subject, other.read_at = head.sender, head.subject[:200], received_at
        other.save(update_fields=["state", "reason", "order", "sender", "subject", "read_at"])
    return other


def _keep(mailbox: Mailbox, raw: bytes, key: str, digest: bytes, received_at: datetime) -> RawMail:
    row = RawMail(mailbox=mailbox, key=key, digest=digest, raw=raw, size=len(raw), received_at=received_at)
    RawMail.objects.bulk_create([row], ignore_conflicts=True)
    return RawMail.objects.defer("raw").get(mailbox=mailbox, key=key)
