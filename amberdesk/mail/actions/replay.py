"""Have mail read once more, after something was mended."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.mail import events
from amberdesk.mail.access import require
from amberdesk.mail.actions.held import topics_of
from amberdesk.mail.actions.take_in import read_again
from amberdesk.mail.models import RawMail
from amberdesk.mail.recording import record
from amberdesk.mail.rights import Act
from amberdesk.outbox.actor import Actor


def replay(rows: Iterable[RawMail], *, by: Actor, at: datetime) -> list[RawMail]:
    """Read held and dropped mails by the rules of now, one after the other; what is on an order stays there.

    Return the rows as they are then. Errors: Forbidden.
    """
    return [_replay(row, by, at) for row in rows]


def _replay(row: RawMail, by: Actor, at: datetime) -> RawMail:
    require(Act.AGAIN, row, by)
    row = read_again(row, at=at)
    with transaction.atomic():
        told = events.MailReadAgain(id=row.pk, network=row.mailbox.network_id, became=row.state)
        record(told, by=by, at=at, topics=topics_of(row))
    return row
