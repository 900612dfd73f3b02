from collections.abc import Callable

import pytest
from django.test import Client

from amberdesk.people.models import Person

Browser = Callable[[Person], Client]


@pytest.fixture
def as_person() -> Browser:
    """Sign a person in and return his browser; it answers as without scripts, or with them (`HX-Request`)."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
