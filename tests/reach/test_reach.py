"""From a call to a message at the gateway, and what becomes of it."""

import json
from datetime import timedelta

import pytest

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.orders.actions import accept
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Delivery, Event
from amberdesk.people.models import Person
from amberdesk.reach.actions.alert import alert
from amberdesk.reach.actions.choose_ways import choose_ways
from amberdesk.reach.actions.send import BACKOFF, KEPT, OLDEST, send_due, sweep_alerts
from amberdesk.reach.actions.set_gateway import set_gateway, try_gateway
from amberdesk.reach.models import DEAD, DROPPED, SENT, WAITING, Alert, Gateway
from amberdesk.reach.queries import ways_of
from amberdesk.reach.rules import Manner
from tests.factories import NINE, make_person, make_technician
from tests.orders.calling import Crew, make_crew, urgent
from tests.orders.shop import HOUR, MINUTE, actor
from tests.webhooks.conftest import allow_loopback
from tests.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
SMS, VOICE = Manner("sms", 0, "P1"), Manner("voice", 3, "P2")
BODY = '{"to": "{to}", "message": "{text}", "by": "{kind}", "id": "{key}"}'
SECRET = "Bearer tajny-klucz"


@pytest.fixture
def boss() -> Person:
    return make_person("administrator", "Irena Boss", phone="+48500100300")


@pytest.fixture
def there(monkeypatch, boss):
    """A gateway that listens, set up in the office."""
    with receiving() as receiver:
        allow_loopback(monkeypatch, receiver)
        set_up(receiver, boss)
        yield receiver


def set_up(receiver: Receiver, boss: Person, **facts) -> Gateway:
    usual = {"url": receiver.url, "body": BODY, "header": "Authorization", "secret": SECRET}
    usual |= facts
    secret = usual.pop("secret")
    return set_gateway(usual, secret=secret, by=Actor("person", boss.pk), at=NINE)


@pytest.fixture
def crew() -> Crew:
    crew = make_crew()
    crew.desk.ewa.phone = "+48500100200"
    crew.desk.ewa.save()
    return crew


def choose(person: Person, *ways: Manner) -> None:
    choose_ways(person, ways, by=actor(person), at=NINE)


def call_ewa(crew: Crew, **facts) -> Order:
    """Return an order to which Ewa is called at NINE."""
    order = urgent(crew, crew.desk.ewa)
    event = Event.objects.filter(kind="order.called").latest("pk")
    alert(crew.desk.ewa, order, "FAL-1: Zażółć", event_id=event.pk, at=NINE, **facts)
    return order


def test_a_call_goes_out_by_the_ways_in_their_order_with_header_and_key(crew, there):
    choose(crew.desk.ewa, SMS, VOICE)
    call_ewa(crew)
    assert send_due(NINE) == 1 and send_due(NINE + 2 * MINUTE) == 0
    assert send_due(NINE + 3 * MINUTE) == 1
    bodies = [json.loads(got.body) for got in there.got]
    assert [(b["by"], b["to"], b["message"]) for b in bodies] == [
        ("sms", "+48500100200", "FAL-1: Zażółć"),
        ("voice", "+48500100200", "FAL-1: Zażółć"),
    ]
    assert {got.headers["authorization"] for got in there.got} == {SECRET}
    assert [a.state for a in Alert.objects.order_by("pk")] == [SENT, SENT]
    assert {a.answer for a in Alert.objects.all()} == {"ok"} and bodies[0]["id"] != bodies[1]["id"]


def test_whoever_is_called_by_letter_is_called_by_his_ways_too_and_once(crew, there):
    choose(crew.desk.ewa, SMS)
    order = urgent(crew, crew.desk.ewa)
    for _ in range(2):
        from django.utils import timezone

        while fan_out(timezone.now()) + run_lane("mail", timezone.now()):
            pass
    assert not Delivery.objects.exclude(error="").exists()
    (only,) = Alert.objects.all()
    assert only.person == crew.desk.ewa and f"/orders/{order.number}/accept/" in only.text
    assert order.subject not in only.text


def test_who_has_accepted_is_not_called_by_the_ways_that_are_left(crew, there):
    choose(crew.desk.ewa, VOICE)
    order = call_ewa(crew)
    accept(order, by=actor(crew.zenon), at=NINE + MINUTE)
    assert send_due(NINE + 3 * MINUTE) == 0 and there.got == []
    assert Alert.objects.get().state == DROPPED


def test_quiet_hours_silence_all_but_p1_on_shift(crew, there):
    at_night = Manner("sms", 0, "P2", 22 * 60, 6 * 60)
    choose(crew.desk.ewa, at_night)
    call_ewa(crew)  # P1 at nine in the morning, on shift
    assert Alert.objects.count() == 1
    off = make_technician("L1", crew.desk.network, name="Iga Wolna", phone="+48500100201")
    choose(off, at_night)
    order = Order.objects.get()
    assert alert(off, order, "x", event_id=1, at=NINE) == 0
    assert alert(off, order, "x", event_id=1, at=NINE + 14 * HOUR) == 1


