""" "Jak cię zawołać" and the gateway's page."""

import pytest

from amberdesk.people.models import Person
from amberdesk.people.secrets import opened
from amberdesk.reach.models import Alert, Browser, Gateway
from amberdesk.reach.queries import ways_of
from tests.factories import make_browser, make_company, make_person

pytestmark = pytest.mark.django_db
WAYS = {
    "push-after": "0",
    "push-least": "P1",
    "push-opens": "00:00",
    "push-closes": "00:00",
    "sms-on": "on",
    "sms-after": "2",
    "sms-least": "P2",
    "sms-opens": "06:00",
    "sms-closes": "22:00",
    "voice-after": "5",
    "voice-least": "P1",
    "voice-opens": "00:00",
    "voice-closes": "00:00",
}
GATEWAY = {
    "url": "https://sms.example/send",
    "method": "POST",
    "form": "json",
    "body": '{"to": "{to}", "message": "{text}"}',
    "header": "X-Key",
    "secret": "tajny",
    "active": "on",
}


@pytest.fixture
def ewa(client) -> Person:
    make_company()
    ewa = make_person("technician", "Ewa Lis", phone="+48500100200")
    client.force_login(ewa)
    return ewa


@pytest.fixture
def boss(client) -> Person:
    make_company()
    boss = make_person("administrator", phone="+48500100300")
    client.force_login(boss)
    return boss


def test_ways_are_chosen_shown_in_their_order_and_given_up(client, ewa):
    assert "na razie wołamy tylko listem" in client.get("/account/reach/").content.decode()
    assert client.post("/account/reach/", WAYS).status_code == 302
    (way,) = ways_of(ewa)
    assert (way.kind, way.after_minutes, way.least, way.opens, way.closes) == ("sms", 2, "P2", 360, 1320)
    shown = client.get("/account/reach/").content.decode()
    assert "po 2 minutach" in shown and 'value="06:00"' in shown
    assert client.post("/account/reach/", {k: v for k, v in WAYS.items() if k != "sms-on"}).status_code == 302
    assert ways_of(ewa) == []


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, ewa):
    wrong = client.post("/account/reach/", WAYS | {"sms-after": "99"})
    assert wrong.status_code == 422 and 'value="99"' in wrong.content.decode()
    ewa.phone = ""
    ewa.save()
    answer = client.post("/account/reach/", WAYS)
    assert answer.status_code == 422 and "wpisz swój numer telefonu" in answer.content.decode()
    only_push = {k: v for k, v in WAYS.items() if k != "sms-on"} | {"push-on": "on"}
    assert client.post("/account/reach/", only_push).status_code == 302


def test_a_browser_is_switched_on_named_and_removed_by_its_person_alone(client, ewa):
    assert (
        client.post("/account/reach/browsers/", {"endpoint": "https://8.8.8.8/1"}, follow=True)
        .content.decode()
        .count("nie umiemy odczytać")
    )
    browser = make_browser(ewa)
    shown = client.get("/account/reach/").content.decode()
    assert "Firefox" in shown and f"/account/reach/browsers/{browser.pk}/remove/" in shown
    assert browser.auth not in shown and browser.endpoint not in shown
    assert client.post("/account/reach/browsers/try/").status_code == 302 and Alert.objects.count() == 1
    other = make_browser(make_person("technician"), "https://8.8.8.8/push/2")
    assert client.post(f"/account/reach/browsers/{other.pk}/remove/").status_code == 302
    assert client.post(f"/account/reach/browsers/{browser.pk}/remove/").status_code == 302
    assert Browser.objects.get() == other


def test_the_account_leads_to_it(client, ewa):
    assert 'href="/account/reach/"' in client.get("/account/").content.decode()


def test_the_gateway_is_set_up_tried_and_its_secret_never_shown(client, boss):
    assert client.post("/office/gateway/", GATEWAY).status_code == 302
    assert opened(Gateway.objects.get().secret) == "tajny"
    shown = client.get("/office/gateway/").content.decode()
    assert "tajny" not in shown and "Wyślij próbę: SMS" in shown
    assert client.post("/office/gateway/", GATEWAY | {"secret": "", "method": "PUT"}).status_code == 302
    assert opened(Gateway.objects.get().secret) == "tajny" and Gateway.objects.get().method == "PUT"
    assert client.post("/office/gateway/try/", {"kind": "sms"}).status_code == 302
    assert Alert.objects.get().number == boss.phone
    Alert.objects.update(answer="<b>przyjęto</b>", status=202, state="sent")
    log = client.get("/office/gateway/").content.decode()
    assert "&lt;b&gt;przyjęto" in log and "202" in log and "przyjęte" in log


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"url": "http://10.0.0.1/"}, "sieci wewnętrznej"),
        ({"body": '{"to": "{to}"}'}, "W treści musi być"),
        ({"header": "Host"}, "To nie jest nazwa nagłówka"),
    ],
)
def test_a_gateway_that_could_do_harm_is_refused_in_words(client, boss, facts, said):
    answer = client.post("/office/gateway/", GATEWAY | facts)
    assert answer.status_code == 422 and said in answer.content.decode() and not Gateway.objects.exists()


def test_a_trial_without_a_gateway_says_so(client, boss):
    assert (
        "nie jest ustawiona"
        in client.post("/office/gateway/try/", {"kind": "sms"}, follow=True).content.decode()
    )
