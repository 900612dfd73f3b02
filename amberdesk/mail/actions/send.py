"""Send what is in the tray. Safe to run in several workers; a killed one loses nothing."""

import logging
import traceback
from datetime import datetime, timedelta
from time import monotonic

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from amberdesk.mail import transport
from amberdesk.mail.actions.reachable import note_nobody
from amberdesk.mail.events import LetterFailed
from amberdesk.mail.models import CAPTURED, FAILED, SENT, WAITING, OutgoingMail
from amberdesk.mail.recording import record
from amberdesk.mail.smtp_answers import is_nobody, numbers
from amberdesk.outbox.actor import MACHINE

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
ROUND = timedelta(minutes=1)  # and the mail that is on the wire then, twice: together shorter than the lease
BATCH = 50
BACKOFF = tuple(
    timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60, 120, 240, 240, 480, 480, 720, 720, 720, 720)
)


def send_waiting(now: datetime) -> int:
    """Send the mails that are due; return how many were taken."""
    if transport.is_captured():
        return _capture(now)
    until = monotonic() + ROUND.total_seconds()
    count = 0
    while taken := _take(now):
        count += len(taken)
        if not _send(taken, now, until):
            break
    return count


def _capture(now: datetime) -> int:
    due = OutgoingMail.objects.filter(state=WAITING, due_at__lte=now)
    return due.update(state=CAPTURED, sent_at=now)


@transaction.atomic
def _take(now: datetime) -> list[OutgoingMail]:
    """Lease the oldest due mails: they are due again when the lease ends."""
    due = OutgoingMail.objects.filter(state=WAITING, due_at__lte=now).order_by("due_at", "id")
    mails = list(due.select_for_update(skip_locked=True)[:BATCH])
    OutgoingMail.objects.filter(pk__in=[m.pk for m in mails]).update(due_at=now + LEASE)
    return mails


def _send(mails: list[OutgoingMail], now: datetime, until: float) -> bool:
    """Send the mails over one connection; False when the server is out, or the round over: the rest is given back."""
    try:
        with transport.open_line() as line:
            for place, mail in enumerate(mails):
                if monotonic() > until:
                    rest = [m.pk for m in mails[place:]]
                    ours = OutgoingMail.objects.filter(pk__in=rest, state=WAITING, due_at=now + LEASE)
                    ours.update(due_at=now)
                    return False
                _send_one(mail, line, now)
    except transport.Outage as outage:
        for mail in mails:
            mail.refresh_from_db()
            if mail.state == WAITING and mail.due_at == now + LEASE:
                _put_back(mail, str(outage), now)
        return False
    return True


def _send_one(mail: OutgoingMail, line: BaseEmailBackend, now: datetime) -> None:
    mail.attempts += 1
    try:
        transport.hand_over(mail, line)
    except transport.Refusal as refusal:
        _give_up(mail, str(refusal), now, nobody=refusal.nobody)
    except transport.Outage as outage:
        _put_back(mail, str(outage), now, counted=True)
        if isinstance(outage, transport.LineBroke):
            transport.reopen(line)
    except Exception as error:  # whatever is wrong with this mail, the next one goes out
        log.error("mail %s cannot be sent: %s at %s", mail.pk, type(error).__name__, _where(error))
        _put_back(mail, type(error).__name__, now, counted=True)
    else:
        mail.state, mail.sent_at, mail.error = SENT, now, ""
        mail.save(update_fields=["state", "sent_at", "attempts", "error"])


def _put_back(mail: OutgoingMail, error: str, now: datetime, counted: bool = False) -> None:
    """Try again later; give up after about two and a half days."""
    mail.attempts += 0 if counted else 1
    if mail.attempts > len(BACKOFF):
        return _give_up(mail, error, now)
    mail.due_at, mail.error = now + BACKOFF[mail.attempts - 1], error[:500]
    mail.save(update_fields=["due_at", "attempts", "error"])
    log.warning("mail %s waits: %s", mail.pk, numbers(error))


@transaction.atomic
def _give_up(mail: OutgoingMail, error: str, now: datetime, nobody: bool = False) -> None:
    """Keep the mail as failed, for people to see. Only an address that nobody has is marked as one."""
    mail.state, mail.error = FAILED, error[:500]
    mail.save(update_fields=["state", "attempts", "error"])
    if nobody:
        note_nobody(mail, at=now)
    if mail.order_id and mail.participant_id:
        failed = LetterFailed(id=mail.pk, order=mail.order_id, nobody=nobody)
        record(failed, by=MACHINE, at=now, topics=[f"order:{mail.order_id}"])
    log.warning("mail %s failed: %s", mail.pk, numbers(error))  # the words may hold addresses


def came_back(message_id: str, said: str, *, at: datetime) -> bool:
    """Note that a mail which we had handed over did not arrive after all; False when it is none of ours.

    `said`: the status, as 5.1.1, or the words of the report.
    """
    mail = (
        OutgoingMail.objects.select_related("participant", "network")
        .filter(message_id=message_id, state=SENT)
        .first()
    )
    if mail is None:
        return False
    _give_up(mail, said, at, nobody=is_nobody(said))
    return True


def _where(error: Exception) -> str:
    """Return the place in the code, without what stood in the mail."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{place.filename}:{place.lineno}"
