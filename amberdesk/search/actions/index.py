"""Index orders: a subscriber, and a command for all."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Prefetch

from amberdesk.orders.models import Message, Order
from amberdesk.outbox.models import Event
from amberdesk.search.keys import keys_of_text

_WRITE = """
INSERT INTO search_searchdoc (order_id, network_id, public, "full")
VALUES (%s, %s, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]))
ON CONFLICT (order_id) DO UPDATE SET network_id = excluded.network_id, public = excluded.public, "full" = excluded."full"
"""


def index_order(event: Event) -> None:
    """Index the order of an event anew."""
    index_orders([event])


def index_orders(events: Sequence[Event]) -> None:
    """Index the orders of events anew, each once."""
    index_some({int(event.subject.removeprefix("order:")) for event in events})


def index_message_place(event: Event) -> None:
    """Index both orders between which a message moved."""
    index_order(event)
    index(event.data["other"])


def index(order_id: int) -> None:
    """Write the words of an order into the index."""
    index_some([order_id])


@transaction.atomic
def index_some(ids: Iterable[int]) -> None:
    """Write the words of orders into the index, in a few statements however many they are."""
    said = Message.objects.filter(taken_back_at=None, erased_at=None).order_by("pk")
    found = (
        Order.objects.filter(pk__in=list(ids))
        .order_by("pk")
        .select_related("network", "site", "device", "category", "contact", "assignee", "placed_by")
    )
    whole = found.prefetch_related(
        "references", Prefetch("messages", said.prefetch_related("attachments"), to_attr="said")
    )
    rows = [(order.pk, order.network_id, *_keys(order)) for order in whole]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, rows)


def _keys(order: Order) -> tuple[list[str], list[str]]:
    public, internal = texts(order)
    seen = keys_of_text("\n".join(public))
    return sorted(seen), sorted(seen | keys_of_text("\n".join(internal)))


def texts(order: Order) -> tuple[list[str], list[str]]:
    """Return (what the customer's side may see, what only we may see) of an order with what was `said`."""
    kind = list(order.category.name.values()) if order.category else []
    public = [order.number, order.subject, *kind, order.reporter_name]
    public += [order.reporter_phone, order.reporter_email]
    if order.site:
        public += [order.site.code, order.site.name, order.site.street, order.site.city]
    if order.device:
        public += [order.device.label, order.device.model, order.device.serial]
    if order.contact:
        public += [order.contact.name, *order.contact.emails]
    internal = [
        *order.tags,
        order.assignee.name if order.assignee else "",
        order.placed_by.name if order.placed_by else "",
    ]
    for reference in order.references.all():
        internal += [reference.whose, reference.number]
    for message in order.said:  # type: ignore[attr-defined]
        place = public if message.public else internal
        place += [message.text, *message.facts.values(), *(a.name for a in message.attachments.all())]
    return public, internal


def index_all(after: int = 0, batch: int = 500) -> Iterable[int]:
    """Index every order with a greater id, oldest first; yields how many are done, batch by batch."""
    done = 0
    while ids := list(Order.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:batch]):
        index_some(ids)
        after, done = ids[-1], done + len(ids)
        yield done


def index_missing(batch: int = 500) -> Iterable[int]:
    """Index the orders that have no words yet, oldest first; yields how many are done, batch by batch."""
    after = done = 0
    wordless = Order.objects.filter(searchdoc=None).order_by("pk").values_list("pk", flat=True)
    while ids := list(wordless.filter(pk__gt=after)[:batch]):
        index_some(ids)
        after, done = ids[-1], done + len(ids)
        yield done
