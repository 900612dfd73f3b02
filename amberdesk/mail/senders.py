"""To whom a sender's address belongs, and what has come from it."""

from datetime import timedelta
from typing import NamedTuple

from amberdesk.customers.models import Contact, Network, Representative
from amberdesk.mail.models import Mailbox, RawMail
from amberdesk.orders.models import Order, Participant
from amberdesk.start.engine.prepared import prepared

HOUR = timedelta(hours=1)
_ABOUT = """
    SELECT EXISTS (SELECT 1 FROM mail_mailbox WHERE lower(address) = lower(%s::text)),
      EXISTS (SELECT 1 FROM customers_address
              WHERE network_id = %s::bigint AND email = %s::text AND bounced_at IS NOT NULL),
      (SELECT count(*) FROM mail_rawmail
       WHERE mailbox_id = %s::bigint AND sender = %s::text AND id <> %s::bigint
         AND received_at > %s::timestamptz AND received_at <= %s::timestamptz)"""


class About(NamedTuple):
    """What is known of a sender. `is_ours`: the address is one of our mailboxes; `bounced`: mail to it came back."""

    is_ours: bool
    bounced: bool
    mails: int  # that came to the mailbox in the hour before, this one not counted


def about_sender(mailbox: Mailbox, email: str, row: RawMail) -> About:
    """Return what is known of a mail's sender."""
    since = row.received_at - HOUR
    with prepared() as cursor:
        cursor.execute(
            _ABOUT, [email, mailbox.network_id, email, mailbox.pk, email, row.pk, since, row.received_at]
        )
        return About(*cursor.fetchone())


def contact_of(network: Network, email: str) -> Contact | None:
    """Return the network's contact with an address; None when there is none or there are several."""
    found = Contact.objects.filter(network=network, emails__contains=[email], active=True).select_related(
        "site"
    )[:2]
    return found[0] if len(found) == 1 else None


def is_of_network(network_id: int, email: str) -> bool:
    """Tell whether an address belongs to a network: of one of its contacts or representatives.

    That somebody has proven an address to be his says who he is, not for whom he speaks.
    """
    return bool(email) and (
        Contact.objects.filter(network=network_id, emails__contains=[email], active=True).exists()
        or Representative.objects.filter(
            network=network_id, person__email=email, person__is_active=True
        ).exists()
    )


def follower(order: Order, email: str) -> Participant | None:
    """Return who follows an order under an address."""
    found = Participant.objects.filter(order=order, email=email, removed_at=None).exclude(email="")
    return found.order_by("-reporter", "pk").first()
