"""A mail as an order, and as a message on one."""

from contextlib import suppress
from datetime import datetime

from amberdesk.customers.codes import Channel
from amberdesk.customers.models import Category, Site
from amberdesk.mail.machines import is_by_machine
from amberdesk.mail.models import RawMail
from amberdesk.mail.parse import stem
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.quotes import Piece
from amberdesk.mail.senders import contact_of, is_of_network
from amberdesk.orders.actions import place_order, receive
from amberdesk.orders.actions.say import LONGEST
from amberdesk.orders.actions.tidy import join, write_to
from amberdesk.orders.intake import Intake, Pieces
from amberdesk.orders.models import Message, Order, Participant
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import MACHINE, Actor

NOTHING = "(—)"  # stands for a subject or text that is not there


def order_from(
    row: RawMail,
    mail: Parsed,
    files: tuple[int, ...],
    draft_of: str,
    *,
    answer: bool,
    at: datetime,
    site: Site | None = None,
    category: Category | None = None,
    by: Actor = MACHINE,
) -> Order:
    """Return the order that a mail becomes. Its clocks start when our server had the mail.

    answer: False when nothing may be sent in answer. The address of a machine is not kept as one to write to.
    site, category: what somebody knows who places it by hand.
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
        site=site or (contact.site if contact else None),
        contact=contact,
        category=category,
        reporter_name=contact.name if contact else (mail.sender.name if mail.sender else ""),
        reporter_email="" if is_by_machine(mail) else mail.sender_email,
        language=(contact.language if contact else "") or network.language,
        pieces=_pieces(mail, mail.text),
        quiet=not answer,
        attachments=files,
        draft_of=draft_of,
    )
    return place_order(intake, by=by, at=at).order


def _first_line(mail: Parsed) -> str:
    return next((line.strip() for line in mail.divided.new.splitlines() if line.strip()), NOTHING)


def _pieces(mail: Parsed, text: str) -> Pieces:
    """Return the whole mail in its pieces where the message's text alone is not all, or not all of it is new."""
    pieces = tuple((str(piece), words) for piece, words in mail.divided.pieces)
    told = any(piece != Piece.NEW for piece, _words in pieces)
    return pieces if told or len(text) > LONGEST else ()


def say_on(
    order: Order,
    row: RawMail,
    mail: Parsed,
    files: tuple[int, ...],
    draft_of: str,
    *,
    speaker: Participant | None,
    answer: bool,
) -> Message:
    """Add a mail to an order, as said by its sender when our server had it. A person of the network follows it from now on.

    speaker: who follows the order under the sender's address. answer: False when nothing may be sent in answer.
    Raises what receiving raises.
    """
    at = row.received_at
    participant = speaker or _joined(order, mail, quiet=not answer, at=at)
    if speaker and answer:
        write_to(speaker)
    text = mail.divided.new or mail.text or (NOTHING if not files else "")
    return receive(
        order,
        text=text[:LONGEST],
        channel="mail",
        pieces=_pieces(mail, text),
        author_name="" if participant else _name(mail),
        attachments=files,
        draft_of=draft_of,
        by=Actor("contact", participant.pk) if participant else MACHINE,
        at=at,
    )


def _joined(order: Order, mail: Parsed, *, quiet: bool, at: datetime) -> Participant | None:
    """Let a person of the network follow the order; None for one who only followed an order that was merged into it."""
    if not is_of_network(order.network_id, mail.sender_email):
        return None
    name = mail.sender.name if mail.sender else ""
    with suppress(Refused):  # whether he can follow it or not, what he says reaches it
        return join(
            order,
            name=name,
            email=mail.sender_email,
            language=order.language,
            quiet=quiet,
            by=MACHINE,
            at=at,
        )
    return None


def _name(mail: Parsed) -> str:
    return (mail.sender.name if mail.sender else "") or mail.sender_email
