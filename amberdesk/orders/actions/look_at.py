"""Keep who has an order open, and that a mention has been read."""

from datetime import datetime

from django.db import connection, transaction

from amberdesk.orders.models import Mention, Order, Viewer
from amberdesk.orders.surroundings import SEEN_FOR
from amberdesk.outbox.publish import announce
from amberdesk.people.models import Person

_SEE = """
INSERT INTO orders_viewer (order_id, person_id, seen_at) VALUES (%(order)s, %(person)s, %(at)s)
ON CONFLICT (order_id, person_id) DO UPDATE SET seen_at = excluded.seen_at RETURNING
  (SELECT v.seen_at FROM orders_viewer v WHERE v.order_id = %(order)s AND v.person_id = %(person)s)"""


def topic_of(order: Order) -> str:
    """Return the live topic of those who have the order open."""
    return f"viewers:{order.pk}"


@transaction.atomic
def look_at(order: Order, *, person: Person, at: datetime) -> bool:
    """Keep that the person has the order open; True (and the others' pages are told) when he was not there before."""
    with connection.cursor() as cursor:
        cursor.execute(_SEE, {"order": order.pk, "person": person.pk, "at": at})
        before = cursor.fetchone()[0]
    Mention.objects.filter(person=person, message__order=order, seen_at=None).update(seen_at=at)
    if before is not None and before > at - SEEN_FOR:
        return False
    announce(topic_of(order))
    return True


@transaction.atomic
def look_away(order: Order, *, person: Person) -> None:
    """Forget that the person has the order open; the others' pages are told."""
    if Viewer.objects.filter(order=order, person=person).delete()[0]:
        announce(topic_of(order))


def sweep_viewers(now: datetime) -> int:
    """Forget pages that were closed without a word; return how many."""
    return Viewer.objects.filter(seen_at__lt=now - 10 * SEEN_FOR).delete()[0]
