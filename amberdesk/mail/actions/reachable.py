"""Know of a customer's address whether mail reaches anybody there."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from amberdesk.customers.actions.addresses import note_bounce, note_heard
from amberdesk.customers.models import Address, Network
from amberdesk.customers.refusals import Refused
from amberdesk.mail.models import OutgoingMail
from amberdesk.orders.models import Participant
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event


def note_nobody(mail: OutgoingMail, *, at: datetime) -> None:
    """Nobody has the address of a mail: no more goes there until somebody is heard from it."""
    if mail.participant:
        mail.participant.mail_failed_at = at
        mail.participant.save(update_fields=["mail_failed_at"])
    if mail.network and mail.participant:
        with suppress(Refused):  # nothing is known of what is no address at all
            note_bounce(mail.network, mail.recipient, by=MACHINE, at=at)


@transaction.atomic
def note_reached(network: Network, email: str, *, at: datetime) -> None:
    """Mail goes to the address again: somebody wrote from it, or wants it tried."""
    _unmark(network.pk, email.strip().lower())
    with suppress(Refused):
        note_heard(network, email, by=MACHINE, at=at)


def let_through(event: Event) -> None:
    """Whoever has shown that an address is his is written to again, on all of his orders. Subscriber."""
    address = Address.objects.filter(pk=int(event.subject.removeprefix("address:"))).first()
    if address is not None:
        _unmark(address.network_id, address.email)
        quiet = Participant.objects.filter(order__network=address.network_id, email=address.email, quiet=True)
        quiet.update(quiet=False)


def _unmark(network_id: int, email: str) -> None:
    marked = Participant.objects.filter(order__network=network_id, email=email, mail_failed_at__isnull=False)
    marked.update(mail_failed_at=None)
