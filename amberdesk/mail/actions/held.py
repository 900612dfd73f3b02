"""Mail that waits for people: say that it does, and take it for a decision."""

from datetime import datetime

from amberdesk.mail import events
from amberdesk.mail.access import require
from amberdesk.mail.authentication import Authentication, authentication
from amberdesk.mail.models import RawMail
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.recording import record
from amberdesk.mail.refusals import Refused
from amberdesk.mail.rights import Act
from amberdesk.outbox.actor import MACHINE, Actor


def topics_of(row: RawMail) -> list[str]:
    """Return what live pages follow for this mail."""
    return [f"held:{row.mailbox.network_id}"]


def tell_held(row: RawMail, *, answer: bool = False, at: datetime) -> None:
    """Say that a mail waits for people; `answer`: its sender is told that it was too big, or where the form is."""
    event = events.MailHeld(
        id=row.pk,
        network=row.mailbox.network_id,
        reason=row.reason,
        order=row.order_id,
        answer=answer,
    )
    record(event, by=MACHINE, at=at, topics=topics_of(row))


def bytes_of(row: RawMail) -> bytes:
    """Return the mail as it came; empty when it was blanked."""
    return bytes(RawMail.objects.values_list("raw", flat=True).get(pk=row.pk))


def locked(row: RawMail, act: Act, *, state: str, by: Actor) -> RawMail:
    """Return the mail, locked, for a decision. Raises Forbidden, Refused("held_settled" | "held_erased")."""
    found = RawMail.objects.select_for_update(of=("self",)).select_related("mailbox__network").defer("raw")
    row = found.get(pk=row.pk)
    require(act, row, by)
    if row.erased_at is not None:
        raise Refused("held_erased")
    if row.state != state:
        raise Refused("held_settled")
    return row


def proof_of(row: RawMail, mail: Parsed) -> Authentication:
    """Return what our mail server found of a mail's origin, and note it: not every held mail has been read so far."""
    found = authentication(mail, row.mailbox.trusted_servers)
    row.verdict, row.spf, row.dkim, row.dmarc = str(found.verdict), found.spf, found.dkim, found.dmarc
    return found


def settle(row: RawMail, *, by: Actor, at: datetime) -> None:
    """Keep what somebody decided about a mail."""
    row.settled_by_id, row.settled_at = by.id if by.kind == "person" else None, at
    found = ("verdict", "spf", "dkim", "dmarc")
    row.save(update_fields=["state", "order", "said", "dropped_as", "settled_by", "settled_at", *found])
