"""Reckon calls again from everything that was told of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from amberdesk.outbox.publish import announce
from amberdesk.people.models import Person
from amberdesk.phone.actions.figures import mark_days
from amberdesk.phone.actions.follow import follow
from amberdesk.phone.actions.join import join_told_by_hand
from amberdesk.phone.calls import CallFacts, call_of
from amberdesk.phone.changes import Before, Change
from amberdesk.phone.crew import duty_now
from amberdesk.phone.exchanges import BY_HAND, OWN, Kind
from amberdesk.phone.happenings import Happening, Reason, happening
from amberdesk.phone.models import Call, Exchange, Hotline, Phone, Ring, Segment, Told
from amberdesk.phone.numbers import DESK, as_number, named_by_us

RECKONED = [
    "coarse",
    "number",
    "caller",
    "caller_name",
    "offered_at",
    "queued_at",
    "answered_at",
    "ended_at",
    "outcome",
    "reason",
    "ended_by",
    "target",
    "answered_by_id",
    "wait_ms",
    "talk_ms",
    "hotline_id",
    "network_id",
]
STORED = [name.removesuffix("_id") for name in RECKONED]
MANY = 500  # calls in one turn
UNKNOWN = ""  # the outcome of a row of which nothing was reckoned yet; it never leaves a transaction


def reckon_calls(keys: Sequence[str], *, at: datetime) -> int:
    """Reckon the calls with these keys; return how many there are. Each turn is one transaction under row locks."""
    ordered = sorted(set(keys))
    return sum(_reckon(ordered[start : start + MANY], at) for start in range(0, len(ordered), MANY))


@transaction.atomic
def _reckon(keys: Sequence[str], at: datetime) -> int:
    known = Known(keys)
    calls = _locked(keys)
    if missing := sorted(set(keys) - {call.key for call in calls}):
        _add_blank(missing, known, at)
        calls = _locked(keys)
    told = told_of(keys)  # read under the locks: whoever tells more meanwhile waits, and reckons again
    before, rows = _before(calls), {call.pk: _row(call) for call in calls}
    changed = []
    places = {(call.network_id, call.offered_at) for call in calls}
    for call in calls:
        facts = call_of(told[call.key])
        if facts is not None:
            known.apply(facts, call)
            changed.append((call, facts))
    changes = [Change(call, facts, before[call.pk], known.people(call, facts)) for call, facts in changed]
    if join_told_by_hand(changes):
        return _reckon(keys, at)
    other = [call for call, _ in changed if _row(call) != rows[call.pk]]
    Call.objects.bulk_create(other, update_conflicts=True, unique_fields=["id"], update_fields=STORED)
    _replace_parts(changed, known)
    follow(changes, at=at)
    mark_days(places | {(call.network_id, call.offered_at) for call, _ in changed})
    announce(*topics_of(call for call, _ in changed))
    return len(changed)


def _locked(keys: Sequence[str]) -> list[Call]:
    return list(Call.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _add_blank(keys: Sequence[str], known: "Known", at: datetime) -> None:
    blank = [
        Call(key=key, exchange_id=known.exchange_of[key], offered_at=at, outcome=UNKNOWN) for key in keys
    ]
    Call.objects.bulk_create(blank, ignore_conflicts=True)


def _row(call: Call) -> list[object]:
    """Return the columns that are reckoned."""
    return [getattr(call, name) for name in RECKONED]


def _before(calls: Iterable[Call]) -> dict[int, Before]:
    """Return how the calls stand in the rows, by id."""
    rings: dict[int, dict[str, tuple[str, bool]]] = {call.pk: {} for call in calls}
    rows = Ring.objects.filter(call__in=list(rings))
    for call_id, key, result, missed in rows.values_list("call_id", "key", "result", "missed"):
        rings[call_id][key] = (result, missed)
    return {c.pk: Before(c.outcome, c.answered_at, c.ended_at, rings[c.pk]) for c in calls}


def told_of(keys: Iterable[str]) -> Mapping[str, list[Happening]]:
    """Return what was told of each call."""
    found: dict[str, list[Happening]] = defaultdict(list)
    rows = Told.objects.filter(call_key__in=list(keys))
    for source_id, key, what, at, data in rows.values_list("source_id", "call_key", "what", "at", "data"):
        found[key].append(happening(source_id, what, at, data))
    return found


def topics_of(calls: Iterable[Call]) -> list[str]:
    """Return what open pages watch: each call, and the hotlines of its network."""
    found = list(calls)
    return sorted({f"call:{c.pk}" for c in found} | {f"hotline:{c.network_id or 0}" for c in found})


class Known:
    """What the desk knows beside: hotlines by number, technicians by exchange and agent. Read once a turn."""

    def __init__(self, keys: Iterable[str]) -> None:
        codes = {key.partition(":")[0] for key in keys}
        exchanges = {x.code: x for x in Exchange.objects.filter(code__in=codes)}
        self._exchanges = {x.pk: x for x in exchanges.values()}
        self.exchange_of = {key: exchanges[key.partition(":")[0]].pk for key in keys}
        phones = Phone.objects.filter(exchange__in=self._exchanges)
        self._people = {(p.exchange_id, p.agent): p.person_id for p in phones}
        self._hotlines = {h.number: h for h in Hotline.objects.select_related("network")}
        self._own: dict[str, int | None] = {}

    def person(self, call: Call, facts: CallFacts, agent: str) -> int | None:
        """Return the technician behind an agent's name: by the exchange's phones, or named by the desk itself.

        Who answered and is nobody's phone that we know, is whoever said by his key that he did.
        """
        known = self._people.get((call.exchange_id, agent))
        known = known or (self._named(agent) if self._is_our_name(call, agent) else None)
        said = facts.by_hand if agent == facts.answered_by else ""
        return known or (self._named(said) if said else None)

    def _is_our_name(self, call: Call, agent: str) -> bool:
        """Return whether an agent can be named by us: where we say whom to ring, told of it ourselves, or passed it on.

        At any other exchange "p7" is somebody's phone of that name.
        """
        kind, id = self._exchanges[call.exchange_id].kind, call.key.partition(":")[2]
        if kind == Kind.ASTERISK:
            return agent.startswith(DESK)
        return kind == Kind.API or (kind == Kind.REPORT and id.startswith(BY_HAND))

    def _hotline(self, facts: CallFacts, call: Call) -> Hotline | None:
        """Return the hotline that was dialled: the first number told that is one of this exchange.

        Where none is any more (it has another number now, or another exchange), the call keeps the one it had.
        """
        own = self._exchanges[call.exchange_id].code == OWN
        for number in facts.numbers:
            found = self._hotlines.get(as_number(number))
            if found and (own or found.exchange_id in (None, call.exchange_id)):
                return found
        return call.hotline if call.hotline_id else None

    def _reason(self, facts: CallFacts, call: Call, hotline: Hotline | None) -> str:
        """Return why it was not connected. An Asterisk knows no hours: its queue is as empty at night as at a break."""
        asterisk = self._exchanges[call.exchange_id].kind == Kind.ASTERISK
        if asterisk and facts.reason == Reason.NOBODY and hotline is not None:
            closed = duty_now(hotline.network, facts.offered_at).level is None
            return Reason.CLOSED.value if closed else Reason.NOBODY.value
        return facts.reason.value if facts.reason else ""

    def _named(self, agent: str) -> int | None:
        """Return who is meant by "p<his id>"; nobody when there is no such person."""
        if agent not in self._own:
            people = Person.objects.filter(pk=named_by_us(agent))
            self._own[agent] = people.values_list("pk", flat=True).first()
        return self._own[agent]

    def people(self, call: Call, facts: CallFacts) -> dict[str, int]:
        """Return who is behind the agents of a call, as far as we know them."""
        agents = {ring.agent for ring in facts.rings} | {talk.agent for talk in facts.talks}
        found = {agent: self.person(call, facts, agent) for agent in agents}
        return {agent: person for agent, person in found.items() if person is not None}

    def apply(self, facts: CallFacts, call: Call) -> None:
        """Set the call's columns from its facts."""
        hotline = self._hotline(facts, call)
        new = {
            "coarse": facts.coarse,
            "number": facts.number,
            "caller": as_number(facts.caller),
            "caller_name": facts.caller_name,
            "offered_at": facts.offered_at,
            "queued_at": facts.queued_at,
            "answered_at": facts.answered_at,
            "ended_at": facts.ended_at,
            "outcome": facts.outcome.value,
            "reason": self._reason(facts, call, hotline),
            "ended_by": facts.by.value if facts.by else "",
            "target": facts.target,
            "answered_by_id": self.person(call, facts, facts.answered_by),
            "wait_ms": facts.wait_ms,
            "talk_ms": facts.talk_ms,
            "hotline": hotline,
            "network": hotline.network if hotline else call.network,
        }
        for name, value in new.items():
            setattr(call, name, value)


