"""A mail as an order, and as a message on one."""

from datetime import datetime

from amberdesk.customers.codes import Channel
from amberdesk.mail.models import RawMail
from amberdesk.mail.parse import stem
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.senders import contact_of, follower
from amberdesk.orders.actions import place_order, receive
from amberdesk.orders.actions.say import LONGEST
from amberdesk.orders.actions.tidy import join
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Message, Order
from amberdesk.outbox.actor import MACHINE, Actor

NOTHING = "(—)"  # stands for a subject or text that is not there


def order_from(
    row: RawMail, mail: Parsed, files: tuple[int, ...], draft_of: str, *, answer: bool, at: datetime
) -> Order:
    """Return the order that a mail becomes. Its clocks start when our server had the mail.

    answer: False for a machine's mail: its address is not kept as one to write to.
    Raises what placing raises.
    """
    network = row.mailbox.network
    contact = contact_of(network, mail.sender_email)
    subject = stem(mail.subject) or _first_line(mail)
    intake = Intake(
        channel=Channel.MAIL,
        reference=f"mail:{row.mailbox_id}:{row.key}",
        reported_at=row.received_at,
        network=network,
        subject=subject,
        text=mail.text[:LONGEST] or subject,
        site=contact.site if contact else None,
        contact=contact,
        reporter_name=contact.name if contact else (mail.sender.name if mail.sender else ""),
        reporter_email=mail.sender_email if answer else "",
        language=(contact.language if contact else "") or network.language,
        attachments=files,
        draft_of=draft_of,
    )
    return place_order(intake, by=MACHINE, at=at).order


def _first_line(mail: Parsed) -> str:
    return next((line.strip() for line in mail.divided.new.splitlines() if line.strip()), NOTHING)


def say_on(order: Order, mail: Parsed, files: tuple[int, ...], draft_of: str, *, at: datetime) -> Message:
    """Add what is new in a mail to an order, as said by its sender, who follows the order from now on.

    Raises what receiving and joining raise.
    """
    name = mail.sender.name if mail.sender else ""
    participant = follower(order, mail.sender_email) or join(
        order, name=name, email=mail.sender_email, language=order.language, by=MACHINE, at=at
    )
    text = mail.divided.new or mail.text or (NOTHING if not files else "")
    by = Actor("contact", participant.pk)
    return receive(
        order, text=text[:LONGEST], channel="mail", attachments=files, draft_of=draft_of, by=by, at=at
    )
