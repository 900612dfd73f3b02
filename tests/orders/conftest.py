from collections.abc import Callable, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.kept import kept
from tests.orders.shop import Desk, make_desk


@pytest.fixture(scope="module")
def kept_desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], Desk]]:
    with kept(django_db_blocker, make_desk) as rows:
        yield rows


@pytest.fixture
def desk(kept_desk: Callable[[], Desk], db: None) -> Desk:
    return kept_desk()
