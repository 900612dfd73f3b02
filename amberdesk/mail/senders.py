"""To whom a sender's address belongs, and what has come from it."""

from datetime import timedelta
from typing import NamedTuple

from amberdesk.customers.models import Contact, Network, Representative, Site
from amberdesk.mail.models import Mailbox, RawMail
from amberdesk.orders.models import Order, Participant
from amberdesk.start.engine.prepared import prepared
from amberdesk.start.engine.rows import Columns

HOUR = timedelta(hours=1)
_ABOUT = """
    SELECT EXISTS (SELECT 1 FROM mail_mailbox WHERE lower(address) = lower(%s::text)),
      EXISTS (SELECT 1 FROM customers_address
              WHERE network_id = %s::bigint AND email = %s::text AND bounced_at IS NOT NULL),
      (SELECT count(*) FROM mail_rawmail
       WHERE mailbox_id = %s::bigint AND sender = %s::text AND id <> %s::bigint
         AND received_at > %s::timestamptz AND received_at <= %s::timestamptz)"""

_CONTACT, _SITE = Columns(Contact, "c"), Columns(Site, "s")
_CONTACTS = f"""
    SELECT {_CONTACT.sql}, {_SITE.sql} FROM customers_contact c LEFT JOIN customers_site s ON s.id = c.site_id
     WHERE c.network_id = %s::bigint AND c.emails @> %s::varchar[] AND c.active LIMIT 2"""
_FOLLOWER = Columns(Participant, "p")
_FOLLOWERS = f"""
    SELECT {_FOLLOWER.sql} FROM orders_participant p
     WHERE p.order_id = %s::bigint AND p.email = %s::text AND p.removed_at IS NULL
     ORDER BY p.reporter DESC, p.id LIMIT 1"""
_ORDER, _NETWORK = Columns(Order, "o"), Columns(Network, "n")
_ORDERS = f"""
    SELECT {_ORDER.sql}, {_NETWORK.sql} FROM orders_order o JOIN customers_network n ON n.id = o.network_id
     WHERE o.id = %s::bigint"""


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
    with prepared() as cursor:
        cursor.execute(_CONTACTS, [network.pk, [email]])
        rows = cursor.fetchall()
    if len(rows) != 1:
        return None
    values = iter(rows[0])
    contact, site = _CONTACT.taken(values), _SITE.take(values)
    contact.network, contact.site = network, site
    return contact


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
    if not email:
        return None
    with prepared() as cursor:
        cursor.execute(_FOLLOWERS, [order.pk, email])
        row = cursor.fetchone()
    return _FOLLOWER.take(iter(row)) if row else None


def order_by_id(id: int) -> Order | None:
    """Return an order with its network."""
    with prepared() as cursor:
        cursor.execute(_ORDERS, [id])
        row = cursor.fetchone()
    if row is None:
        return None
    values = iter(row)
    order = _ORDER.taken(values)
    order.network = _NETWORK.taken(values)
    return order
