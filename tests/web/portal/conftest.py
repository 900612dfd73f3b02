import pytest

from tests.orders.shop import Desk
from tests.web.portal.shops import Shop


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return Shop(desk)
