"""A desk, an administrator, and another system that listens."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings

from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.webhooks.actions.set_up import add_hook
from amberdesk.webhooks.models import Webhook
from tests.factories import BEFORE, make_person
from tests.orders.shop import Desk, make_desk
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk(template="24/7")


@pytest.fixture
def boss(desk: Desk) -> Person:
    return make_person("administrator", "Irena Boss")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as receiver:
        allow_loopback(monkeypatch, receiver)
        yield receiver


def allow_loopback(monkeypatch: pytest.MonkeyPatch, *receivers: Receiver) -> None:
    places = tuple((ip_network("127.0.0.1"), r.port) for r in receivers)
    monkeypatch.setattr(settings, "AMBERDESK", replace(settings.AMBERDESK, webhook_allow=places))


@pytest.fixture
def hook_to(boss: Person) -> Callable[..., Webhook]:
    """Add a webhook that leads to a receiver."""

    def add(receiver: Receiver, name: str = "ERP", **facts: Any) -> Webhook:
        facts = {"owner": boss, "by": Actor("person", boss.pk), "at": BEFORE} | facts
        return add_hook(name=name, url=receiver.url, **facts)

    return add
