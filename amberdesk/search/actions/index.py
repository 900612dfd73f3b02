"""Index orders: a subscriber, and a command for all."""

from collections.abc import Iterable

from django.db import connection, transaction

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
    index(int(event.subject.removeprefix("order:")))


def index_message_place(event: Event) -> None:
    """Index both orders between which a message moved."""
    index_order(event)
    index(event.data["other"])


@transaction.atomic
def index(order_id: int) -> None:
    """Write the words of an order into the index."""
    found = Order.objects.select_related(
        "network", "site", "device", "category", "contact", "assignee", "placed_by"
    )
    order = found.filter(pk=order_id).first()
    if order is None:
        return
    public, internal = texts(order)
    seen = keys_of_text("\n".join(public))
    everything = seen | keys_of_text("\n".join(internal))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [order.pk, order.network_id, sorted(seen), sorted(everything)])


def texts(order: Order) -> tuple[list[str], list[str]]:
    """Return (what the customer's side may see, what only we may see) of an order."""
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
    for whose, number in order.references.values_list("whose", "number"):
        internal += [whose, number]
    said = Message.objects.filter(order=order, taken_back_at=None, erased_at=None).order_by("pk")
    for message in said.prefetch_related("attachments"):
        place = public if message.public else internal
        place += [message.text, *message.facts.values(), *(a.name for a in message.attachments.all())]
    return public, internal


def index_all(after: int = 0, batch: int = 500) -> Iterable[int]:
    """Index every order with a greater id, oldest first; yields how many are done, batch by batch."""
    done = 0
    while ids := list(Order.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:batch]):
        for pk in ids:
            index(pk)
        after, done = ids[-1], done + len(ids)
        yield done
