"""A hotline with its exchange and technicians at their desks, for tests of the loop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from amberdesk.customers.models import Network
from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.actions.route import Answer, Question, route
from amberdesk.phone.actions.take_in import call_key, note_told
from amberdesk.phone.happenings import Happening, What
from amberdesk.phone.models import Call, Exchange, Hotline, Reservation
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.models import Presence
from tests.factories import NINE, make_company, make_network, make_shift, make_technician

SECOND = timedelta(seconds=1)
_number = count(100)


@dataclass
class Line:
    """A hotline; `step` is the switch's own count of what it tells."""

    network: Network
    exchange: Exchange
    hotline: Hotline
    step: Any = field(default_factory=lambda: count(1))

    def ask(self, call: str = "k1", at: datetime = NINE, **more: str) -> Answer:
        question = Question(
            call_key=call_key(self.exchange, call),
            number=self.hotline.number,
            **{"handle": f"h-{call}", "caller": "+48600100200"} | more,
        )
        return route(self.exchange, question, at=at)

    def tell(
        self,
        call: str,
        what: What | str,
        at: datetime = NINE,
        *,
        told_at: datetime | None = None,
        **more: Any,
    ) -> Call:
        """Return the call after one more thing was told of it, at once or later."""
        number = next(self.step)
        happening = Happening(
            id=f"{call}.{number}", what=What(what), at=at, number=self.hotline.number, **more
        )
        note_told(self.exchange, [(call, happening)], received_at=told_at or at, at=told_at or at)
        return Call.objects.get(key=call_key(self.exchange, call))

    def rings(
        self, call: str = "k1", at: datetime = NINE, ring: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Let the first phone of the answer ring, as the exchange would tell it; return that phone."""
        phone = ring or self.ask(call, at).data["phones"][0]
        self.tell(call, What.STARTED, at, agent=phone["agent"], ring=phone["ring"], ring_ms=12_000)
        self.tell(call, What.RINGING, at, agent=phone["agent"], ring=phone["ring"])
        return phone

    def answered(self, call: str = "k1", at: datetime = NINE) -> dict[str, Any]:
        phone = self.rings(call, at)
        self.tell(call, What.ANSWERED, at + 3 * SECOND, agent=phone["agent"], ring=phone["ring"])
        return phone


def make_line(network: Network | None = None, exchange: Exchange | None = None, **facts: Any) -> Line:
    network = network or make_network()
    exchange = exchange or make_exchange()
    facts = {"number": f"+4858620{next(_number):04}"} | facts
    return Line(network, exchange, Hotline.objects.create(network=network, exchange=exchange, **facts))


def make_exchange(**facts: Any) -> Exchange:
    make_company()
    return Exchange.objects.create(
        **{"name": "Centrala", "code": "pbx", "kind": "api", "key_id": "a"} | facts
    )


def at_the_desk(
    name: str,
    *networks: Network,
    level: str = "L1",
    since: datetime = NINE - 30 * SECOND,
    status: str = "available",
) -> Person:
    """Return a technician on shift, in a status."""
    person = make_technician(level, *networks, name=name, phone="+48500100200")
    make_shift(person, level, NINE - timedelta(hours=1), 10)
    set_presence(person, status=status, by=MACHINE, at=since)
    return person


def status_of(person: Person) -> str:
    return Presence.objects.get(person=person).status


def held(person: Person) -> str | None:
    """Return the key of the call for which somebody is reserved."""
    return Reservation.objects.filter(person=person).values_list("call_key", flat=True).first()
