"""An order that turns out to be another network's: the former one loses sight of it, and work goes on in the new one."""

import pytest

from amberdesk.customers.codes import Kind, Level
from amberdesk.notices.audiences import followers
from amberdesk.orders.actions import correct, start
from amberdesk.orders.models import Order
from tests.factories import NINE, make_contact, make_person, make_technician
from tests.orders.shop import MINUTE, Desk, actor, make_desk

LATER = NINE + MINUTE


@pytest.fixture
def other(desk: Desk) -> Desk:
    return make_desk("BUR")


def moved(order: Order, desk: Desk, other: Desk, contact: object = None) -> Order:
    boss = make_person("coordinator", supervises=[desk.network, other.network])
    facts = {"network": other.network, "site": other.site, "device": None, "contact": contact}
    return correct(order, **facts, kind=Kind.FAILURE, reason="pomyłka", by=actor(boss), at=LATER)


def test_nobody_of_the_former_network_hears_of_the_order_again(desk: Desk, other: Desk) -> None:
    order = desk.report()
    [maria] = followers(order)
    order = moved(order, desk, other)
    assert followers(order) == []
    before, epoch = maria.epoch, order.participants.get().epoch
    assert epoch == before + 1


def test_the_contact_of_the_new_network_follows_it_from_now_on(desk: Desk, other: Desk) -> None:
    zofia = make_contact(other.site, "Zofia Kurek", emails=["zofia@bursztyn.example"])
    order = moved(desk.report(), desk, other, zofia)
    assert [(p.email, p.contact) for p in followers(order)] == [("zofia@bursztyn.example", zofia)]


def test_who_does_not_work_for_the_new_network_keeps_no_order_there(desk: Desk, other: Desk) -> None:
    order = moved(desk.in_progress(), desk, other)
    assert (order.state, order.assignee, order.level) == ("assigned", None, "L1")
    assert start(order, by=actor(other.ewa), at=LATER).assignee == other.ewa


def test_who_works_for_both_networks_goes_on(desk: Desk, other: Desk) -> None:
    both = make_technician("L1", desk.network, other.network)
    order = start(desk.assigned(level=Level.L1, technician=both), by=actor(both), at=NINE)
    order = moved(order, desk, other)
    assert (order.state, order.assignee) == ("in_progress", both)
