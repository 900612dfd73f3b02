"""Mailboxes as the office lists them, and those whose mail the desk fetches."""

from datetime import date

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
    """Return the active mailbox of an address."""
    folded = address.strip().lower()
    return Mailbox.objects.select_related("network").filter(address=folded, active=True).first()


def fetched() -> list[tuple[int, str]]:
    """Return id and address of the mailboxes whose mail the desk fetches."""
    return list(
        Mailbox.objects.filter(active=True).exclude(host="").values_list("pk", "address").order_by("pk")
    )


def policy_on(box: Mailbox, day: date) -> Policy:
    """Return what the mailbox does with new reports on a day."""
    if box.next_policy and box.next_policy_on and day >= box.next_policy_on:
        return Policy(box.next_policy)
    return Policy(box.policy)
