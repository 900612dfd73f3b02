"""The hotline's two addresses: who may use them, what they answer, and what bad input costs."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import Agreement
from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.models import Call, Delivery, Exchange, Reservation, Told, Wait
from amberdesk.phone.signing import headers_for, secret_of
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import make_network, make_shift, make_technician
from tests.phone.hotlines import make_line

pytestmark = pytest.mark.django_db
ROUTE, EVENTS = "/api/v1/hotline/route", "/api/v1/hotline/events"


@pytest.fixture
def line():
    made = make_line(make_network())
    agree(made, Cover("any", "L1", tuple(range(7)), 0, 1440, True))
    return made


def agree(line, *covers):
    """Let the agreement give the duty at these hours only."""
    agreement = Agreement.objects.get(network=line.network)
    since = agreement.versions.latest("valid_from").valid_from + timedelta(days=1)
    new_version(agreement, valid_from=since, coverage=covers, by=MACHINE, at=now())


@pytest.fixture
def ewa(line):
    person = make_technician("L1", line.network, name="Ewa", phone="+48500100200")
    make_shift(person, "L1", now() - timedelta(hours=1), 3)
    set_presence(person, status="available", by=MACHINE, at=now() - timedelta(minutes=5))
    return person


def post(line, path, body, **headers):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = headers or {"Authorization": f"Bearer {secret_of(line.exchange)}"}
    client = Client(raise_request_exception=False)
    return client.generic("POST", path, text, content_type="application/json", headers=headers)


def event(type, **said):
    return {"id": f"k1.{type}", "call": "k1", "type": type, "at": now().isoformat()} | said


def asked(line, **more):
    return {"call": "k1", "number": line.hotline.number, "from": "600100200"} | more


def test_what_happened_is_taken_and_twice_is_once(line):
    batch = [event("call.offered", number=line.hotline.number), event("call.ended"), {"id": "bad"}]

    first, second = post(line, EVENTS, batch), post(line, EVENTS, batch)
    assert first.status_code == second.status_code == 200
    assert first.json()["new"] == 2 and "event 2" in first.json()["troubles"][0]
    assert second.json()["new"] == 0
    assert Call.objects.get().outcome == "abandoned"


def test_a_question_is_answered_by_whom_to_ring_or_what_the_caller_hears(line, ewa):
    ring, wait = (post(line, ROUTE, asked(line, call=call, handle=call)).json() for call in ("k1", "k2"))

    assert (ring["do"], ring["ring_ms"], ring["say"]) == ("ring", 12_000, "")
    (phone,) = ring["phones"]
    assert (phone["agent"], phone["address"]) == (f"p{ewa.pk}", "+48500100200")
    assert (wait["do"], wait["position"], wait["minutes"]) == ("wait", 1, None)
    assert (wait["say"], wait["language"]) == ("Miejsce w kolejce: 1.", "pl")


def test_who_waits_hears_how_long_in_the_language_of_his_network(line, ewa):
    Call.objects.create(
        key="pbx:old",
        exchange=line.exchange,
        network=line.network,
        offered_at=now(),
        outcome="answered",
        talk_ms=150_000,
    )
    line.network.language = "en"
    line.network.save()
    post(line, ROUTE, asked(line))

    wait = post(line, ROUTE, asked(line, call="k2")).json()
    assert wait["say"] == "Your place in the queue: 1. Expected wait: 3 minutes."
    assert wait["callback"] and wait["ask_again_ms"] == 3000


def test_who_calls_when_nobody_has_the_duty_hears_when_we_open(line):
    agree(line, Cover("any", "L1", ((now().weekday() + 3) % 7,), 480, 960, False))
    refused = post(line, ROUTE, asked(line)).json()

    assert (refused["do"], refused["reason"], refused["callback"]) == ("refuse", "closed", True)
    assert refused["opens_at"] and refused["say"].startswith("Technik odpowie")


def test_a_signed_message_counts_once(line):
    """Whoever has overheard it and sends it again is a stranger; the same events signed anew are no news."""
    body = json.dumps([event("call.offered")]).encode()
    signed = headers_for(line.exchange, int(now().timestamp()), body)
    anew = headers_for(line.exchange, int(now().timestamp()) - 1, body)

    assert post(line, EVENTS, body, **signed).json()["new"] == 1
    assert post(line, EVENTS, body, **signed).status_code == 401
    line.exchange.refresh_from_db()
    assert (line.exchange.refused, Delivery.objects.count()) == (1, 1)
    answer = post(line, EVENTS, body, **anew)
    assert (answer.status_code, answer.json()["new"]) == (200, 0)


def test_signed_it_needs_no_secret_in_the_headers(line):
    body = json.dumps([event("call.offered")]).encode()
    signed = headers_for(line.exchange, int(now().timestamp()), body)

    assert post(line, EVENTS, body, **signed).status_code == 200


@pytest.mark.parametrize("how", ["nothing", "wrong", "stranger", "old", "other body"])
def test_a_wrong_secret_or_a_replay_leaves_nothing_but_a_count(line, how):
    body = json.dumps([event("call.offered")]).encode()
    second = int(now().timestamp())
    headers = {
        "nothing": {"X-Nothing": "1"},
        "wrong": {"Authorization": "Bearer pbx.wrong"},
        "stranger": {"Authorization": "Bearer nobody.wrong"},
        "old": headers_for(line.exchange, second - 301, body),
        "other body": headers_for(line.exchange, second, b"[]"),
    }[how]

    for path in (EVENTS, ROUTE):
        answer = post(line, path, body, **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "exchange_unknown")
    assert not (Delivery.objects.exists() or Told.objects.exists() or Wait.objects.exists())
    counted = Exchange.objects.get().refused
    assert counted == (0 if how in ("nothing", "stranger") else 2)


def test_a_batch_over_a_megabyte_is_refused_before_it_is_read(line):
    answer = post(line, EVENTS, b"[" + b" " * 1_000_000 + b"]")

    assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_large")
    assert not Delivery.objects.exists()


def test_a_number_without_a_hotline_is_left_to_the_exchange(line):
    assert post(line, ROUTE, asked(line, number="+48999999999")).json()["code"] == "no_such_hotline"


@pytest.mark.parametrize(
    "hostile",
    ["48$ru{s.x}", "'; DROP TABLE phone_call;--", "<script>alert(1)</script>", "\x00\x1b[2J", "A" * 65536],
)
def test_hostile_callers_are_answered_like_others(line, hostile):
    answer = post(line, ROUTE, asked(line, **{"from": hostile}))

    assert answer.status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"call": 7}', b'{"call": "", "number": "1"}', b"\xff"])
def test_questions_that_cannot_be_read_are_said_so(line, body):
    assert post(line, ROUTE, body).status_code in (400, 422)


def test_an_exchange_of_another_kind_speaks_otherwise(line):
    Exchange.objects.update(kind="cti")

    assert post(line, EVENTS, []).status_code == 404


def test_a_signed_question_sent_again_by_whoever_heard_it_takes_nobody_a_second_time(line, ewa):
    jan = make_technician("L1", line.network, name="Jan", phone="+48500100201")
    make_shift(jan, "L1", now() - timedelta(hours=1), 3)
    set_presence(jan, status="available", by=MACHINE, at=now())
    body = json.dumps(asked(line)).encode()
    signed = headers_for(line.exchange, int(now().timestamp()), body)
    first = post(line, ROUTE, body, **signed).json()

    assert post(line, ROUTE, body, **signed).json() == first
    assert Reservation.objects.filter(until__gt=now()).count() == 1
    post(line, EVENTS, [event("call.offered"), event("call.ended")])
    assert post(line, ROUTE, body, **signed).json()["do"] == "refuse"
    assert not Wait.objects.exists() and not Reservation.objects.filter(until__gt=now()).exists()


def test_a_pause_at_the_telephone_is_told_of_no_call(line, ewa):
    told = {"type": "agent.state", "agent": f"p{ewa.pk}", "state": "paused", "at": now().isoformat()}

    assert post(line, EVENTS, [told]).json() == {"new": 0, "troubles": []}
    ewa.presence.refresh_from_db()
    assert ewa.presence.status == "break"
