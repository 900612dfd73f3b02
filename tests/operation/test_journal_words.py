"""No row of the journal holds a text that somebody typed: only so can it be kept for good."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from types import ModuleType

import pytest

from amberdesk.customers import events as customers_events
from amberdesk.customers.codes import Kind, Level, Priority, WaitReason
from amberdesk.operation import events as operation_events
from amberdesk.orders import actions
from amberdesk.orders import events as orders_events
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.models import Event
from amberdesk.people import events as people_events
from amberdesk.people.actions.change_person import change_person
from amberdesk.phone import events as phone_events
from amberdesk.rosters import events as rosters_events
from amberdesk.webhooks import events as webhooks_events
from tests.factories import NINE, make_contact, make_device, make_site
from tests.orders.shop import HOUR, LINK, MINUTE, Desk, actor

WORD = "Szczebrzeszyn"
CODES = {  # fields of text in events, each one of a list that the program knows, or made by it
    *(
        "channel",
        "kind_of",
        "impact",
        "urgency",
        "duty",
        "scope",
        "from_level",
        "to_level",
        "reason",
        "cause",
        "way",
        "rung",
        "to",
    ),
    *(
        "code",
        "solved_by",
        "how",
        "verdict",
        "target",
        "what",
        "role",
        "before",
        "fields",
        "act",
        "level",
        "status",
    ),
    *(
        "shift_kind",
        "why",  # of a status: "missed"
        "exchange_kind",
        "ending",
        "device_kind",
        "template",
        "archive",
        "made_at",
        "program",
        "restored",
        "changed",
        "days",
    ),
}
ROOMS = (
    orders_events,
    people_events,
    customers_events,
    rosters_events,
    phone_events,
    webhooks_events,
    operation_events,
)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.split(".")[1])
def test_every_text_in_an_event_is_a_code(room: ModuleType):
    """A new field of text has to be thought about here: may it hold what people typed, it must be an id instead."""
    kinds = [c for c in vars(room).values() if isinstance(c, type) and is_dataclass(c) and hasattr(c, "kind")]
    assert kinds
    texts = {
        f"{c.__name__}.{f.name}"
        for c in kinds
        for f in fields(c)
        if "str" in str(f.type) and f.name not in CODES
    }
    assert texts == set()


@pytest.fixture
def desk(kept_desk: Callable[[], Desk], db: None) -> Desk:
    return kept_desk()


def typed(what: str) -> str:
    return f"{WORD} {what}"


def live(desk: Desk) -> None:
    """Do to orders all that takes a typed text."""
    anna, ewa, tomasz = actor(desk.anna), actor(desk.ewa), actor(desk.tomasz)
    contact = make_contact(
        desk.site, typed("contact"), emails=["szczebrzeszyn@fala.example"], note=typed("note")
    )
    who = {
        "reporter_name": typed("name"),
        "reporter_email": "szczebrzeszyn@fala.example",
        "reporter_phone": "58 1",
    }
    order = desk.report(subject=typed("subject"), text=typed("text"), contact=contact, **who)
    order = desk.verified(order, scope="payable", scope_accepted_by=typed("accepted"))
    order = actions.set_priority(order, priority=Priority.P2, reason=typed("reason"), by=anna, at=NINE)
    order = actions.assign(order, level=Level.L1, technician=desk.ewa, by=anna, at=NINE)
    order = actions.start(order, by=ewa, at=NINE)
    actions.note(order, text=typed("note"), mentions=[desk.anna.pk], by=ewa, at=NINE)
    actions.contact(order, way="call", reached=False, text=typed("call"), by=ewa, at=NINE)
    actions.tag(order, add=[typed("tag")], by=ewa, at=NINE)
    actions.tag(order, remove=[typed("tag").lower()], by=ewa, at=NINE)
    reference = actions.refer(order, whose=typed("whose"), number=typed("number"), by=ewa, at=NINE)
    actions.drop_reference(reference, by=ewa, at=NINE)
    order = actions.wait(
        order, reason=WaitReason.CUSTOMER, question=typed("question"), by=ewa, at=NINE + MINUTE
    )
    participant = order.participants.get()
    actions.receive(order, text=typed("answer"), by=Actor("contact", participant.pk), at=NINE + 2 * MINUTE)
    actions.join(
        order, name=typed("follower"), email="szczebrzeszyn2@fala.example", by=LINK, at=NINE + 2 * MINUTE
    )
    facts = {code: typed("fact") for code in desk.facts()}
    order = actions.hand_over(
        order, to=Level.L2, reason=typed("why"), facts=facts, by=ewa, at=NINE + 3 * MINUTE
    )
    order = actions.send_back(order, reason=typed("back"), by=tomasz, at=NINE + 4 * MINUTE)
    site = make_site(desk.network, "042")
    order = actions.correct(
        order, network=desk.network, site=site, device=make_device(site, label=typed("device")), contact=contact,
        kind=Kind.SERVICE, reason=typed("correction"), by=anna, at=NINE + 5 * MINUTE,
    )  # fmt: skip
    order = actions.resolve(order, text=typed("solution"), code="restart", minutes=5, by=anna, at=NINE + HOUR)
    order = actions.reopen(order, reason=typed("again"), by=anna, at=NINE + HOUR + MINUTE)
    order = actions.resolve(
        order, text=typed("solution"), code="restart", minutes=5, by=anna, at=NINE + 2 * HOUR
    )
    actions.give_verdict(
        order, solved=True, remarks=typed("remarks"), by=Actor("contact", participant.pk), at=NINE + 3 * HOUR
    )
    other, target = desk.report(subject=typed("b")), desk.report(subject=typed("c"))
    actions.merge(other, into=target, reason=typed("merge"), by=anna, at=NINE + HOUR)
    actions.cancel(target, reason=typed("cancel"), by=anna, at=NINE + HOUR)
    change_person(desk.ewa, {"name": typed("technician")}, by=MACHINE, at=NINE)


def test_whatever_is_typed_no_journal_row_holds_it(desk: Desk):
    live(desk)
    told = [json.dumps(event.data, ensure_ascii=False).lower() for event in Event.objects.all()]
    assert len(set(Event.objects.filter(subject__startswith="order:").values_list("kind", flat=True))) >= 22
    assert [text for text in told if WORD.lower() in text] == []
