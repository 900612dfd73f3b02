"""Mail that goes round: another program answers our letters and does not say that it is one."""

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import Count

from amberdesk.mail.models import JOINED, Mailbox, RawMail
from amberdesk.mail.parse import stem
from amberdesk.mail.queries import HOUR, confirmations_to
from amberdesk.mail.screening import Reason

ALIKE = 4  # mails of one sender in an hour under one subject, its figures aside: one more than is confirmed
CONFIRMED = 3  # letters that went to him meanwhile
MANY = 20  # mails of one sender, or on one order, in an hour
MOST = 20  # that are looked at, the most mails first
WEEK = timedelta(days=7)
_USUAL = (4 * WEEK, WEEK)  # the weeks whose average day is usual: what goes round for days does not become so
_NOT_COUNTED = (Reason.OWN, Reason.LOOP, Reason.READ_RECEIPT, Reason.BOUNCE, Reason.DELAYED)
_FIGURES = re.compile(r"\d+")


class Circle(TypedDict):
    """From whom, or on which order, so much came in an hour; and how many confirmations went to him."""

    who: str
    came: int
    went: int


def circles(box: Mailbox, now: datetime) -> list[Circle]:
    """Return what goes round in a mailbox: senders first, then orders; empty when nothing does."""
    came = RawMail.objects.filter(mailbox=box, received_at__gt=now - HOUR, received_at__lte=now)
    came = came.exclude(reason__in=_NOT_COUNTED)
    senders = came.exclude(sender="").values_list("sender").annotate(n=Count("pk")).filter(n__gte=ALIKE)
    found = [_of_sender(box, sender, n, now) for sender, n in senders.order_by("-n", "sender")[:MOST]]
    orders = (
        came.filter(state=JOINED, order__isnull=False).values_list("order__number").annotate(n=Count("pk"))
    )
    busy = orders.filter(n__gte=MANY).order_by("-n", "order__number")[:MOST]
    return [c for c in found if c] + [Circle(who=number, came=n, went=0) for number, n in busy]


def _of_sender(box: Mailbox, sender: str, came: int, now: datetime) -> Circle | None:
    mails = RawMail.objects.filter(mailbox=box, sender=sender, received_at__lte=now)
    before, after = _USUAL
    usual = mails.filter(received_at__gt=now - before, received_at__lte=now - after).count()
    if came <= usual / (before - after).days:
        return None  # so many a day are nothing new, as from a head office that writes for its shops
    went = confirmations_to([sender], now).get(sender, 0)
    subjects = mails.filter(received_at__gt=now - HOUR).values_list("subject", flat=True)
    alike = max(Counter(_FIGURES.sub("", stem(subject)) for subject in subjects).values())
    goes_round = came >= MANY or (alike >= ALIKE and went >= CONFIRMED)
    return Circle(who=sender, came=came, went=went) if goes_round else None