def test_a_gateway_that_fails_is_tried_again_soon_with_the_same_key_and_then_given_up(crew, there):
    there.answers = [500]
    choose(crew.desk.ewa, SMS)
    call_ewa(crew)
    at = NINE
    for wait in (*BACKOFF, timedelta()):
        assert send_due(at) == 1 and send_due(at) == 0
        at += wait
    gone = Alert.objects.get()
    assert (gone.state, gone.status, gone.error, gone.attempts) == (DEAD, 500, "status", 4)
    assert len({json.loads(got.body)["id"] for got in there.got}) == 1
    assert sweep_alerts(at + KEPT + HOUR) == 1


def test_nobody_is_woken_for_what_is_long_past(crew, there):
    choose(crew.desk.ewa, SMS)
    call_ewa(crew)
    assert send_due(NINE + OLDEST + MINUTE) == 0 and Alert.objects.get().state == DROPPED
    assert there.got == []


def test_a_gateway_that_is_switched_off_sends_nothing(crew, there, boss):
    choose(crew.desk.ewa, SMS)
    order = call_ewa(crew)
    set_up(there, boss, active=False)
    assert send_due(NINE) == 0 and Alert.objects.get().state == DROPPED
    assert alert(crew.desk.ewa, order, "x", event_id=2, at=NINE) == 0


def test_another_method_and_form_are_sent_as_they_were_set(there, boss):
    set_up(there, boss, method="PUT", form="form", body="n={to}&t={text}")
    try_gateway(boss, "sms", "Próba & reszta", by=actor(boss), at=NINE)
    assert send_due(NINE) == 1
    (got,) = there.got
    assert got.body == b"n=%2B48500100300&t=Pr%C3%B3ba+%26+reszta"
    assert got.headers["content-type"].startswith("application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"url": "http://127.0.0.1/sms"}, "inside"),
        ({"url": "http://[::1]/sms"}, "inside"),
        ({"url": "http://169.254.169.254/latest"}, "inside"),
        ({"url": "ftp://sms.example/"}, "url_scheme"),
        ({"url": "https://a:b@sms.example/"}, "url_user"),
        ({"url": "https://sms.example:22/"}, "url_port"),
        ({"method": "GET"}, "method_unknown"),
        ({"body": "{}"}, "places_missing"),
        ({"header": "Content-Length"}, "header_wrong"),
        ({"secret": "a\nb"}, "secret_wrong"),
    ],
)
def test_a_gateway_that_could_do_harm_is_refused(boss, facts, code):
    usual = {"url": "https://sms.example/send", "body": BODY, "header": "X-Key", "secret": "x"} | facts
    secret = usual.pop("secret")
    with pytest.raises(Refused) as refused:
        set_gateway(usual, secret=secret, by=actor(boss), at=NINE)
    assert refused.value.code == code and not Gateway.objects.exists()


def test_a_name_that_leads_inside_is_not_called(boss):
    set_gateway({"url": "http://localhost:8080/", "body": BODY}, by=actor(boss), at=NINE)
    try_gateway(boss, "sms", "x", by=actor(boss), at=NINE)
    send_due(NINE)
    assert (Alert.objects.get().error, Alert.objects.get().state) == ("inside", WAITING)


def test_the_secret_is_neither_in_the_row_nor_in_the_journal(there):
    assert SECRET not in Gateway.objects.get().secret
    assert not any("tajny" in json.dumps(e.data) for e in Event.objects.all())
    assert Event.objects.get(kind="gateway.changed").data["fields"][-1] == "secret"


def test_only_the_office_sets_the_gateway_up_and_everybody_only_his_own_ways(crew, boss):
    with pytest.raises(Forbidden):
        set_gateway({"url": "https://sms.example/", "body": BODY}, by=actor(crew.desk.anna), at=NINE)
    with pytest.raises(Forbidden):
        try_gateway(crew.desk.anna, "sms", "x", by=actor(crew.desk.anna), at=NINE)
    with pytest.raises(Forbidden):
        choose_ways(crew.desk.ewa, [SMS], by=actor(boss), at=NINE)
    seen = make_person("representative", represents=crew.desk.network, phone="+48500100204")
    with pytest.raises(Forbidden):
        choose(seen, SMS)


def test_ways_are_replaced_whole_and_need_a_number(crew):
    choose(crew.desk.ewa, VOICE, SMS)
    choose(crew.desk.ewa, VOICE, SMS)
    assert [w.kind for w in ways_of(crew.desk.ewa)] == ["sms", "voice"]
    assert Event.objects.filter(kind="person.ways_chosen").count() == 1
    choose(crew.desk.ewa)
    assert ways_of(crew.desk.ewa) == []
    for ways, code in (([SMS, SMS], "way_twice"), ([Manner("sms", 99, "P1")], "wait_wrong")):
        with pytest.raises(Refused, match=code):
            choose(crew.desk.ewa, *ways)
    with pytest.raises(Refused, match="phone_missing"):
        choose(crew.zenon, SMS)


@pytest.mark.parametrize("kind", ["fax", ""])
def test_a_trial_needs_a_gateway_and_a_number(boss, crew, kind):
    with pytest.raises(Refused, match="gateway_missing"):
        try_gateway(boss, "sms", "x", by=actor(boss), at=NINE)
    set_gateway({"url": "https://sms.example/", "body": BODY}, by=actor(boss), at=NINE)
    with pytest.raises(Refused, match="way_unknown"):
        try_gateway(boss, kind, "x", by=actor(boss), at=NINE)
    quiet = make_person("administrator")
    with pytest.raises(Refused, match="phone_missing"):
        try_gateway(quiet, "sms", "x", by=actor(quiet), at=NINE)
