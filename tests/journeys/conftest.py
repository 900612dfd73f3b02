"""What every journey may ask for."""

from collections.abc import Iterator

import pytest

from tests.journeys.serving import serving


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """Where the desk answers: one server for all journeys, as a day has one server for many people."""
    with serving("tests.journeys.site:application") as (_, port):
        yield f"http://localhost:{port}"
