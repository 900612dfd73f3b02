"""What became of our mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from amberdesk.mail.models import CAPTURED, FAILED, HELD, WAITING, OutgoingMail, RawMail
from amberdesk.orders.models import Order, Participant

HOUR = timedelta(hours=1)
PATIENCE = timedelta(minutes=3)  # mail that waits longer is trouble


@dataclass(frozen=True, slots=True)
class Trouble:
    """Mail does not go out: since when, how many wait, and what the server said last."""

    since: datetime
    waiting: int
    error: str


def trouble(now: datetime) -> Trouble | None:
    """Return what is wrong with outgoing mail; None when it flows."""
    late = OutgoingMail.objects.filter(state=WAITING, created_at__lt=now - PATIENCE)
    found = late.aggregate(since=Min("created_at"), waiting=Count("pk"))
    if not found["waiting"]:
        return None
    error = late.exclude(error="").order_by("-due_at").values_list("error", flat=True).first()
    return Trouble(found["since"], found["waiting"], error or "")


def unsent_of(order: Order, now: datetime) -> QuerySet[OutgoingMail]:
    """Return the order's mails that failed, or wait too long."""
    mails = OutgoingMail.objects.filter(order=order)
    return (mails.filter(state=FAILED) | mails.filter(state=WAITING, created_at__lt=now - PATIENCE)).order_by(
        "pk"
    )


def unreached(participant: Participant) -> str:
    """Return the participant's address when our last letter to it did not arrive, "" when it did or none was written."""
    if not participant.email:
        return ""
    last = OutgoingMail.objects.filter(participant=participant).exclude(state=WAITING).order_by("-pk").first()
    failed = last is not None and last.state == FAILED
    return participant.email if failed or participant.mail_failed_at else ""


def confirmations_to(emails: Collection[str], at: datetime) -> dict[str, int]:
    """Return how many letters that nobody wrote were put into the tray for each address in the hour before."""
    letters = OutgoingMail.objects.filter(
        recipient__in=emails, automatic=True, created_at__gt=at - HOUR, created_at__lte=at
    )
    return dict(letters.values_list("recipient").annotate(Count("pk")).order_by()) if emails else {}


def captured(limit: int = 200) -> QuerySet[OutgoingMail]:
    """Return the newest captured mails."""
    return OutgoingMail.objects.filter(state=CAPTURED).order_by("-pk")[:limit]


def captured_mail(pk: int) -> OutgoingMail | None:
    """Return one captured mail."""
    return OutgoingMail.objects.filter(pk=pk, state=CAPTURED).first()


def held_mails(limit: int = 200) -> QuerySet[RawMail]:
    """Return the mails that wait for people, the oldest first, without their bytes."""
    held = RawMail.objects.filter(state=HELD, erased_at=None).select_related("mailbox__network", "order")
    return held.defer("raw").order_by("received_at", "pk")[:limit]


def raw_mail(pk: int) -> RawMail | None:
    """Return a mail that came, without its bytes."""
    return RawMail.objects.select_related("mailbox__network").defer("raw").filter(pk=pk).first()
