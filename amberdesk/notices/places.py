"""Addresses of pages that letters lead to."""

from django.conf import settings

from amberdesk.customers.models import Site
from amberdesk.mail.models import Mailbox
from amberdesk.orders.access import mail_proof, participant_key, site_key
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


def form_page(box: Mailbox, site: Site | None) -> str:
    """Return the address of the form for somebody who wrote to a mailbox: of his shop, else of the network, else ours."""
    if site is not None and site.left_on is None and site.network_id == box.network_id:
        return f"{settings.AMBERDESK.public_url}/s/{site_key(site)}/"
    return box.form_address or f"{settings.AMBERDESK.public_url}/"
