"""What became of our mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from amberdesk.customers.models import Supervision
from amberdesk.mail.connections import SLOWLY
from amberdesk.mail.mailboxes import policy_on
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import CAPTURED, FAILED, HELD, PLACED, WAITING, Mailbox, OutgoingMail, RawMail
from amberdesk.orders.models import Order, Participant

HOUR = timedelta(hours=1)
MOST_COUNTED = 1000
TROUBLE_LASTS = timedelta(minutes=10)  # until a server that does not answer is worth a word
PATIENCE = timedelta(minutes=3)  # mail that waits longer is trouble


@dataclass(frozen=True, slots=True)
class Trouble:
    """Mail does not go out: since when, how many wait, and what the server said last."""

    since: datetime
    waiting: int
    error: str


def trouble(now: datetime) -> Trouble | None:
    """Return what is wrong with outgoing mail; None when it flows."""
    late = OutgoingMail.objects.filter(_late(now))
    found = late.aggregate(since=Min("created_at"), waiting=Count("pk"))
    if not found["waiting"]:
        return None
    error = late.exclude(error="").order_by("-due_at").values_list("error", flat=True).first()
    return Trouble(found["since"], found["waiting"], error or "")


def unsent_of(order: Order, now: datetime) -> QuerySet[OutgoingMail]:
    """Return the order's mails that failed, or wait too long."""
    return OutgoingMail.objects.filter(Q(state=FAILED) | _late(now), order=order).order_by("pk")


def _late(now: datetime) -> Q:
    """Mail that waits too long; an old letter that somebody has just sent again has yet to be tried."""
    fresh = Q(attempts=0, due_at__gt=now - PATIENCE, due_at__lte=now)
    return Q(state=WAITING, created_at__lt=now - PATIENCE) & ~fresh


def unreached(participant: Participant) -> str:
    """Return the participant's address when our last letter to it did not arrive, "" when it did or none was written."""
    if not participant.email:
        return ""
    last = OutgoingMail.objects.filter(participant=participant).exclude(state=WAITING).order_by("-pk").first()
    failed = last is not None and last.state == FAILED
    return participant.email if failed or participant.mail_failed_at else ""


def confirmations_to(emails: Collection[str], at: datetime) -> dict[str, int]:
    """Return how many confirmations were put into the tray for each address in the hour before."""
    letters = OutgoingMail.objects.filter(
        recipient__in=emails, confirms=True, created_at__gt=at - HOUR, created_at__lte=at
    )
    return dict(letters.values_list("recipient").annotate(Count("pk")).order_by()) if emails else {}


def captured(limit: int = 200) -> QuerySet[OutgoingMail]:
    """Return the newest captured mails."""
    return OutgoingMail.objects.filter(state=CAPTURED).order_by("-pk")[:limit]


def captured_mail(pk: int) -> OutgoingMail | None:
    """Return one captured mail."""
    return OutgoingMail.objects.filter(pk=pk, state=CAPTURED).first()


def mailboxes_in_trouble(now: datetime) -> list[Mailbox]:
    """Return the mailboxes that cannot be fetched: what only people mend at once, what may pass after a while."""
    rows = Mailbox.objects.filter(active=True).exclude(host="").exclude(trouble="")
    lasting = Q(trouble__in=[str(t) for t in SLOWLY]) | Q(trouble_since__lt=now - TROUBLE_LASTS)
    return list(rows.filter(lasting).order_by("trouble_since", "pk"))


def unusual_mailboxes() -> list[Mailbox]:
    """Return the mailboxes that are silent too long, of whose mail too much is held, or in which mail goes round."""
    rows = Mailbox.objects.filter(active=True)
    return list(
        rows.filter(Q(silent_since__isnull=False) | Q(lately_held__gt=0) | ~Q(going_round=[])).order_by("pk")
    )


def held_count(person_id: int) -> int:
    """Return how many mails wait in the networks that somebody answers for, counted to MOST_COUNTED."""
    mine = Supervision.objects.filter(person=person_id).values("network")
    held = RawMail.objects.filter(state=HELD, erased_at=None, mailbox__network__in=mine)
    return held.values("pk")[:MOST_COUNTED].count()


def pointing_of(order: Order) -> Mailbox | None:
    """Return the mailbox that made an order out of a mail and points its sender to the form; None for any other order."""
    row = RawMail.objects.filter(order=order, state=PLACED).select_related("mailbox__network").first()
    if row is None or policy_on(row.mailbox, row.received_at) != Policy.ACCEPT_AND_POINT:
        return None
    return row.mailbox


def held_because(reason: str) -> list[RawMail]:
    """Return all mails that are held for a reason, the oldest first, without their bytes."""
    held = RawMail.objects.filter(state=HELD, erased_at=None, reason=reason).defer("raw")
    return list(held.select_related("mailbox__network").order_by("received_at", "pk"))


def raw_mail(pk: int) -> RawMail | None:
    """Return a mail that came, without its bytes."""
    return RawMail.objects.select_related("mailbox__network").defer("raw").filter(pk=pk).first()
