"""Orders near another one: linked with it, of its device, of its site. One statement, however many there are."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from amberdesk.orders.models import Order
from amberdesk.start.engine.prepared import prepared

NEWEST = 5


class Near(NamedTuple):
    """Another order in one line."""

    id: int
    number: str
    subject: str
    state: str
    wait_reason: str
    placed_at: datetime
    how: str  # "device", "site", "related", "follows", "followed_by"


_LINE = "o.id, o.number, o.subject, o.state, o.wait_reason, o.placed_at"
_SEEN = "o.id <> %(order)s AND o.network_id = ANY(%(networks)s)"
_NEWEST = (
    "(SELECT {line}, '{how}' FROM orders_order o WHERE o.{how}_id = %({how})s AND {seen} "
    "ORDER BY o.placed_at DESC LIMIT {limit})"
)
_NEAR = f"""
SELECT {_LINE}, l.how FROM orders_orderlink l JOIN orders_order o ON o.id = l.other_id
 WHERE l.order_id = %(order)s AND {_SEEN}
UNION ALL
SELECT {_LINE}, CASE l.how WHEN 'follows' THEN 'followed_by' ELSE l.how END
  FROM orders_orderlink l JOIN orders_order o ON o.id = l.order_id WHERE l.other_id = %(order)s AND {_SEEN}
UNION ALL
{_NEWEST.format(line=_LINE, how="device", seen=_SEEN, limit=NEWEST)}
UNION ALL
{_NEWEST.format(line=_LINE, how="site", seen=_SEEN, limit=2 * NEWEST)}"""  # those of the device are among the site's
_FIRST = ("follows", "followed_by", "related", "device", "site")


def near_orders(order: Order, networks: Collection[int]) -> list[Near]:
    """Return the orders linked with this one, and the newest of its device and of its site.

    Only those of networks that the reader may see; one that is near in several ways is told once.
    """
    about = {
        "order": order.pk,
        "device": order.device_id,
        "site": order.site_id,
        "networks": list(networks),
    }
    with prepared() as cursor:
        cursor.execute(_NEAR, about)
        rows = [Near._make(row) for row in cursor.fetchall()]
    once: dict[int, Near] = {}
    for near in sorted(rows, key=lambda n: (_FIRST.index(n.how), -n.id)):
        once.setdefault(near.id, near)
    at_site = [n for n in once.values() if n.how == "site"][:NEWEST]
    return [n for n in once.values() if n.how != "site"] + at_site
