"""Hold mail that may have been sent already, by a machine that is lost; people say whether it goes out."""

from datetime import datetime

from amberdesk.mail.models import DROPPED, HELD, WAITING, OutgoingMail


def hold_waiting(before: datetime) -> int:
    """Hold the waiting mails that were written before an instant; return how many."""
    return OutgoingMail.objects.filter(state=WAITING, created_at__lt=before).update(state=HELD)


def send_held(at: datetime) -> int:
    """Send the held mails after all; return how many."""
    return OutgoingMail.objects.filter(state=HELD).update(state=WAITING, created_at=at, due_at=at, attempts=0)


def drop_held() -> int:
    """Give the held mails up; return how many. They stay readable on their orders."""
    return OutgoingMail.objects.filter(state=HELD).update(state=DROPPED)
