"""Mailboxes as the office lists them, and those whose mail the desk fetches."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from amberdesk.mail.matching import Policy
from amberdesk.mail.models import HELD, Mailbox


def mailboxes() -> QuerySet[Mailbox]:
    """Return the mailboxes by network, each with the number of its held mails (`held`)."""
    held = Count("rawmail", filter=Q(rawmail__state=HELD))
    return (
        Mailbox.objects.select_related("network")
        .annotate(held=held)
        .order_by("-active", "network__name", "address")
    )


def mailbox_of(id: int) -> Mailbox | None:
    """Return one mailbox, as above."""
    return mailboxes().filter(pk=id).first()


def mailbox_at(address: str) -> Mailbox | None:
    """Return the active mailbox of an address, or of what stands before its plus."""
    folded = address.strip(" \t<>").lower()
    local, at, host = folded.rpartition("@")
    found = Mailbox.objects.select_related("network").filter(
        address__in={folded, local.partition("+")[0] + at + host}, active=True
    )
    return max(found, key=lambda box: len(box.address), default=None)


def fetched() -> list[tuple[int, str]]:
    """Return id and address of the mailboxes whose mail the desk fetches."""
    return list(
        Mailbox.objects.filter(active=True).exclude(host="").values_list("pk", "address").order_by("pk")
    )


def policy_on(box: Mailbox, at: datetime) -> Policy:
    """Return what the mailbox does with new reports at an instant: days are those of the network's own zone."""
    if box.next_policy and box.next_policy_on and _day(box, at) >= box.next_policy_on:
        return Policy(box.next_policy)
    return Policy(box.policy)


def _day(box: Mailbox, at: datetime) -> date:
    return at.astimezone(ZoneInfo(box.network.timezone)).date()