def _replace_parts(calls: Sequence[tuple[Call, CallFacts]], known: Known) -> None:
    """Write rings and talks anew: they are only readings."""
    ids = [call.pk for call, _ in calls]
    Ring.objects.filter(call__in=ids).delete()
    Segment.objects.filter(call__in=ids).delete()
    Ring.objects.bulk_create([row for call, facts in calls for row in _rings(call, facts, known)])
    Segment.objects.bulk_create([row for call, facts in calls for row in _talks(call, facts, known)])


def _rings(call: Call, facts: CallFacts, known: Known) -> list[Ring]:
    return [
        Ring(
            call=call,
            key=ring.key,
            agent=ring.agent,
            person_id=known.person(call, facts, ring.agent),
            started_at=ring.started_at,
            ringing_at=ring.ringing_at,
            ended_at=ring.ended_at,
            result=ring.result.value if ring.result else "",
            ring_ms=ring.ring_ms,
            rang_ms=ring.rang_ms,
            missed=ring.missed,
        )
        for ring in facts.rings
    ]


def _talks(call: Call, facts: CallFacts, known: Known) -> list[Segment]:
    return [
        Segment(
            call=call,
            agent=talk.agent,
            person_id=known.person(call, facts, talk.agent),
            started_at=talk.started_at,
            ended_at=talk.ended_at,
        )
        for talk in facts.talks
    ]
