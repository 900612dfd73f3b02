"""The customer's side sees public words in their time, by links that end."""

from datetime import timedelta

import pytest

from amberdesk.customers.codes import WaitReason
from amberdesk.orders.access import NoSuchOrder, mail_proof, participant_by_key, participant_key
from amberdesk.orders.actions import (
    cancel,
    close,
    join,
    note,
    receive,
    reply,
    report_again,
    resolve,
    take_back,
    wait,
)
from amberdesk.orders.models import Message, Order, OrderLink, Participant
from amberdesk.orders.public import (
    messages_for,
    open_orders_at,
    public_messages,
    waiting_since,
)
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_site
from tests.orders.shop import DAY, HOUR, LINK, MINUTE, Desk, actor

TEN_SECONDS = timedelta(seconds=10)


def reporter(order: Order) -> Participant:
    return order.participants.get(reporter=True)


def texts(messages: object) -> list[str]:
    return [m.text for m in messages]


def test_notes_fresh_and_taken_back_answers_are_not_public(desk: Desk):
    order, ewa = desk.in_progress(), actor(desk.ewa)
    note(order, text="Klient marudzi", by=ewa, at=NINE)
    reply(order, text="Już jadę", by=ewa, at=NINE)
    take_back(reply(order, text="Jutro", by=ewa, at=NINE), by=ewa, at=NINE)

    assert texts(public_messages(order, NINE)) == ["Nie drukuje paragonów"]
    assert texts(public_messages(order, NINE + TEN_SECONDS)) == ["Nie drukuje paragonów", "Już jadę"]


def test_who_said_me_too_reads_own_words_and_later_answers_alone(desk: Desk):
    order = desk.in_progress()
    reply(order, text="Pani Mario, już jadę", by=actor(desk.ewa), at=NINE)
    joined = join(order, name="Ola", by=LINK, at=NINE + MINUTE)
    receive(order, text="U mnie też", by=Actor("contact", joined.pk), at=NINE + 2 * MINUTE)
    receive(order, text="Pilne", by=Actor("contact", reporter(order).pk), at=NINE + 3 * MINUTE)
    reply(order, text="Będę o 10", by=actor(desk.ewa), at=NINE + 4 * MINUTE)

    assert texts(messages_for(joined, NINE + HOUR)) == ["U mnie też", "Będę o 10"]
    assert len(messages_for(reporter(order), NINE + HOUR)) == 5


def test_who_was_added_by_staff_reads_everything_public(desk: Desk):
    order = desk.in_progress()
    added = join(order, name="Kierownik", by=actor(desk.ewa), at=NINE)
    assert texts(messages_for(added, NINE)) == ["Nie drukuje paragonów"]


def test_a_link_ends_thirty_days_after_closing(desk: Desk):
    order = desk.in_progress()
    order = resolve(order, text="Gotowe", code="restart", minutes=5, by=actor(desk.ewa), at=NINE)
    close(order, by=Actor("contact", reporter(order).pk), at=NINE + DAY)
    key = participant_key(reporter(order))

    assert participant_by_key(key, NINE + 31 * DAY - MINUTE).order == order
    with pytest.raises(NoSuchOrder):
        participant_by_key(key, NINE + 31 * DAY)


def test_the_proof_in_a_mail_belongs_to_one_address_and_link(desk: Desk):
    participant = reporter(desk.report())
    proof = mail_proof(participant)
    participant.email = "ktos@inny.example"
    assert mail_proof(participant) != proof
    participant.email, participant.epoch = "maria@fala.example", 2
    assert mail_proof(participant) != proof
    assert proof not in participant_key(participant)


def test_the_shops_page_lists_its_own_open_orders(desk: Desk):
    there = desk.report(site=make_site(desk.network, "042"), device=None)
    first, second = desk.report(), desk.report(at=NINE + HOUR)
    cancel(first, reason="Pomyłka", by=actor(desk.anna), at=NINE)
    assert list(open_orders_at(desk.site)) == [second]
    assert list(open_orders_at(there.site)) == [there]


def test_the_wait_has_its_beginning(desk: Desk):
    order = desk.in_progress()
    wait(order, reason=WaitReason.PART, by=actor(desk.ewa), at=NINE + HOUR)
    assert waiting_since(order) == NINE + HOUR


def test_a_double_click_says_it_once(desk: Desk):
    order = desk.in_progress()
    maria = Actor("contact", reporter(order).pk)
    first = receive(order, text="Papier jest", by=maria, at=NINE + MINUTE)
    again = receive(order, text=" Papier jest\r\n", by=maria, at=NINE + MINUTE + TEN_SECONDS)
    later = receive(order, text="Papier jest", by=maria, at=NINE + HOUR)

    assert again == first
    assert later != first
    assert Message.objects.filter(order=order, text="Papier jest").count() == 2


def test_a_report_after_closing_follows_the_closed_order(desk: Desk):
    order = desk.in_progress()
    order = resolve(order, text="Gotowe", code="restart", minutes=5, by=actor(desk.ewa), at=NINE)
    maria = Actor("contact", reporter(order).pk)
    close(order, by=maria, at=NINE + HOUR)
    intake = desk.intake(text="Znowu nie drukuje", reported_at=NINE + DAY)
    placed = report_again(order, intake, by=maria, at=NINE + DAY)
    again = report_again(order, intake, by=maria, at=NINE + DAY)

    assert again.order == placed.order
    assert not again.fresh
    assert OrderLink.objects.get().other == order
    assert [e.kind for e in journal(placed.order.subject_key)] == ["order.placed", "order.linked"]


def test_an_order_has_a_bounded_number_of_followers(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("amberdesk.orders.actions.tidy.MOST_FOLLOWERS", 2)
    order = desk.report()
    join(order, name="Ola", by=LINK, at=NINE)
    join(order, name="Ola", by=LINK, at=NINE)
    with pytest.raises(Refused, match="followers_many"):
        join(order, name="Ela", by=LINK, at=NINE)
