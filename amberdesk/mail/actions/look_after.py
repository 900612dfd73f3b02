"""Look after the mailboxes: is one silent, is too much of its mail held, does mail go round. The last look counts."""

from datetime import datetime

from django.db.models import Count, Max, Q

from amberdesk.mail.circles import circles
from amberdesk.mail.matching import Why
from amberdesk.mail.models import KEPT, Mailbox, RawMail
from amberdesk.mail.rhythm import LATELY, WEEK, WEEKS, Share, is_silent, rises, silence_begins
from amberdesk.mail.screening import Reason

HOLDING = sorted(
    {str(r) for r in (*Why, *Reason)} - {"own", "read_receipt", "bounce", "delayed", "away", Why.FORM_ONLY}
    | {"refused", "failed"}
)


def look_after_mailboxes(now: datetime) -> int:
    """Note what is unusual about each active mailbox; return how many are not as usual. Safe in parallel."""
    wrong = 0
    for box in Mailbox.objects.filter(active=True).order_by("pk"):
        since, lately = silent_since(box, now), held_lately(box, now)
        held, came = (lately.held, lately.came) if lately else (0, 0)
        round_ = circles(box, now)
        seen = {"silent_since": since, "lately_held": held, "lately_came": came, "going_round": round_}
        Mailbox.objects.filter(pk=box.pk).update(**seen)
        wrong += since is not None or lately is not None or bool(round_)
    return wrong


def silent_since(box: Mailbox, now: datetime) -> datetime | None:
    """Return since when nothing came, if that is unusual; None else."""
    came = RawMail.objects.filter(mailbox=box)
    last = came.filter(received_at__lte=now).aggregate(last=Max("received_at"))["last"]
    if last is None:
        return None
    begin = silence_begins(last, now)
    before = {
        f"week{n}": Count("pk", filter=Q(received_at__gt=begin - n * WEEK, received_at__lte=now - n * WEEK))
        for n in range(1, WEEKS + 1)
    }
    counts = came.filter(received_at__gt=begin - WEEKS * WEEK, received_at__lte=now - WEEK).aggregate(
        **before
    )
    return last if is_silent(list(counts.values())) else None


def held_lately(box: Mailbox, now: datetime) -> Share | None:
    """Return the last day's share of held and failed mail, if it is higher than usual; None else.

    A mail that people have decided about still counts: that it had to be held is what is looked at.
    """
    held = Q(reason__in=HOLDING) | Q(state=KEPT, attempts__gt=0)
    recent, since = Q(received_at__gt=now - LATELY), now - WEEKS * WEEK
    rows = RawMail.objects.filter(mailbox=box, received_at__gt=since, received_at__lte=now)
    n = rows.aggregate(
        held=Count("pk", filter=held & recent),
        came=Count("pk", filter=recent),
        usually_held=Count("pk", filter=held & ~recent),
        usually_came=Count("pk", filter=~recent),
    )
    lately = Share(n["held"], n["came"])
    return lately if rises(lately, Share(n["usually_held"], n["usually_came"])) else None
