"""The simple webhook: newCall, answer, hangup; only calls to us, and never more exact than it is."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from amberdesk.phone.actions.set_up import add_exchange
from amberdesk.phone.actions.take_cti import take_in_cti
from amberdesk.phone.actions.take_in import read_delivery, take_in
from amberdesk.phone.mine import call_of
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
    return take_in_cti(exchange, body, headers={}, at=NINE + timedelta(seconds=second)).troubles


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


def rung(call: Call) -> list[tuple[str, str, str]]:
    return [(r.agent, r.person.name if r.person else "", r.result) for r in call.rings.order_by("agent")]


@pytest.mark.parametrize(
    "said",
    [
        {"event": "newCall", "user[]": ["201", "202"]},
        {"event": "newCall", "answeringNumber": "201"},
        {"event": "ringing", "user": "201"},
    ],
)
def test_whose_phones_ring_as_the_exchange_names_them_sees_the_call_at_once(
    exchange: Exchange, said: dict[str, object]
) -> None:
    tell(exchange, 0, "newCall")
    take_in_cti(exchange, json.dumps(CALL | said).encode(), headers={}, at=NINE)
    ewa = Phone.objects.get().person

    call = call_of(ewa, NINE)
    assert call is not None and call.caller == "+48600100200"
    assert ("201", "Ewa Lis", "") in rung(call)


def test_how_such_a_ring_ended_is_seen_by_the_call(exchange: Exchange) -> None:
    named = {"event": "newCall", "user[]": ["201", "202"]}
    take_in_cti(exchange, json.dumps(CALL | named).encode(), headers={}, at=NINE)
    tell(exchange, 7, "answer", answeringNumber="48586201101", user="202")

    call = Call.objects.get()
    assert rung(call) == [("201", "Ewa Lis", "answered_elsewhere"), ("202", "", "answered")]
    assert not call.rings.filter(missed=True).exists()
    assert call_of(Phone.objects.get().person, NINE) is None


def test_an_id_that_comes_again_hours_later_is_another_call(exchange: Exchange) -> None:
    for start in (0, 4 * 3600, 8 * 3600):
        tell(exchange, start, "newCall")
        tell(exchange, start + 5, "newCall")
        tell(exchange, start + 9, "answer", user="201")
        tell(exchange, start + 30, "hangup")
        tell(exchange, start + 31, "hangup")

    calls = list(Call.objects.order_by("offered_at").values_list("key", "wait_ms", "talk_ms"))
    assert calls == [("cti:k1", 9000, 21_000), ("cti:k1\xa02", 9000, 21_000), ("cti:k1\xa03", 9000, 21_000)]


def test_a_call_whose_end_was_not_told_is_another_one_after_two_quiet_hours(exchange: Exchange) -> None:
    tell(exchange, 0, "newCall")
    tell(exchange, 3600, "newCall")
    assert Call.objects.count() == 1
    tell(exchange, 4 * 3600, "newCall")
    assert Call.objects.count() == 2


def test_read_again_a_later_call_of_an_id_stays_that_call(exchange: Exchange) -> None:
    tell(exchange, 0, "newCall")
    tell(exchange, 30, "hangup")
    tell(exchange, 4 * 3600, "newCall")
    before = list(Call.objects.order_by("pk").values())

    for delivery in Delivery.objects.all():
        read_delivery(delivery, at=NINE + timedelta(hours=9))
    assert list(Call.objects.order_by("pk").values()) == before


def test_ids_that_look_like_later_calls_are_calls_of_their_own(exchange: Exchange) -> None:
    for call in ("k1\xa02", "k1 2", "k1"):
        tell(exchange, 0, "newCall", callId=call)
    tell(exchange, 5, "hangup", callId="k1")

    found = dict(Call.objects.values_list("key", "outcome"))
    assert found == {"cti:k12": "open", "cti:k1 2": "open", "cti:k1": "abandoned"}
