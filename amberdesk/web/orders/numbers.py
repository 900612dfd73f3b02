"""Which order a typed number means."""

from amberdesk.orders import access
from amberdesk.orders.models import Order
from amberdesk.orders.numbers import numbers_meant
from amberdesk.web.orders.seat import Seat


def order_meant(seat: Seat, text: str) -> Order | None:
    """Return the order that the reader means and may see: a whole number, or its end within the same network."""
    years = dict.fromkeys((seat.order.placed_at.year, seat.at.year, seat.at.year - 1))
    for number in numbers_meant(text, seat.order.network.code, years):
        try:
            return seat.other(number)
        except access.NoSuchOrder:
            continue
    return None
