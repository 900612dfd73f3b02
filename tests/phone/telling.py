"""Calls as an exchange tells them, for tests: each through the real way in."""

import json
from datetime import datetime, timedelta
from itertools import count

from amberdesk.customers.models import Network
from amberdesk.people.models import Person
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import Call, Exchange, Hotline, Phone
from tests.factories import NINE

LINE = "+48586201100"
_number = count(1)


def make_hotline(network: Network, number: str = LINE, *agents: Person) -> Exchange:
    """Return an exchange with a hotline of the network and phones "t1", "t2" ... of the agents."""
    facts = {"name": "Centrala", "kind": "api", "heard_since": NINE - timedelta(days=60)}
    exchange, _ = Exchange.objects.get_or_create(code="pbx", defaults=facts)
    Hotline.objects.create(network=network, number=number, exchange=exchange)
    for place, person in enumerate(agents, start=1):
        Phone.objects.create(exchange=exchange, agent=f"t{place}", person=person)
    return exchange


def ring(
    exchange: Exchange,
    *,
    at: datetime = NINE,
    wait: float = 5,
    talk: float | None = 60,
    agent: str = "t1",
    number: str = LINE,
    caller: str = "600100200",
    name: str = "",
    end: str = "call.ended",
    late: timedelta = timedelta(minutes=10),
) -> Call:
    """Return a call that waited and was talked in (seconds); no talk: it ended unanswered by `end`."""
    key = f"w{next(_number)}"
    told: list[dict[str, object]] = [
        {"type": "call.offered", "number": number, "from": caller, "name": name, "s": 0}
    ]
    told += [
        {"type": "attempt.started", "ring": "1", "agent": agent, "ring_ms": 12_000, "s": 0},
        {"type": "attempt.ringing", "ring": "1", "agent": agent, "s": 0},
    ]
    if talk is None:
        told.append({"type": end, "s": wait} | ({"reason": "nobody"} if end == "call.rejected" else {}))
    else:
        told.append({"type": "call.answered", "ring": "1", "agent": agent, "s": wait})
        told.append({"type": "call.ended", "by": "caller", "s": wait + talk})
    for place, event in enumerate(told):
        moment = at + timedelta(seconds=float(str(event.pop("s"))))
        event |= {"id": f"{key}.{place}", "call": key, "at": moment.isoformat(), "seq": place}
    take_in(exchange, json.dumps(told).encode(), headers={}, at=at + late)
    return Call.objects.get(key=f"pbx:{key}")
