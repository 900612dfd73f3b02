"""A desk with people of all kinds, and a client of the API for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.models import Person
from tests.factories import make_person
from tests.orders.shop import Desk, make_desk

ROOT = "/api/v1"


@dataclass
class Api:
    """One person's programs."""

    person: Person | None
    token: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {"Authorization": f"Bearer {self.token}"} | headers if self.token else headers
        plain = {name.replace("_", "-"): value for name, value in sent.items()}
        kind = {} if body is None else {"content_type": "application/json"}
        client = Client(raise_request_exception=False)
        return client.generic(method, ROOT + path, _json(body), headers=plain, **kind)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, {} if body is None else body, **headers)

    def act(self, number: str, act: str, /, *, status: int = 200, **body: Any) -> dict[str, Any]:
        answer = self.post(f"/orders/{number}/{act}", body)
        assert answer.status_code == status, answer.text
        return answer.json()


def _json(body: Any) -> bytes:
    from json import dumps

    from django.core.serializers.json import DjangoJSONEncoder

    if body is None:
        return b""
    return body if isinstance(body, bytes) else dumps(body, cls=DjangoJSONEncoder).encode()


def api_of(person: Person) -> Api:
    return Api(person, add_token(person, "test", by=MACHINE, at=now())[1])


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk(template="24/7")


@pytest.fixture
def anna(desk: Desk) -> Api:
    return api_of(desk.anna)


@pytest.fixture
def ewa(desk: Desk) -> Api:
    return api_of(desk.ewa)


@pytest.fixture
def tomasz(desk: Desk) -> Api:
    return api_of(desk.tomasz)


@pytest.fixture
def shop_side(desk: Desk) -> Api:
    """A representative of the network."""
    return api_of(make_person("representative", "Ola Fala", represents=desk.network))


@pytest.fixture
def place(anna: Api) -> Callable[..., dict[str, Any]]:
    """Place an order by the API."""

    def placed(**facts: Any) -> dict[str, Any]:
        body = {"network": "FAL", "site": "041", "subject": "Drukarka nie drukuje", "text": "Nic"} | facts
        answer = anna.post("/orders", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return placed
