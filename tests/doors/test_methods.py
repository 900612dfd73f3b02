"""Reading changes nothing, and nothing is changed without the token of our own page (T62), at any address."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from amberdesk.customers.models import Network, Site
from amberdesk.orders.models import Attachment, Message, Order, Participant, Reference, SavedList
from amberdesk.outbox.models import Event
from amberdesk.people.models import ApiToken, Person
from amberdesk.rosters.models import Presence, Shift
from amberdesk.webhooks.models import Webhook
from tests.doors.table import ROWS, STREAM
from tests.doors.visitors import AFAR, Visitor, address_of, body, query, visitors
from tests.doors.world import World, make_world

pytestmark = pytest.mark.django_db
THINGS: tuple[type[Model], ...] = (
    *(Event, Order, Message, Attachment, Participant, Reference, SavedList),
    *(Network, Site, Shift, Presence, Webhook, ApiToken),
)
BY_LINK = ("s/", "o/")  # forms of links bring a signed token of their own and no session
READERS = ("A:coordinator", "A:L1", "A:representative", "administrator", "A:link", "A:shop", "nobody")


@pytest.fixture
def world() -> World:
    return make_world()


def everything() -> list[Any]:
    """Return what the desk keeps: what people do not see of themselves, such as a last visit, is left out."""
    kept: list[Any] = [list(model._default_manager.order_by("pk").values_list()) for model in THINGS]
    return [
        *kept,
        list(Person.objects.order_by("pk").values_list("pk", "name", "email", "role", "is_active")),
    ]


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
def test_reading_changes_nothing(world: World, name: str) -> None:
    everybody = {visitor.name: visitor for visitor in visitors(world)}
    before, faults = everything(), []
    for address in addresses(world, everybody[name], everybody["A:coordinator"]):
        if everybody[name].ask("GET", address, {}, api=False, look=everything).left != before:
            faults.append(address)
    assert faults == []


def addresses(world: World, visitor: Visitor, owner: Visitor) -> Iterator[str]:
    for pattern, door in ROWS.items():
        if visitor.name in door.opens and door is not STREAM and not pattern.startswith("api/"):
            yield address_of(pattern, world.a, visitor) + query(pattern, world.a, owner.client)


@pytest.mark.parametrize("name", ["coordinator", pytest.param("administrator", marks=pytest.mark.long)])
def test_nothing_is_done_without_the_token_of_our_page(world: World, name: str) -> None:
    person = world.administrator if name == "administrator" else world.a.people[name]
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False, REMOTE_ADDR=AFAR)
    strict.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    visitor, before, taken = Visitor(name, world.a, person, client=strict), everything(), []
    for pattern in (p for p in ROWS if not p.startswith(("api/", *BY_LINK))):
        address = address_of(pattern, world.a, visitor)
        answer = visitor.ask("POST", address, body(pattern, world.a), api=False, look=everything)
        if answer.left != before or answer.status_code not in (403, 404, 405):
            taken.append(f"{address}: {answer.status_code}")
    assert taken == []
