"""Live an imported order's past again, in memory: the same states, events and clocks as if it had happened here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.terms import VersionTerms, duty
from amberdesk.operation.history.fields import Bad, shown
from amberdesk.operation.history.places import Places
from amberdesk.operation.history.schema import Doer, PastOrder
from amberdesk.orders import events, sla
from amberdesk.orders.access import acting_as, levels_of
from amberdesk.orders.actions.say import UNDO
from amberdesk.orders.actions.turn import TALK, header, wakes_at
from amberdesk.orders.clock_facts import Fact, Folded, clock_facts
from amberdesk.orders.models import Clock, Message, Order, Participant
from amberdesk.orders.solved import deed, solved_by
from amberdesk.orders.states import OPEN, Refused, State, after
from amberdesk.outbox.actor import MACHINE, Actor

ORIGIN = "import"


class Told(NamedTuple):
    """An event before it has ids: `message` is a place in the list of messages, a customer has no id yet."""

    kind: str
    version: int
    at: datetime
    by: Actor
    acting_as: str
    data: dict[str, Any]
    message: int | None


@dataclass(slots=True)
class Lived:
    """An order with all its rows, not yet written; nothing of it has an id."""

    past: PastOrder
    order: Order
    terms: VersionTerms
    reporter: Participant
    messages: list[Message] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    links: dict[int, str] = field(default_factory=dict)  # other order -> how

    @property
    def network(self) -> Network:
        return self.order.network

    def say(self, text: str, doer: Doer, places: Places, at: datetime, **more: Any) -> int | None:
        """Add a message; return its place, None for no words."""
        if not text:
            return None
        by = actor_of(doer, places)
        public = more.pop("public", False)
        message = Message(
            public=public,
            inbound=public and by.kind != "person",
            channel=more.pop("channel", "desk"),
            author_id=by.id,
            author_name=doer.name if by.id is None else "",
            text=text,
            at=at,
            visible_at=at + UNDO if public and by.kind == "person" else at,
            **more,
        )
        message.participant = self.reporter if by.kind == "contact" else None
        self.messages.append(message)
        return len(self.messages) - 1

    def record(
        self,
        kind: type[events.OrderEvent],
        doer: Doer,
        places: Places,
        at: datetime,
        message: int | None = None,
        **facts: Any,
    ) -> None:
        """Add the event of what has been done to the order."""
        order = self.order
        by = actor_of(doer, places)
        acted, own = acting_as(order, _levels(self, doer, places), at)
        if self.told and not issubclass(kind, TALK):
            order.version += 1
        order.last_event_at = at
        facts = {"message": None, **facts} if "message" in kind.__slots__ else facts
        data = {**kind(**facts).data(), **header(order), "own": own}
        self.told.append(Told(kind.kind, kind.version, at, by, acted, data, message))


def actor_of(doer: Doer, places: Places) -> Actor:
    """Return who did it: somebody of ours whom the desk does not know has no id."""
    if doer.kind == "machine":
        return MACHINE
    if doer.kind == "customer":
        return Actor("contact")
    return Actor("person", places.person(doer.email)[0].pk if doer.email else None)


def _levels(lived: Lived, doer: Doer, places: Places) -> frozenset[str]:
    if doer.kind != "staff":
        return frozenset()
    if doer.level:
        return frozenset({doer.level})
    if not doer.email:
        return frozenset({lived.order.level})
    person, standing = places.person(doer.email)
    return levels_of(Actor("person", person.pk), standing, lived.order.network_id)


def began(past: PastOrder, places: Places) -> Lived:
    """Return the order as it was placed. Raises Bad."""
    facts = past.facts
    network = places.network(facts["network"])
    site = places.site(network.pk, facts["site"]) if facts["site"] else None
    if facts["device"] and site is None:
        raise Bad("device needs a site")
    device = places.device(site.pk, facts["device"]) if site and facts["device"] else None
    category, at = places.category(facts["category"]), facts["reported_at"]
    terms = places.terms(network, site, device.kind if device else "", at)
    urgency = facts["urgency"] or (category.urgency if category else "medium")
    who = actor_of(past.by, places)
    order = Order(
        channel=facts["channel"], reference=past.reference, fingerprint=past.digest, network=network, site=site,
        device=device, reporter_name=past.reporter["name"], reporter_phone=past.reporter["phone"],
        reporter_email=past.reporter["email"].lower(), language=facts["language"], subject=facts["subject"],
        kind=facts["kind"] or (category.kind if category else "failure"), category=category,
        impact=facts["impact"], urgency=urgency, priority=terms.priority(facts["impact"], urgency),
        agreement_version_id=terms.id, level=category.level if category else Level.L1.value,
        placed_by_id=who.id, reported_at=at, placed_at=at, last_event_at=at,
    )  # fmt: skip
    reporter = Participant(
        name=order.reporter_name, phone=order.reporter_phone, email=order.reporter_email,
        language=order.language, reporter=True,
    )  # fmt: skip
    lived = Lived(past, order, terms, reporter)
    said = lived.say(
        facts["text"] or order.subject, Doer("customer"), places, at,
        public=True, channel=order.channel, purpose="report",
    )  # fmt: skip
    placed = {"kind_of": order.kind, "impact": order.impact, "urgency": order.urgency, "reported_at": at}
    about: dict[str, Any] = {"site": order.site_id, "device": order.device_id, "category": order.category_id}
    about["duty"] = duty(terms, order.channel, at).level or ""
    lived.record(events.Placed, past.by, places, at, said, channel=order.channel, **placed, **about)
    return lived


def ended(lived: Lived, now: datetime) -> None:
    """Close what its time has closed, read the clocks as they show now, and say when to look at it again."""
    order, expected = lived.order, lived.past.facts["state"]
    if expected and expected != order.state:
        raise Bad(f"state is {order.state} after all events, not {expected}")
    if order.state == State.RESOLVED and order.resolved_at:
        closes = order.resolved_at + lived.terms.close_after
        if closes <= now and closes >= order.last_event_at:
            order.state, order.closed_at = after(order.state, "close").value, closes
            lived.record(events.Closed, Doer("machine"), _NOWHERE, closes, cause="time")
    _read_clocks(lived, now if order.state in OPEN else order.last_event_at)
    order.wake_at = wakes_at(order)


_NOWHERE: Any = None  # the machine has no place among people


def _read_clocks(lived: Lived, at: datetime) -> None:
    """Read the clocks; what they have passed counts as told, for it was told elsewhere or never."""
    order = lived.order
    said = folded(lived)
    found = {t: sla.read(c.facts, sla.hours_of(order, c), at) for t, c in said.clocks.items()}
    order.due_at, order.responded_at = sla.nearest_due(found), said.responded_at
    for target, reading in found.items():
        row = sla.as_row(order, target, reading, at=at, seq=len(lived.told))
        row.announced = reading.reached
        lived.clocks.append(row)


def folded(lived: Lived) -> Folded:
    """Return what the events say of the clocks."""
    facts = [
        Fact(place, e.kind, e.at, e.by.kind == "person", _plain(e.data, e.message))
        for place, e in enumerate(lived.told)
    ]
    return clock_facts(facts, sla.promises(lived.order, facts))


def _plain(data: Mapping[str, Any], message: int | None) -> dict[str, Any]:
    """Return event data as the journal gives it back."""
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in data.items()}
    return plain if message is None else {**plain, "message": message}


def may(lived: Lived, act: str) -> str:
    """Return the state to which an act leads. Raises Bad when it cannot follow what came before."""
    try:
        return after(lived.order.state, act).value
    except Refused:
        raise Bad(f"{act} cannot follow the state {shown(lived.order.state)}") from None


def solver(lived: Lived) -> str:
    """Return by which level the order is solved, as its events stand."""
    return solved_by(deed(e.kind, e.acting_as, e.data) for e in lived.told)
