"""Orders that tell of the same: for the technician who wonders how it was solved the last time."""

from django.db import connection, transaction

from amberdesk.orders.access import orders_for
from amberdesk.orders.models import Order
from amberdesk.rosters.standing import Standing
from amberdesk.search.keys import words
from amberdesk.search.question import tsquery

SHOWN = 5
MOST_WORDS = 6  # of the subject, the first ones
SHORTEST = 4  # letters of a word that tells something
PATIENCE = 300  # ms for one question


@transaction.atomic
def similar_orders(order: Order, standing: Standing) -> list[Order]:
    """Return other orders with the subject's words that a member of staff may see, nearest first, then newest.

    Nearest are those with all words, then with all but the last, and so on down to two (or the only one).
    """
    asked = list(dict.fromkeys(w for w in words(order.subject) if len(w) >= SHORTEST))[:MOST_WORDS]
    found: list[int] = []
    for count in range(len(asked), min(len(asked), 2) - 1, -1):
        if count and len(found) < SHOWN:
            found += _with(asked[:count], order, standing, found)
    chosen = {o.pk: o for o in orders_for(standing).filter(pk__in=found)}
    return [chosen[pk] for pk in found if pk in chosen]


def _with(asked: list[str], order: Order, standing: Standing, but: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
        cursor.execute(
            'SELECT order_id FROM search_searchdoc WHERE "full" @@ %s::tsquery AND network_id = ANY(%s)'
            " AND order_id <> ALL(%s) ORDER BY order_id DESC LIMIT %s",
            [tsquery(" ".join(asked)), sorted(standing.networks), [order.pk, *but], SHOWN - len(but)],
        )
        return [row[0] for row in cursor.fetchall()]
