"""The shops of a running desk, as its forms know them."""

from typing import NamedTuple

from amberdesk.customers.links import make_key
from bench.desk import Desk


class Shop(NamedTuple):
    """A shop's own link and one of its devices."""

    path: str
    device: int
    network: int


def shops_of(desk: Desk) -> list[Shop]:
    """Return all shops. Django must know the desk's keys (bench.django.use)."""
    with desk.connect() as connection:
        rows = connection.execute(
            "SELECT s.id, s.link_epoch, min(d.id), s.network_id FROM customers_site s"
            " JOIN customers_device d ON d.site_id = s.id GROUP BY s.id ORDER BY s.id"
        ).fetchall()
    return [Shop(f"/s/{make_key('s', pk, epoch)}/", device, network) for pk, epoch, device, network in rows]
