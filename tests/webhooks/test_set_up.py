"""Webhooks are the office's, and lead nowhere inside (T50)."""

from typing import Any

import pytest

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from amberdesk.people.models import Person
from amberdesk.webhooks.actions.set_up import add_hook, change_hook, remove_hook, renew_secret
from amberdesk.webhooks.models import Webhook
from amberdesk.webhooks.signing import secret_of
from tests.factories import NINE
from tests.orders.shop import Desk

URL = "https://erp.example/hooks"


def by(person: Person) -> dict[str, Any]:
    return {"by": Actor("person", person.pk), "at": NINE}


@pytest.fixture
def hook(boss: Person) -> Webhook:
    return add_hook(name="ERP", url=URL, owner=boss, **by(boss))


@pytest.mark.parametrize("who", ["ewa", "tomasz", "olga", "anna"])
def test_nobody_but_the_office_sets_webhooks_up(desk: Desk, hook: Webhook, who: str) -> None:
    person = getattr(desk, who)
    with pytest.raises(Forbidden):
        add_hook(name="x", url=URL, owner=person, **by(person))
    with pytest.raises(Forbidden):
        change_hook(hook, {"url": "https://evil.example/"}, **by(person))
    with pytest.raises(Forbidden):
        renew_secret(hook, **by(person))
    with pytest.raises(Forbidden):
        remove_hook(hook, **by(person))

    assert Webhook.objects.get().url == URL


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "inside"),
        ("http://[::1]:8080/", "inside"),
        ("http://169.254.169.254/latest/meta-data/", "inside"),
        ("https://10.1.2.3/", "inside"),
        ("https://[::ffff:10.0.0.1]/", "inside"),
        ("https://erp.example:5432/", "url_port"),
        ("https://u:p@erp.example/", "url_user"),
        ("ftp://erp.example/", "url_scheme"),
        ("erp.example", "url_scheme"),
        ("https://erp .example", "url_shape"),
    ],
)
def test_a_bad_address_is_refused_when_it_is_entered(boss: Person, url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_hook(name="x", url=url, owner=boss, **by(boss))
    assert (refused.value.code, refused.value.field) == (code, "url")


def test_a_customers_system_is_not_offered_what_customers_are_not_told(boss: Person) -> None:
    with pytest.raises(Refused, match="kind_unknown"):
        add_hook(name="x", url=URL, kinds=["order.noted"], owner=boss, **by(boss))
    assert add_hook(name="x", url=URL, kinds=["order.noted"], internal=True, owner=boss, **by(boss)).pk


def test_two_webhooks_have_two_names(boss: Person, hook: Webhook) -> None:
    with pytest.raises(Refused, match="name_taken"):
        add_hook(name=" ERP ", url=URL, owner=boss, **by(boss))


def test_a_change_is_kept_by_the_names_of_its_fields(boss: Person, hook: Webhook) -> None:
    change_hook(hook, {"url": "https://new.example/", "active": False}, **by(boss))

    last = journal(f"webhook:{hook.pk}").last()
    assert last is not None and last.data == {"fields": ["url", "active"]}
    with pytest.raises(Refused, match="field_cannot_change"):
        change_hook(hook, {"owner": None}, **by(boss))


def test_a_renewed_secret_is_another_one(boss: Person, hook: Webhook) -> None:
    before = secret_of(hook)

    assert secret_of(renew_secret(hook, **by(boss))) != before


def test_a_removed_webhook_stays_in_the_journal(boss: Person, hook: Webhook) -> None:
    pk = hook.pk
    remove_hook(hook, **by(boss))

    assert not Webhook.objects.exists()
    assert [e.kind for e in journal(f"webhook:{pk}")] == ["webhook.added", "webhook.removed"]
