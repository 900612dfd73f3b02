"""Put a mail into the outgoing tray."""

import re
from datetime import datetime

from amberdesk.customers.models import Network
from amberdesk.mail.answering import NOBODY, Answering
from amberdesk.mail.models import OutgoingMail
from amberdesk.orders.models import Order, Participant

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


def post(
    *,
    message_id: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    order: Order | None = None,
    participant: Participant | None = None,
    network: Network | None = None,
    thread: str = "",
    answering: Answering = NOBODY,
    automatic: bool = True,
    confirms: bool = False,
    at: datetime,
) -> bool:
    """Post a mail; False when this very mail has been posted before. Line breaks in subjects become spaces.

    It has one recipient, and no copies: who else follows an order has a mail of his own.
    """
    mail = OutgoingMail(
        message_id=message_id,
        order=order,
        participant=participant,
        network=network or (order.network if order else None),
        recipient=to.strip(),
        subject=one_line(subject)[:250],
        text=text,
        html=html,
        thread=thread,
        sender=answering.sender,
        sender_name=one_line(answering.sender_name)[:120],
        reply_to=answering.reply_to,
        answers=answering.answers,
        automatic=automatic,
        confirms=confirms,
        created_at=at,
        due_at=at,
    )
    made = OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    return bool(made)


def one_line(text: str) -> str:
    """Return the text without anything that could begin another header."""
    return _BREAKS.sub(" ", text).strip()
