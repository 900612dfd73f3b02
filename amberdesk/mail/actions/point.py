"""Point a sender to the form, politely and rarely."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import transaction

from amberdesk.mail.actions.held import topics_of
from amberdesk.mail.actions.post import post
from amberdesk.mail.answering import Answering
from amberdesk.mail.models import OutgoingMail, RawMail
from amberdesk.outbox.publish import announce


@transaction.atomic
def point(row: RawMail, *, subject: str, text: str, html: str, name: str, host: str, at: datetime) -> bool:
    """Post the answer to a mail's sender, from the mailbox to which he wrote; False when he had one that day.

    Two at once are one: the Message-ID is the same. `name`: of the sender, where the mailbox has none of its own.
    """
    box = row.mailbox
    posted = post(
        message_id=_id_of(row, host),
        to=row.sender,
        subject=subject,
        text=text,
        html=html,
        network=box.network,
        answering=Answering(box.address, box.sender_name or name, answers=row.message_id),
        at=at,
    )
    if posted:
        RawMail.objects.filter(pk=row.pk).update(pointed_at=at)
        announce(*topics_of(row))
    return posted


def already_pointed(row: RawMail, *, host: str) -> bool:
    """Tell whether the sender was pointed to the form that day, or the mail is blanked."""
    return row.erased_at is not None or OutgoingMail.objects.filter(message_id=_id_of(row, host)).exists()


def _id_of(row: RawMail, host: str) -> str:
    """Return the one Message-ID of the answer to a sender on a day of the network."""
    day = row.received_at.astimezone(ZoneInfo(row.mailbox.network.timezone)).date()
    sender = sha256(row.sender.lower().encode()).hexdigest()[:32]
    return f"<form.{day:%Y%m%d}.{sender}@{host}>"
