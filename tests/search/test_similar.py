"""Orders that tell of the same."""

import pytest

from amberdesk.orders.models import Order
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.search.actions.index import index
from amberdesk.search.similar import similar_orders
from tests.orders.shop import Desk, make_desk


def report(desk: Desk, subject: str) -> Order:
    order = desk.report(subject=subject, text="x")
    index(order.pk)
    return order


def standing(desk: Desk) -> Standing:
    found = standing_of(desk.ewa.pk)
    assert found
    return found


def test_inflected_words_make_orders_similar_and_more_words_nearer(desk: Desk) -> None:
    far = report(desk, "Drukarka nie drukuje etykiet")
    near = report(desk, "Nie drukuje drukarka paragonów przy kasie")
    report(desk, "Waga nie waży")
    order = report(desk, "Drukarki nie drukują paragonów")
    assert similar_orders(order, standing(desk)) == [near, far]


def test_orders_of_other_networks_are_not_told(desk: Desk) -> None:
    report(make_desk("BUR"), "Drukarka nie drukuje")
    assert similar_orders(report(desk, "Drukarka nie drukuje"), standing(desk)) == []


@pytest.mark.parametrize("subject", ["!!!", "a b", "x" * 200, "' | & :*", "drukarka"])
def test_odd_subjects_break_nothing(desk: Desk, subject: str) -> None:
    assert similar_orders(report(desk, subject), standing(desk)) == []
