"""Send a letter once more that did not reach its recipient on the customer's side."""

from datetime import datetime

from django.db import transaction

from amberdesk.mail.access import require_letter
from amberdesk.mail.actions.reachable import note_reached
from amberdesk.mail.events import LetterSentAgain
from amberdesk.mail.models import FAILED, WAITING, OutgoingMail
from amberdesk.mail.recording import record
from amberdesk.mail.refusals import Refused
from amberdesk.outbox.actor import Actor


@transaction.atomic
def send_again(mail: OutgoingMail, *, by: Actor, at: datetime) -> OutgoingMail:
    """Put a failed letter back into the tray as it is; its address is tried as one that somebody has.

    Who may write to the customer of the order may do this. Raises Forbidden,
    Refused("letter_not_failed" | "letter_erased" | "letter_elsewhere"): it goes to no address but its own.
    """
    mail = OutgoingMail.objects.select_for_update(of=("self",)).select_related("network").get(pk=mail.pk)
    require_letter(mail, by)
    if mail.erased_at is not None:
        raise Refused("letter_erased")
    if mail.state != FAILED:
        raise Refused("letter_not_failed")
    if not _is_his(mail):
        raise Refused("letter_elsewhere")
    mail.state, mail.due_at, mail.attempts, mail.error = WAITING, at, 0, ""
    mail.save(update_fields=["state", "due_at", "attempts", "error"])
    if mail.network:
        note_reached(mail.network, mail.recipient, at=at)
    if mail.order_id:
        told = LetterSentAgain(id=mail.pk, order=mail.order_id)
        record(told, by=by, at=at, topics=[f"order:{mail.order_id}"])
    return mail


def _is_his(mail: OutgoingMail) -> bool:
    """Tell whether whom the letter is for still follows the order under its address; nobody's letter is anybody's."""
    person = mail.participant
    return person is None or (person.removed_at is None and person.email == mail.recipient.lower())
