"""Let a held mail become nothing, with a reason; and take that back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.mail import events
from amberdesk.mail.actions.held import locked, settle, topics_of
from amberdesk.mail.models import DROPPED, HELD, RawMail
from amberdesk.mail.recording import record
from amberdesk.mail.refusals import Refused
from amberdesk.mail.rights import Act
from amberdesk.mail.settling import Dropped
from amberdesk.outbox.actor import Actor


@transaction.atomic
def drop(row: RawMail, *, reason: str, by: Actor, at: datetime) -> RawMail:
    """Drop a held mail; it stays kept until its time is over. Errors: Forbidden, Refused("drop_reason" | "held_settled")."""
    if reason not in set(Dropped):
        raise Refused("drop_reason", "reason")
    row = locked(row, Act.DROP, state=HELD, by=by)
    row.state, row.dropped_as = DROPPED, reason
    settle(row, by=by, at=at)
    told = events.MailDropped(id=row.pk, network=row.mailbox.network_id, reason=reason)
    record(told, by=by, at=at, topics=topics_of(row))
    return row


@transaction.atomic
def drop_all(rows: Iterable[RawMail], *, reason: str, by: Actor, at: datetime) -> list[RawMail]:
    """Drop several, all or none, but those that somebody has settled meanwhile; return the dropped. Errors: as above."""
    dropped = []
    for row in sorted(rows, key=lambda row: row.pk):
        try:
            dropped.append(drop(row, reason=reason, by=by, at=at))
        except Refused as refusal:
            if refusal.code not in ("held_settled", "held_erased"):
                raise
    return dropped


@transaction.atomic
def restore(row: RawMail, *, by: Actor, at: datetime) -> RawMail:
    """Let a mail that people dropped wait again. Errors: Forbidden, Refused("held_settled" | "held_erased")."""
    row = locked(row, Act.DROP, state=DROPPED, by=by)
    if row.settled_at is None:
        raise Refused("held_settled")
    row.state, row.dropped_as = HELD, ""
    row.settled_by_id = row.settled_at = None
    row.save(update_fields=["state", "dropped_as", "settled_by", "settled_at"])
    record(
        events.MailRestored(id=row.pk, network=row.mailbox.network_id), by=by, at=at, topics=topics_of(row)
    )
    return row
