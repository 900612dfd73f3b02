"""What the desk knows beside what was told of calls: hotlines by number, technicians by exchange and agent."""

from collections.abc import Iterable, Sequence
from typing import Any

from amberdesk.customers.models import Network
from amberdesk.phone.calls import CallFacts
from amberdesk.phone.crew import duty_now
from amberdesk.phone.exchanges import BY_HAND, OWN, Kind
from amberdesk.phone.happenings import Happening, Reason
from amberdesk.phone.models import Call, Hotline
from amberdesk.phone.numbers import DESK, as_number, named_by_us
from amberdesk.phone.talks import LONGEST_AGENT
from amberdesk.start.engine.prepared import columns, found, made

_EXCHANGES = "SELECT code, id, kind FROM phone_exchange WHERE code = ANY(%s::text[])"
COLUMNS = f"{columns(Hotline, 'h')}, {columns(Network, 'n')}"  # as `hotline_of` reads them
HOTLINES = "phone_hotline h JOIN customers_network n ON n.id = h.network_id"
_NAMED = f"""
SELECT {COLUMNS} FROM {HOTLINES}
 WHERE h.number = ANY(%s::text[]) OR h.id = ANY(%s::bigint[])"""
_PEOPLE = """
SELECT exchange_id, agent, person_id FROM phone_phone WHERE exchange_id = ANY(%s::bigint[]) AND agent = ANY(%s::text[])
 UNION ALL SELECT NULL, NULL, id FROM people_person WHERE id = ANY(%s::bigint[])"""
_OF_HOTLINE = len(Hotline._meta.concrete_fields)


def hotline_of(row: Sequence[Any]) -> Hotline:
    """Return a hotline with its network from the columns of both."""
    hotline = made(Hotline, row[:_OF_HOTLINE])
    hotline.network = made(Network, row[_OF_HOTLINE:])
    return hotline


class Known:
    """Read once a turn, and only what the calls of the turn need."""

    def __init__(self, keys: Sequence[str]) -> None:
        codes = {key: key.partition(":")[0] for key in keys}
        read = found(_EXCHANGES, sorted({OWN, *codes.values()}))
        exchanges = {code: (id, kind) for code, id, kind in read}
        self.exchange_of = {key: exchanges[code][0] for key, code in codes.items()}
        self._kinds = dict(exchanges.values())
        self._own = exchanges[OWN][0] if OWN in exchanges else None
        self.by_hand = OWN in exchanges  # calls were ever told by the key "Rozmawiam"

    def read(self, calls: Iterable[Call], told: Iterable[Sequence[Happening]]) -> None:
        """Read who and what is named in what was told of some calls."""
        happenings = [happening for one in told for happening in one]
        self._read_hotlines(calls, happenings)
        self._read_people(happenings)

    def _read_hotlines(self, calls: Iterable[Call], happenings: Sequence[Happening]) -> None:
        numbers = sorted({as_number(number) for number in {h.number for h in happenings} if number})
        ids = sorted({call.hotline_id for call in calls if call.hotline_id})
        hotlines = [hotline_of(row) for row in found(_NAMED, numbers, ids)]
        self._by_number = {hotline.number: hotline for hotline in hotlines}
        self._by_id = {hotline.pk: hotline for hotline in hotlines}

    def _read_people(self, happenings: Sequence[Happening]) -> None:
        said = {name[:LONGEST_AGENT] for h in happenings for name in (h.agent, h.ring, h.target) if name}
        ours = {id for name in said if (id := named_by_us(name)) is not None}
        self._people: dict[tuple[int, str], int] = {}
        self._ours: set[int] = set()
        for exchange, agent, person in found(_PEOPLE, list(self._kinds), sorted(said), sorted(ours)):
            if exchange is None:
                self._ours.add(person)
            else:
                self._people[exchange, agent] = person

    def person(self, call: Call, facts: CallFacts, agent: str) -> int | None:
        """Return the technician behind an agent's name: by the exchange's phones, or named by the desk itself.

        Who answered and is nobody's phone that we know, is whoever said by his key that he did.
        """
        known = self._people.get((call.exchange_id, agent))
        known = known or (self._named(agent) if self._is_our_name(call, agent) else None)
        said = facts.by_hand if agent == facts.answered_by else ""
        return known or (self._named(said) if said else None)

    def _named(self, agent: str) -> int | None:
        """Return who is meant by "p<his id>"; nobody when there is no such person."""
        id = named_by_us(agent)
        return id if id in self._ours else None

    def _is_our_name(self, call: Call, agent: str) -> bool:
        """Return whether an agent can be named by us: where we say whom to ring, told of it ourselves, or passed it on.

        At any other exchange "p7" is somebody's phone of that name.
        """
        kind, id = self._kinds[call.exchange_id], call.key.partition(":")[2]
        if kind == Kind.ASTERISK:
            return agent.startswith(DESK)
        return kind == Kind.API or (kind == Kind.REPORT and id.startswith(BY_HAND))

    def hotline(self, facts: CallFacts, call: Call) -> Hotline | None:
        """Return the hotline that was dialled: the first number told that is one of this exchange.

        Where none is any more (it has another number now, or another exchange), the call keeps the one it had.
        """
        for number in facts.numbers:
            found = self._by_number.get(as_number(number))
            if found and (call.exchange_id == self._own or found.exchange_id in (None, call.exchange_id)):
                return found
        return self._by_id[call.hotline_id] if call.hotline_id else None

    def people(self, call: Call, facts: CallFacts) -> dict[str, int]:
        """Return who is behind the agents of a call, as far as we know them."""
        agents = {ring.agent for ring in facts.rings} | {talk.agent for talk in facts.talks}
        found = {agent: self.person(call, facts, agent) for agent in agents}
        return {agent: person for agent, person in found.items() if person is not None}

    def reason(self, facts: CallFacts, call: Call, hotline: Hotline | None) -> str:
        """Return why it was not connected. An Asterisk knows no hours: its queue is as empty at night as at a break."""
        asterisk = self._kinds[call.exchange_id] == Kind.ASTERISK
        if asterisk and facts.reason == Reason.NOBODY and hotline is not None:
            closed = duty_now(hotline.network, facts.offered_at).level is None
            return Reason.CLOSED.value if closed else Reason.NOBODY.value
        return facts.reason.value if facts.reason else ""
