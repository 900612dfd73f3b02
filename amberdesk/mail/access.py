"""The doors to mail that waits for people, and to letters. Strangers learn nothing, not even that a mail came."""

from django.db.models import QuerySet

from amberdesk.mail.models import HELD, OutgoingMail, RawMail
from amberdesk.mail.refusals import Forbidden
from amberdesk.mail.rights import Act, allowed
from amberdesk.orders.access import relation
from amberdesk.orders.models import Order
from amberdesk.orders.rights import allowed as acts_allowed
from amberdesk.outbox.actor import Actor
from amberdesk.people.roles import STAFF, Role
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing


class NoSuchMail(LookupError):
    """There is no such mail for this person. Screens answer 404, the same for strangers and for nothing."""


def reads_mail(standing: Standing | None) -> bool:
    """Tell whether somebody may see held mail at all: our people with networks, and the office."""
    if standing is None or standing.role not in STAFF:
        return False
    return standing.role == Role.ADMINISTRATOR or bool(standing.networks)


def mails_for(standing: Standing | None) -> QuerySet[RawMail]:
    """Return the mails that a person may see, without their bytes: those that people decide or have decided about.

    The office sees every mail, for it mends what failed.
    """
    rows = RawMail.objects.select_related("mailbox__network", "order__network", "settled_by").defer("raw")
    if standing is None or not reads_mail(standing):
        return rows.none()
    if standing.role == Role.ADMINISTRATOR:
        return rows
    mine = rows.filter(mailbox__network__in=list(standing.networks))
    return mine.filter(state=HELD) | mine.exclude(settled_at=None)


def mail_for(standing: Standing | None, id: int) -> RawMail:
    """Return one of these mails. Raises NoSuchMail."""
    found = mails_for(standing).filter(pk=id).first()
    if found is None:
        raise NoSuchMail(id)
    return found


def letter_of(order: Order, id: int) -> OutgoingMail:
    """Return a letter to the customer's side of an order that one may see. Raises NoSuchMail."""
    found = OutgoingMail.objects.filter(order=order, pk=id).exclude(participant=None).first()
    if found is None:
        raise NoSuchMail(id)
    return found


def require_letter(mail: OutgoingMail, by: Actor) -> None:
    """Let the machine pass, and whoever may write to the customer of the letter's order. Raises Forbidden."""
    if by.kind == "machine":
        return
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if mail.order is None or "reply" not in acts_allowed(relation(mail.order, by, standing)):
        raise Forbidden("mail_of_others")


def require(act: Act, row: RawMail, by: Actor) -> None:
    """Let the machine pass, and whom the table of rights allows it. Raises Forbidden."""
    if by.kind == "machine":
        return
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if act not in allowed(standing, row.mailbox.network_id):
        raise Forbidden("mail_of_others")
