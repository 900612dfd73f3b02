import pytest
from django.test import Client

from amberdesk.people.models import Person
from tests.factories import PASSWORD, make_person


@pytest.fixture
def ewa(db) -> Person:
    return make_person("technician", "Ewa Lis")


@pytest.fixture
def signed_in(ewa: Person, client: Client) -> Client:
    """A browser in which Ewa signed in by the page."""
    sign_in(client, ewa)
    return client


def sign_in(client: Client, person: Person, password: str = PASSWORD, **more):
    return client.post("/account/login/", {"login": person.email, "password": password, **more})
