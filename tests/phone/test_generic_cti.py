"""The simple webhook: newCall, answer, hangup; only calls to us, and never more exact than it is."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from amberdesk.phone.actions.set_up import add_exchange
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import Call, Delivery, Exchange, Hotline, Phone
from amberdesk.phone.signing import secret_of, token_of
from tests.factories import NINE, make_network, make_person

pytestmark = pytest.mark.django_db
CALL = {"callId": "k1", "direction": "in", "from": "600100200", "to": "58 620 11 00"}


@pytest.fixture
def exchange() -> Exchange:
    from amberdesk.outbox.actor import MACHINE

    made = add_exchange(name="Centrala", code="cti", kind="cti", settings={}, by=MACHINE, at=NINE)
    Hotline.objects.create(network=make_network(), number="+48586201100", exchange=made)
    Phone.objects.create(exchange=made, agent="201", person=make_person(name="Ewa Lis"))
    return made


def tell(exchange: Exchange, second: int, event: str, **said: str) -> tuple[str, ...]:
    body = urlencode(CALL | {"event": event} | said).encode()
    return take_in(exchange, body, headers={}, at=NINE + timedelta(seconds=second)).troubles


def test_a_call_is_told_in_three_words(exchange: Exchange) -> None:
    tell(exchange, 0, "newCall")
    tell(exchange, 7, "answer", answeringNumber="201", user="Ewa")
    tell(exchange, 67, "hangup", cause="normalClearing")

    call = Call.objects.get()
    assert (call.outcome, call.wait_ms, call.talk_ms, call.coarse) == ("answered", 7000, 60_000, True)
    assert call.network.code == "FAL" and call.answered_by.name == "Ewa Lis"  # type: ignore[union-attr]


def test_told_twice_it_is_the_same_call(exchange: Exchange) -> None:
    tell(exchange, 0, "newCall")
    tell(exchange, 5, "newCall")
    tell(exchange, 9, "hangup", cause="cancel")
    tell(exchange, 60, "hangup", cause="cancel")

    call = Call.objects.get()
    assert (call.offered_at, call.wait_ms, call.outcome) == (NINE, 9000, "abandoned")


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        ("cancel", "abandoned"),
        ("normalClearing", "abandoned"),
        ("noAnswer", "rejected"),
        ("busy", "rejected"),
        ("forwarded", "redirected"),
        ("", "abandoned"),
    ],
)
def test_what_nobody_answered_ended_as_its_cause_says(exchange: Exchange, cause: str, outcome: str) -> None:
    tell(exchange, 0, "newCall")
    tell(exchange, 20, "hangup", cause=cause)

    assert Call.objects.get().outcome == outcome


def test_the_end_of_an_answered_call_is_its_end_whatever_the_cause(exchange: Exchange) -> None:
    tell(exchange, 20, "hangup", cause="noAnswer")
    tell(exchange, 3, "answer", user="201")
    tell(exchange, 0, "newCall")

    call = Call.objects.get()
    assert (call.outcome, call.talk_ms) == ("answered", 17_000)


def test_our_own_calls_out_are_none_of_the_hotline(exchange: Exchange) -> None:
    assert tell(exchange, 0, "newCall", direction="out") == ()
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff\xfe",
        b'{"event": "newCall", "callId": {"a": 1}}',
        b"event=newCall&callId=" + b"x" * 200,
        b"event=eaten&callId=k1",
        b"&".join(b"a%d=1" % n for n in range(1000)),
        b'{"a":' * 5000,
    ],
)
def test_what_cannot_be_read_is_kept_and_said(exchange: Exchange, bad: bytes) -> None:
    taken = take_in(exchange, bad, headers={}, at=NINE)

    assert taken.troubles and not Call.objects.exists()
    assert bytes(Delivery.objects.get().body) == bad


def test_json_speaks_as_forms_do(exchange: Exchange) -> None:
    said = CALL | {"event": "answer", "user[]": ["201", "202"]}
    take_in(exchange, json.dumps(said).encode(), headers={}, at=NINE)

    assert Call.objects.get().answered_by.name == "Ewa Lis"  # type: ignore[union-attr]


def test_the_address_with_its_token_takes_calls_and_no_other_does(exchange: Exchange) -> None:
    client, place = Client(), "/api/v1/hotline/cti/cti"
    event, form = urlencode(CALL | {"event": "newCall"}), "application/x-www-form-urlencoded"
    for address, headers in (
        (f"{place}/wrong", {}),
        (place, {}),
        (place, {"authorization": "Bearer wrong"}),
        ("/api/v1/hotline/cti/none/wrong", {}),
        (f"{place}/{secret_of(exchange)}", {}),
    ):
        assert client.post(address, event, form, headers=headers).status_code == 401, address
    assert not Delivery.objects.exists()

    token = token_of(exchange)
    assert client.post(f"{place}/{token}", event, form).status_code == 200
    assert client.post(place, event, form, headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert client.get(f"{place}/{token}").status_code == 405
    assert client.post(f"{place}/{token}", {"x": "y" * 70_000}).status_code == 413
    assert Call.objects.get().caller == "+48600100200"
