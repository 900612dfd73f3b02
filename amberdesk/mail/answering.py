"""Where the answer to a letter is to go: to the mailbox that carries the talk about the order."""

from dataclasses import dataclass

from amberdesk.customers.models import Network
from amberdesk.mail.message_ids import thread_key
from amberdesk.mail.models import JOINED, PLACED, Mailbox, RawMail
from amberdesk.orders.models import Order, Participant

LONGEST_LOCAL = 64  # characters before the @, RFC 5321 section 4.5.3.1.1


@dataclass(frozen=True, slots=True)
class Answering:
    """From whom a letter is, and which mail of its recipient it answers.

    reply_to: the mailbox's address with the order's token, where its server takes such addresses
    answers: Message-ID of the recipient's newest mail on the order
    signature: of the mailbox, where it has one of its own
    """

    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    answers: str = ""
    signature: str = ""


NOBODY = Answering()


def answering(order: Order, participant: Participant, name: str) -> Answering:
    """Return the mailbox to which the participant wrote last about the order, else the network's own.

    `name`: of the sender, where the mailbox has none of its own.
    """
    box = mailbox_for(order.network)
    if box is None:
        return NOBODY
    heard = RawMail.objects.filter(order=order, sender=participant.email, state__in=[PLACED, JOINED])
    last = heard.exclude(message_id="").select_related("mailbox").defer("raw").order_by("-pk").first()
    if last is not None and last.mailbox.active and last.mailbox.network_id == order.network_id:
        box = last.mailbox
    answers = last.message_id if last else ""
    return Answering(box.address, box.sender_name or name, _with_token(box, order), answers, box.signature)


def mailbox_for(network: Network) -> Mailbox | None:
    """Return the network's mailbox from which it is written to: the oldest active one."""
    return Mailbox.objects.filter(network=network, active=True).order_by("pk").first()


def _with_token(box: Mailbox, order: Order) -> str:
    local, _at, host = box.address.rpartition("@")
    local = f"{local}+{thread_key(order.pk)}"
    return f"{local}@{host}" if box.takes_plus and len(local) <= LONGEST_LOCAL else ""
