import pytest

from tests.orders.shop import Desk, make_desk
from tests.web.portal.shops import Shop


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return Shop(desk)
