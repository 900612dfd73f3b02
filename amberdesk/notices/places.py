"""Addresses of pages that letters lead to."""

from django.conf import settings

from amberdesk.orders.access import mail_proof, participant_key
from amberdesk.orders.models import Order, Participant


def mail_host() -> str:
    """Return the host of our Message-IDs."""
    return str(settings.AMBERDESK.public_host)


def participant_page(participant: Participant) -> str:
    """Return the address of an order's page for somebody on the customer's side.

    Only for letters to his own address: opening it shows that he reads that mailbox.
    """
    key, proof = participant_key(participant), mail_proof(participant)
    return f"{settings.AMBERDESK.public_url}/o/{key}/?m={proof}"


def staff_page(order: Order) -> str:
    """Return the address of an order's page for our people."""
    return f"{settings.AMBERDESK.public_url}/orders/{order.number}/"


def accept_page(order: Order) -> str:
    """Return the address of the page on which one of us accepts a call to the order."""
    return f"{staff_page(order)}accept/"
