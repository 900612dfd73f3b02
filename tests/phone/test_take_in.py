"""What an exchange tells is kept whole, read once, and becomes calls."""

import json
from datetime import datetime, timedelta

import pytest

from amberdesk.phone.actions.give_up import give_up_quiet_calls
from amberdesk.phone.actions.take_in import read_delivery, take_in
from amberdesk.phone.models import Call, Delivery, Exchange, Hotline, Phone, Told
from tests.factories import NINE, make_company, make_network, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange() -> Exchange:
    make_company()
    made = Exchange.objects.create(name="Centrala", code="pbx", kind="api")
    Hotline.objects.create(network=make_network(), number="+48586201100", exchange=made)
    Phone.objects.create(exchange=made, agent="t1", person=make_person(name="Ewa Lis"))
    return made


def event(n: int, type: str, **said: object) -> dict[str, object]:
    at = (NINE + timedelta(seconds=n)).isoformat()
    return {"id": f"k1.{n}", "call": "k1", "type": type, "at": at, **said}


CALL = [
    event(0, "call.offered", number="58 620 11 00", **{"from": "600100200"}),
    event(1, "attempt.started", ring="1", agent="t1", ring_ms=12000),
    event(2, "attempt.ringing", ring="1", agent="t1"),
    event(5, "call.answered", ring="1", agent="t1"),
    event(65, "call.ended", by="caller"),
]


def tell(
    exchange: Exchange, events: object, at: datetime = NINE + timedelta(minutes=5)
) -> tuple[int, tuple[str, ...]]:
    taken = take_in(exchange, json.dumps(events).encode(), headers={}, at=at)
    return taken.new, taken.troubles


def test_the_dialled_number_gives_the_network_and_the_ring_its_technician(exchange: Exchange) -> None:
    assert tell(exchange, CALL) == (5, ())

    call = Call.objects.get()
    assert (call.key, call.network.code, call.caller) == ("pbx:k1", "FAL", "+48600100200")  # type: ignore[union-attr]
    assert (call.outcome, call.wait_ms, call.talk_ms) == ("answered", 5000, 60_000)
    assert call.answered_by.name == call.rings.get().person.name == "Ewa Lis"  # type: ignore[union-attr]


def test_told_twice_in_pieces_and_backwards_it_is_the_same_call(exchange: Exchange) -> None:
    for one in reversed(CALL):
        tell(exchange, [one])
    before = Call.objects.values().get()
    rings = list(Call.objects.get().rings.values_list("key", "result"))

    assert tell(exchange, CALL) == (0, ())
    assert Call.objects.values().get() == before
    assert list(Call.objects.get().rings.values_list("key", "result")) == rings == [("1", "answered")]


@pytest.mark.parametrize(
    ("bad", "trouble"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"{}", "not a list"),
        (b"[7]", "not an object"),
        (b'[{"id": "a", "call": "b", "type": "call.eaten", "at": 1772438400}]', "unknown type"),
        (b'[{"id": "", "call": "b", "type": "call.ended", "at": 1772438400}]', "id and call"),
        (b'[{"id": "a", "call": "b", "type": "call.ended"}]', "at is missing"),
        (b'[{"id": "a", "call": "b", "type": "call.ended", "at": "2026-03-02T09:00:00"}]', "no offset"),
        (b'[{"id": "a", "call": "b", "type": "call.ended", "at": 99999999999999999999}]', "event 0"),
        (b'[{"id": "a", "call": "b", "type": "call.ended", "at": 1772438400000000000}]', "event 0"),
        (b'[{"id": "a", "call": "b", "type": "call.ended", "at": 1893456000}]', "lies ahead"),
        (b'[{"id": "a", "call": "b", "type": "call.ended", "at": 1577836800}]', "too old"),
        (
            b'[{"id": "a", "call": "b", "type": "attempt.ended", "at": 1772438400, "result": "eaten"}]',
            "unknown result",
        ),
        (b'[{"id": "a", "call": "b", "type": "call.ended", "at": 1772438400, "ring_ms": -1}]', "no count"),
    ],
)
def test_what_cannot_be_read_is_kept_and_said(exchange: Exchange, bad: bytes, trouble: str) -> None:
    taken = take_in(exchange, bad, headers={}, at=NINE)

    assert taken.new == 0 and trouble in taken.troubles[0]
    kept = Delivery.objects.get()
    assert bytes(kept.body) == bad and trouble in kept.trouble
    assert not Call.objects.exists()


def test_one_bad_event_does_not_cost_the_others(exchange: Exchange) -> None:
    new, troubles = tell(exchange, [*CALL, {"id": "x"}])

    assert (new, len(troubles)) == (5, 1)


def test_a_hostile_caller_is_only_text(exchange: Exchange) -> None:
    name = "$ru'; DROP TABLE phone_call;--<script>\x00" + "A" * 65536
    tell(exchange, [event(0, "call.offered", number="+48586201100", name=name, **{"from": "48$ru{s.x}"})])

    call = Call.objects.get()
    assert call.caller == "48$ru{s.x}"
    assert call.caller_name.startswith("$ru'; DROP TABLE") and len(call.caller_name) == 120


def test_a_number_that_no_network_has_is_counted_all_the_same(exchange: Exchange) -> None:
    tell(exchange, [event(0, "call.offered", number="+48999999999")])

    assert Call.objects.get().hotline is None


def test_a_delivery_that_was_kept_but_not_read_is_read_later(exchange: Exchange) -> None:
    kept = Delivery.objects.create(exchange=exchange, received_at=NINE, body=json.dumps(CALL[:1]).encode())

    read_delivery(kept, at=NINE)
    read_delivery(kept, at=NINE)

    assert (Told.objects.count(), Call.objects.count()) == (1, 1)
    assert kept.read_at == NINE


def test_the_watchdog_is_no_word_of_the_exchange(exchange: Exchange) -> None:
    tell(exchange, CALL[:1])
    Exchange.objects.update(told_at=NINE, lost_at=NINE)

    assert give_up_quiet_calls(NINE + timedelta(hours=3)) == 1

    exchange.refresh_from_db()
    assert (exchange.told_at, exchange.lost_at) == (NINE, NINE)
    assert Call.objects.get().outcome == "incomplete"
