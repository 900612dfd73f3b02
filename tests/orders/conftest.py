import pytest

from tests.orders.shop import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()
