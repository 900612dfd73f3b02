"""Make an order out of a held mail, by hand."""

from datetime import datetime
from secrets import token_hex

from django.db import transaction

from amberdesk.customers.models import Category, Site
from amberdesk.mail import events
from amberdesk.mail.access import require
from amberdesk.mail.actions.files import keep_files
from amberdesk.mail.actions.held import bytes_of, locked, proof_of, settle, topics_of
from amberdesk.mail.actions.settle import order_from
from amberdesk.mail.authentication import Verdict
from amberdesk.mail.machines import is_automatic
from amberdesk.mail.models import HELD, PLACED, RawMail
from amberdesk.mail.parse import parse
from amberdesk.mail.reading.limits import MOST_KEPT
from amberdesk.mail.recording import record
from amberdesk.mail.refusals import Refused
from amberdesk.mail.rights import Act
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor


def place(
    row: RawMail, *, site: Site | None = None, category: Category | None = None, by: Actor, at: datetime
) -> Order:
    """Return the order that a held mail becomes; its clocks run since our server had the mail.

    Errors: those of mail/refusals; whatever placing raises.
    """
    require(Act.PLACE, row, by)
    if site is not None and site.network_id != row.mailbox.network_id:
        raise Refused("site_of_others", "site")
    raw = bytes_of(row)
    mail, draft_of = parse(raw, MOST_KEPT), f"mail:{row.pk}:{token_hex(4)}"
    files = keep_files(mail, raw, language=row.mailbox.network.language, draft_of=draft_of, at=at)
    with transaction.atomic():
        row = locked(row, Act.PLACE, state=HELD, by=by)
        answer = not is_automatic(mail) and proof_of(row, mail).verdict != Verdict.FAILED
        order = order_from(
            row, mail, files, draft_of, answer=answer, at=at, site=site, category=category, by=by
        )
        row.state, row.order = PLACED, order
        settle(row, by=by, at=at)
        told = events.MailPlaced(id=row.pk, network=row.mailbox.network_id, order=order.pk)
        record(told, by=by, at=at, topics=topics_of(row))
    return order
