"""Blank letters: that they were written and what became of them stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from amberdesk.mail.models import DROPPED, HELD, KEPT, WAITING, OutgoingMail, RawMail
from amberdesk.outbox.models import Event


@transaction.atomic
def erase_letters(event: Event) -> None:
    """Blank the letters of an order of which something was erased: their texts repeat it. Subscriber.

    A mail that is held only may belong to the order: people have not said so, and it goes with those of no order.
    Of one person only his own letters go; with the contacts the addresses go too.
    """
    what = set(event.data["what"])
    order_id = int(event.subject.removeprefix("order:"))
    there = RawMail.objects.filter(order=order_id).exclude(state=HELD)
    _blank(there, event.at)  # a raw mail holds words, files and addresses in one
    letters = OutgoingMail.objects.filter(order=order_id)
    if what == {"person"}:
        letters = letters.filter(participant__in=event.data["participants"])
    elif what == {"files"}:
        return
    letters.filter(state__in=[WAITING, HELD]).update(state=DROPPED)
    if {"person", "contacts"} & what:
        letters.filter(~Q(participant=None)).update(recipient="")
    letters.filter(erased_at=None).update(
        subject="", text="", html="", answers="", error="", erased_at=event.at
    )


def erase_before(instant: datetime, at: datetime, limit: int = 10_000) -> int:
    """Blank letters and raw mails that belong to no order and are older than an instant; return how many."""
    old = OutgoingMail.objects.filter(order=None, erased_at=None, created_at__lt=instant)
    due = old.exclude(state__in=[WAITING, HELD]).order_by("pk").values_list("pk", flat=True)[:limit]
    count = OutgoingMail.objects.filter(pk__in=list(due)).update(
        subject="", text="", html="", recipient="", answers="", error="", erased_at=at
    )
    mine = Q(order=None) | Q(state=HELD)
    raw = RawMail.objects.filter(mine, erased_at=None, received_at__lt=instant).exclude(state=KEPT)
    ids = raw.order_by("pk").values_list("pk", flat=True)[:limit]
    return count + _blank(RawMail.objects.filter(pk__in=list(ids)), at)


def _blank(mails: QuerySet[RawMail], at: datetime) -> int:
    """Blank what came; its key stays, so that the same mail is not taken in again."""
    return mails.filter(erased_at=None).update(
        raw=b"", message_id="", sender="", subject="", error="", erased_at=at
    )
