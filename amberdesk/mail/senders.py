"""To whom a sender's address belongs."""

from datetime import datetime, timedelta

from amberdesk.customers.models import Contact, Network, Representative
from amberdesk.mail.models import CAPTURED, SENT, Mailbox, OutgoingMail, RawMail
from amberdesk.orders.models import Order, Participant

HOUR = timedelta(hours=1)


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


def mails_from(mailbox: Mailbox, email: str, until: datetime, but: RawMail) -> int:
    """Return how many other mails of a sender came in the hour before."""
    since = until - HOUR
    return (
        RawMail.objects.filter(mailbox=mailbox, sender=email, received_at__gt=since, received_at__lte=until)
        .exclude(pk=but.pk)
        .count()
    )


def answers_to(email: str, at: datetime) -> int:
    """Return how many automatic mails went to an address in the last hour."""
    return OutgoingMail.objects.filter(
        recipient=email, automatic=True, state__in=[SENT, CAPTURED], sent_at__gt=at - HOUR
    ).count()
