"""What stands around an order: what it is linked with, other parties' numbers, who has it open, ready answers."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from amberdesk.customers.models import Site
from amberdesk.orders.models import (
    Attachment,
    Message,
    Order,
    OrderLink,
    Reference,
    ReplyTemplate,
    Viewer,
)
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person

SEEN_FOR = timedelta(seconds=45)  # a page that has not been heard of for so long is closed
NEWEST = 5


def related_orders(order: Order, networks: Collection[int]) -> list[tuple[Order, str]]:
    """Return the orders linked with this one that the reader may see, with how they are near."""
    links = OrderLink.objects.filter(Q(order=order) | Q(other=order)).select_related("order", "other")
    told: list[tuple[Order, str]] = []
    for link in links.order_by("pk"):
        if link.order_id == order.pk:
            told.append((link.other, link.how))
        else:
            told.append((link.order, "followed_by" if link.how == "follows" else link.how))
    return [(other, how) for other, how in told if other.network_id in networks]


def references_of(order: Order) -> list[Reference]:
    """Return other parties' numbers for the matter, first to last."""
    return list(Reference.objects.filter(order=order).order_by("pk"))


def open_at(site: Site) -> list[Order]:
    """Return the site's open orders, newest first."""
    found = Order.objects.open().filter(site=site).select_related("device", "category", "assignee")
    return list(found.order_by("-placed_at")[:NEWEST])


def viewers_of(order: Order, *, but: Person, at: datetime) -> list[str]:
    """Return the names of the others who have the order open, by name."""
    here = Viewer.objects.filter(order=order, seen_at__gt=at - SEEN_FOR).exclude(person=but)
    return list(here.order_by("person__name").values_list("person__name", flat=True))


def templates_for(order: Order) -> list[ReplyTemplate]:
    """Return the ready answers that fit the order's category, those made for it first, by name."""
    fitting = ReplyTemplate.objects.filter(Q(category=None) | Q(category=order.category_id), active=True)
    return sorted(fitting, key=lambda t: (t.category_id is None, t.name))


def last_event(order: Order) -> Event:
    """Return what has happened to the order last."""
    return journal(order.subject_key).reverse()[0]


def message_of(order: Order, pk: int) -> Message | None:
    """Return a message of the order."""
    return Message.objects.filter(order=order, pk=pk).first()


def drafts_of(person_id: int, keys: Collection[str]) -> list[Attachment]:
    """Return those of a person's own drafts that have these keys, in their order."""
    found = Attachment.objects.filter(key__in=list(keys), draft_of=f"person:{person_id}", message=None)
    return sorted(found, key=lambda a: a.pk)


def all_templates() -> list[ReplyTemplate]:
    """Return all ready answers, those in use first, by name."""
    return list(ReplyTemplate.objects.select_related("category").order_by("-active", "name"))


def template_of(pk: int) -> ReplyTemplate | None:
    """Return a ready answer."""
    return ReplyTemplate.objects.select_related("category").filter(pk=pk).first()
