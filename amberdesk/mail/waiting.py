"""Held mail as people look for it: what waits, what was decided, and to what a mail may belong."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from amberdesk.customers.finding import find_sites
from amberdesk.customers.models import Contact, Site
from amberdesk.mail.matching import Why, numbers_in
from amberdesk.mail.models import HELD, RawMail
from amberdesk.mail.senders import contact_of
from amberdesk.orders.models import Order

PAGE = 50
SETTLED_SHOWN = timedelta(days=30)
MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page of mails; `next`: the key after which the next one begins, "" for the last page."""

    mails: list[RawMail]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """An order to which a mail may belong. why: named, number, sender, site"""

    order: Order
    why: str


def waiting(mails: QuerySet[RawMail], *, reason: str = "", after: str = "") -> HeldPage:
    """Return the mails that wait, the oldest first."""
    rows = mails.filter(state=HELD, erased_at=None)
    rows = rows.filter(reason=reason) if reason else rows
    rows = rows.filter(pk__gt=int(after)) if _is_key(after) else rows
    found = list(rows.order_by("pk")[: PAGE + 1])
    return HeldPage(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def all_waiting() -> Iterator[RawMail]:
    """Yield all mails that wait, of all networks, the oldest first, without their bytes."""
    mails, page = RawMail.objects.select_related("mailbox__network", "order").defer("raw"), None
    while page is None or page.next:
        page = waiting(mails, after=page.next if page else "")
        yield from page.mails


def settled(mails: QuerySet[RawMail], at: datetime, *, after: str = "") -> HeldPage:
    """Return what people decided lately, the newest first."""
    rows = mails.filter(settled_at__gt=at - SETTLED_SHOWN)
    last = rows.filter(pk=int(after)).first() if _is_key(after) else None
    if last is not None:
        rows = rows.filter(Q(settled_at__lt=last.settled_at) | Q(settled_at=last.settled_at, pk__lt=last.pk))
    found = list(rows.order_by("-settled_at", "-pk")[: PAGE + 1])
    return HeldPage(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def everything(mails: QuerySet[RawMail], *, state: str = "", words: str = "", after: str = "") -> HeldPage:
    """Return all mails that came, the newest first: those whose sender or subject has the words."""
    rows = mails.filter(state=state) if state else mails
    if words := words.replace("\x00", "").strip()[:80]:
        rows = rows.filter(Q(sender__icontains=words) | Q(subject__icontains=words))
    rows = rows.filter(pk__lt=int(after)) if _is_key(after) else rows
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return HeldPage(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def reasons_waiting(mails: QuerySet[RawMail]) -> list[tuple[str, int]]:
    """Return why mails wait, each reason with how many, the most first."""
    rows = mails.filter(state=HELD, erased_at=None).order_by().values_list("reason")
    return list(rows.annotate(n=Count("pk")).order_by("-n", "reason"))


def suggested(row: RawMail, networks: Collection[int]) -> list[Suggested]:
    """Return the orders of these networks to which a mail may belong, the likeliest first."""
    seen = Order.objects.filter(network__in=list(networks)).select_related("network", "site")
    here = seen.filter(network=row.mailbox.network_id)
    found: dict[int, Suggested] = {}

    def offer(orders: QuerySet[Order], why: str) -> None:
        for order in orders[:MOST_SUGGESTED]:
            found.setdefault(order.pk, Suggested(order, why))

    if row.order_id:
        offer(seen.filter(pk=row.order_id), "number" if row.reason == Why.NUMBER_ONLY else "named")
    if numbers := numbers_in(row.subject):
        offer(here.filter(number__in=numbers), "number")
    if row.sender:
        follows = Q(participants__email=row.sender, participants__removed_at=None)
        offer(here.open().filter(follows).distinct().order_by("-placed_at"), "sender")
        contact = contact_of(row.mailbox.network, row.sender)
        if contact is not None and contact.site_id:
            offer(here.open().filter(site=contact.site_id).order_by("-placed_at"), "site")
    return list(found.values())[:MOST_SUGGESTED]


def sender_of(row: RawMail) -> Contact | None:
    """Return whom the network knows under the sender's address."""
    return contact_of(row.mailbox.network, row.sender) if row.sender else None


def site_meant(row: RawMail, text: str) -> list[Site]:
    """Return the sites of the mail's network that typed words mean, likeliest first."""
    code = text.split()[0] if text.split() else ""
    for words in (text, code):
        found = {f.site.pk: f.site for f in find_sites([row.mailbox.network_id], words)}
        if found:
            exact = [s for s in found.values() if s.code.casefold() == code.casefold()]
            return exact or list(found.values())
    return []


def neighbours(mails: QuerySet[RawMail], row: RawMail) -> tuple[int | None, int | None]:
    """Return the ids of the waiting mails before and after one."""
    here = mails.filter(state=HELD, erased_at=None)
    before = here.filter(pk__lt=row.pk).order_by("-pk").values_list("pk", flat=True).first()
    return before, here.filter(pk__gt=row.pk).order_by("pk").values_list("pk", flat=True).first()


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
