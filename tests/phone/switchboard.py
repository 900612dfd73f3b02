"""For tests of calls: a desk with a hotline, and what its exchange tells of calls, a second at a time."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import Call, Exchange, Hotline, Phone
from tests.factories import NINE
from tests.orders.shop import Desk, make_desk

CALLER = "+48600100200"
_key = count(1)


@dataclass
class Line:
    """The hotline of a desk. Seconds count from `start`."""

    desk: Desk
    exchange: Exchange
    hotline: Hotline
    start: datetime

    def tell(self, key: str, *events: tuple[float, str, dict[str, object]]) -> Call:
        """Take in what the exchange says of a call: (second, type, more)."""
        told = [
            {
                "id": f"{key}.{type}.{second}.{more.get('ring', '')}",
                "call": key,
                "type": type,
                "at": (self.start + timedelta(seconds=second)).isoformat(),
                **more,
            }
            for second, type, more in events
        ]
        last = max(second for second, *_ in events)
        at = self.start + timedelta(seconds=last)
        take_in(self.exchange, json.dumps(told).encode(), headers={}, at=at)
        return Call.objects.select_related("network", "hotline", "exchange").get(key=f"pbx:{key}")

    def ringing(self, second: float = 0, *, caller: str = CALLER, agent: str = "ewa", key: str = "") -> Call:
        """Return a call that rings a technician."""
        key = key or f"k{next(_key)}"
        return self.tell(
            key,
            (second, "call.offered", {"number": self.hotline.number, "from": caller}),
            (second + 1, "attempt.started", {"ring": f"{key}r", "agent": agent, "ring_ms": 12_000}),
            (second + 1.2, "attempt.ringing", {"ring": f"{key}r", "agent": agent}),
        )

    def answered(
        self, second: float = 0, *, caller: str = CALLER, agent: str = "ewa", talk: float = 60
    ) -> Call:
        """Return a call that was answered and is over; `talk` 0: it goes on."""
        key = self.ringing(second, caller=caller, agent=agent).key.partition(":")[2]
        events = [
            (second + 5, "call.answered", {"ring": f"{key}r", "agent": agent}),
            (second + 5, "leg.answered", {"ring": f"{key}r", "agent": agent}),
        ]
        if talk:
            events += [(second + 5 + talk, what, {"ring": f"{key}r"}) for what in ("leg.ended", "call.ended")]
        return self.tell(key, *events)  # type: ignore[arg-type]

    def abandoned(self, second: float = 0, *, caller: str = CALLER, after: float = 20) -> Call:
        """Return a call whose caller left before anybody answered."""
        key = f"k{next(_key)}"
        return self.tell(
            key,
            (second, "call.offered", {"number": self.hotline.number, "from": caller}),
            (second + after, "call.abandoned", {}),
        )

    def rejected(self, second: float = 0, *, caller: str = CALLER, reason: str = "nobody") -> Call:
        """Return a call that was not connected."""
        key = f"k{next(_key)}"
        return self.tell(
            key,
            (second, "call.offered", {"number": self.hotline.number, "from": caller}),
            (second + 1, "call.rejected", {"reason": reason}),
        )


def make_line(code: str = "FAL", start: datetime = NINE, *, template: str = "8-16") -> Line:
    """Return a desk whose technicians an exchange knows as "ewa" (L1), "tomasz" (L2) and "olga" (L3)."""
    desk = make_desk(code, template)
    exchange, is_new = Exchange.objects.get_or_create(
        code="pbx", defaults={"name": "Centrala", "kind": "api", "key_id": "a"}
    )
    number = f"+4858620{1100 + Hotline.objects.count()}"
    hotline = Hotline.objects.create(network=desk.network, number=number, exchange=exchange)
    if is_new:
        for agent in ("ewa", "tomasz", "olga"):
            Phone.objects.create(exchange=exchange, agent=agent, person=getattr(desk, agent))
    return Line(desk, exchange, hotline, start)
