"""Put a held mail on an order, by hand."""

from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amberdesk.mail import events
from amberdesk.mail.access import require
from amberdesk.mail.actions.files import keep_files
from amberdesk.mail.actions.held import bytes_of, locked, proof_of, settle, topics_of
from amberdesk.mail.actions.settle import NOTHING, say_on
from amberdesk.mail.authentication import Authentication, Verdict
from amberdesk.mail.machines import is_automatic
from amberdesk.mail.models import HELD, JOINED, RawMail
from amberdesk.mail.parse import parse
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.reading.limits import MOST_KEPT
from amberdesk.mail.recording import record
from amberdesk.mail.rights import Act
from amberdesk.mail.senders import follower, is_of_network
from amberdesk.orders.access import relation
from amberdesk.orders.actions import receive
from amberdesk.orders.actions.say import LONGEST
from amberdesk.orders.models import Message, Order
from amberdesk.orders.rights import require as require_order_right
from amberdesk.outbox.actor import Actor
from amberdesk.rosters.queries import standing_of


def attach(row: RawMail, order: Order, *, by: Actor, at: datetime) -> Order:
    """Add a held mail to an order, or to the one that it was merged into; return that order.

    A sender of the order's network speaks for himself and follows it from now on. Anybody else gets no access to it:
    what he wrote is written down by the doer. Errors: those of mail/refusals, orders.rights.Forbidden, states.Refused.
    """
    require(Act.ATTACH, row, by)
    while order.merged_into is not None:
        order = order.merged_into
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    require_order_right("receive", relation(order, by, standing))
    raw = bytes_of(row)
    mail, draft_of = parse(raw, MOST_KEPT), f"mail:{row.pk}:{token_hex(4)}"
    files = keep_files(mail, raw, language=order.language, draft_of=draft_of, at=at)
    with transaction.atomic():
        row = locked(row, Act.ATTACH, state=HELD, by=by)
        if speaks_for_himself(order, mail, proof_of(row, mail)):
            speaker, answer = follower(order, mail.sender_email), not is_automatic(mail)
            row.said = say_on(order, row, mail, files, draft_of, speaker=speaker, answer=answer)
        else:
            row.said = _write_down(order, mail, files, draft_of, by=by, at=at)
        row.state, row.order = JOINED, order
        settle(row, by=by, at=at)
        told = events.MailAttached(id=row.pk, network=row.mailbox.network_id, order=order.pk)
        record(told, by=by, at=at, topics=topics_of(row))
    return order


def speaks_for_himself(order: Order, mail: Parsed, proof: Authentication) -> bool:
    """Tell whether the sender belongs to the order, and his domain does not deny that he wrote."""
    known = bool(follower(order, mail.sender_email)) or is_of_network(order.network_id, mail.sender_email)
    return known and proof.verdict != Verdict.FAILED


def _write_down(
    order: Order, mail: Parsed, files: tuple[int, ...], draft_of: str, *, by: Actor, at: datetime
) -> Message:
    sender = mail.sender.name if mail.sender else ""
    with translation.override(order.language):
        head = _("E-mail, nadawca: %(sender)s") % {
            "sender": f"{sender} <{mail.sender_email}>".strip() if mail.sender_email else NOTHING
        }
    text = f"{head}\n\n{mail.divided.new or mail.text or NOTHING}"
    return receive(
        order, text=text[:LONGEST], channel="mail", attachments=files, draft_of=draft_of, by=by, at=at
    )
