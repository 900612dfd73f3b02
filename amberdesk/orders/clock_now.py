"""What one order's clocks show now, from their rows."""

from datetime import datetime

from amberdesk.customers.codes import INNER, PROMISED
from amberdesk.orders.bars import Bar, Bars, ClockRow
from amberdesk.orders.models import Order


def clocks_now(order: Order, at: datetime, *, inner: bool = False) -> list[Bar]:
    """Return the order's clocks as they stand, response first; those of the levels only if `inner`."""
    calendar = order.site.hours_id if order.site else None
    wanted = [*PROMISED, *(INNER if inner else ())]
    clocks = sorted(
        (c for c in order.clocks.all() if c.target in wanted), key=lambda c: wanted.index(c.target)
    )
    rows = [
        ClockRow(c.target, c.state, c.limit.total_seconds(), c.used.total_seconds(), c.due_at, calendar)
        for c in clocks
    ]
    bars = Bars({order.network_id: order.network}, at)
    return [bar for bar in bars.of([(order, row) for row in rows]) if bar]
