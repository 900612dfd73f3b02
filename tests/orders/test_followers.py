"""Who follows an order on the customer's side, and who takes somebody away from it."""

import pytest

from amberdesk.notices.audiences import followers
from amberdesk.orders.access import NoSuchOrder, participant_by_key, participant_key
from amberdesk.orders.actions import join, receive, unfollow
from amberdesk.orders.models import Message
from amberdesk.orders.public import followers_of
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.story import Reader, story_of
from amberdesk.outbox.actor import Actor
from tests.factories import NINE
from tests.orders.shop import HOUR, MINUTE, Desk, actor

LINK = Actor("link")


def test_whoever_is_removed_gets_no_letters_and_his_link_is_dead(desk: Desk) -> None:
    order = desk.in_progress()
    ola = join(order, name="Ola", email="ola@fala.example", by=LINK, at=NINE)
    key = participant_key(ola)
    receive(order, text="U mnie też", by=Actor("contact", ola.pk), at=NINE + MINUTE)

    unfollow(ola, by=actor(desk.ewa), at=NINE + HOUR)

    assert "ola@fala.example" not in {f.email for f in followers(order)}
    assert ola.pk not in {f.pk for f in followers_of(order)}
    with pytest.raises(NoSuchOrder):
        participant_by_key(key, NINE + HOUR)
    with pytest.raises(Forbidden):  # nor with a page that was open already
        receive(order, text="Halo", by=Actor("contact", ola.pk), at=NINE + HOUR)
    assert Message.objects.get(text="U mnie też").participant == ola


def test_the_removal_stands_in_the_journal_for_us_alone(desk: Desk) -> None:
    order = desk.in_progress()
    ola = join(order, name="Ola", by=LINK, at=NINE)
    unfollow(ola, by=actor(desk.ewa), at=NINE + MINUTE)

    ours = story_of(order, Reader(desk.ewa.pk, True, NINE + HOUR)).entries[-1]
    theirs = story_of(order, Reader(desk.ewa.pk, False, NINE + HOUR)).entries[-1]
    assert (ours.code, ours.who) == ("unfollowed", desk.ewa.name) and "Ola" in ours.what
    assert theirs.code == "joined"


def test_nobody_is_removed_twice_and_he_may_come_back(desk: Desk) -> None:
    order = desk.in_progress()
    ola = join(order, name="Ola", by=LINK, at=NINE)
    unfollow(ola, by=actor(desk.anna), at=NINE)
    with pytest.raises(Refused, match="not_following"):
        unfollow(ola, by=actor(desk.anna), at=NINE)

    again = join(order, name="Ola", by=LINK, at=NINE)

    assert again.pk != ola.pk and again in followers_of(order)


def test_only_those_who_work_on_the_order_remove_followers(desk: Desk) -> None:
    order = desk.in_progress()
    ola = join(order, name="Ola", by=LINK, at=NINE)
    for doer in (actor(desk.olga), Actor("contact", ola.pk), LINK):
        with pytest.raises(Forbidden):
            unfollow(ola, by=doer, at=NINE)

    assert ola in followers_of(order)
