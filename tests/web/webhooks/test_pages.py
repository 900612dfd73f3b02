"""The office's pages about webhooks: administrators only, what strangers answered is text (T50, T80)."""

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.webhooks.actions.replay import try_out
from amberdesk.webhooks.actions.set_up import add_hook
from amberdesk.webhooks.models import DEAD, WAITING, Webhook, WebhookCall
from amberdesk.webhooks.signing import secret_of
from tests.factories import make_network, make_person

pytestmark = pytest.mark.django_db
ROOT = "/office/webhooks/"
PAGES = ["", "add/", "{id}/", "{id}/change/"]
DEEDS = ["add/", "{id}/change/", "{id}/try/", "{id}/replay/", "{id}/renew/", "{id}/remove/"]
FACTS = {"name": "ERP", "url": "https://erp.example/hooks"}


@pytest.fixture
def boss() -> Person:
    return make_person("administrator", "Irena Boss")


@pytest.fixture
def browser(boss: Person) -> Client:
    return signed_in(boss)


@pytest.fixture
def hook(boss: Person) -> Webhook:
    return add_hook(**FACTS, owner=boss, by=Actor("person", boss.pk), at=now())


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("role", ["technician", "coordinator", "deputy", "manager", "representative"])
def test_for_everybody_but_administrators_there_is_nothing(hook: Webhook, role: str) -> None:
    facts: dict[str, Any] = {"represents": make_network()} if role == "representative" else {}
    stranger = signed_in(make_person(role, **facts))

    for page in PAGES:
        assert stranger.get(ROOT + page.format(id=hook.pk)).status_code == 404
    for deed in DEEDS:
        assert stranger.post(ROOT + deed.format(id=hook.pk), FACTS | {"name": "Mój"}).status_code == 404
    assert Webhook.objects.get().name == "ERP"


def test_who_is_not_signed_in_is_asked_to(hook: Webhook) -> None:
    for page in PAGES:
        assert Client().get(ROOT + page.format(id=hook.pk)).status_code == 302


@pytest.mark.parametrize("deed", ["try/", "replay/", "renew/", "remove/"])
def test_nothing_is_done_by_a_link(browser: Client, hook: Webhook, deed: str) -> None:
    assert browser.get(f"{ROOT}{hook.pk}/{deed}").status_code == 405


def test_a_webhook_is_added_and_its_secret_shown(browser: Client, boss: Person) -> None:
    network = make_network()
    answer = browser.post(
        ROOT + "add/", FACTS | {"network": network.pk, "kinds": ["order.placed"]}, follow=True
    )

    hook = Webhook.objects.get()
    assert (hook.network, hook.kinds, hook.owner, hook.active) == (network, ["order.placed"], boss, True)
    assert secret_of(hook) in answer.text
    assert "ERP" in browser.get(ROOT).text


def test_a_refusal_keeps_what_was_typed(browser: Client) -> None:
    answer = browser.post(ROOT + "add/", FACTS | {"url": "http://169.254.169.254/meta"})

    assert answer.status_code == 422
    assert "sieci wewnętrznej" in answer.text and "http://169.254.169.254/meta" in answer.text


def test_a_webhook_is_changed_renewed_and_removed(browser: Client, hook: Webhook) -> None:
    secret = secret_of(hook)
    browser.post(f"{ROOT}{hook.pk}/change/", FACTS | {"name": "Magazyn"})
    browser.post(f"{ROOT}{hook.pk}/renew/")
    hook.refresh_from_db()
    assert (hook.name, hook.active) == ("Magazyn", False)
    assert secret_of(hook) != secret

    browser.post(f"{ROOT}{hook.pk}/remove/")
    assert not Webhook.objects.exists()


def test_what_the_other_side_answered_is_text(browser: Client, hook: Webhook, boss: Person) -> None:
    try_out(hook, by=Actor("person", boss.pk), at=now())
    WebhookCall.objects.update(
        state=DEAD, done_at=now(), status=500, error="status", attempts=9, answer="<script>alert(1)</script>"
    )
    page = browser.get(f"{ROOT}{hook.pk}/?show=dead").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page
    assert "odbiorca zgłosił błąd" in page


@pytest.mark.parametrize("one", [True, False])
def test_what_failed_is_sent_again(browser: Client, hook: Webhook, boss: Person, one: bool) -> None:
    call = try_out(hook, by=Actor("person", boss.pk), at=now())
    WebhookCall.objects.update(state=DEAD, done_at=now(), attempts=9)

    browser.post(f"{ROOT}{hook.pk}/replay/", {"call": call.pk} if one else {})
    call.refresh_from_db()
    assert (call.state, call.attempts) == (WAITING, 0)


def test_pages_of_calls_go_on(browser: Client, hook: Webhook, boss: Person) -> None:
    for _ in range(51):
        try_out(hook, by=Actor("person", boss.pk), at=now())
    first = browser.get(f"{ROOT}{hook.pk}/").text
    older = first.split("before=")[1].split('"')[0]

    assert first.count("<tr>") == 51  # with the head
    assert browser.get(f"{ROOT}{hook.pk}/?before={older}").text.count("<tr>") == 2
    assert browser.get(f"{ROOT}{hook.pk}/?before=x&show=nothing").status_code == 200
