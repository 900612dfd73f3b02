"""The story that an order's journal tells, to us and to the customer."""

from datetime import timedelta

import pytest
from django.utils import translation

from amberdesk.customers.codes import Kind, Level, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from amberdesk.orders.story import Entry, Reader, changed_since, happened_since, story_of
from amberdesk.outbox.actor import Actor
from tests.factories import NINE, make_person, make_site
from tests.orders.shop import HOUR, MINUTE, Desk, actor, make_desk

LATER = NINE + timedelta(days=1)


@pytest.fixture(autouse=True)
def polish() -> object:
    with translation.override("pl"):
        yield


def told(order: Order, *, internal: bool = True, at: object = LATER, person: int = 0) -> list[Entry]:
    return list(story_of(order, Reader(person, internal, at)).entries)


def lines(entries: list[Entry]) -> list[str]:
    return [f"{e.who} {e.what}".strip() for e in entries]


def test_a_story_says_who_did_what_in_words(desk: Desk) -> None:
    order = desk.in_progress()
    reply = actions.reply(
        order, text="Jaki kolor diody?", question=True, by=actor(desk.ewa), at=NINE + MINUTE
    )
    order = actions.wait(order, reason=WaitReason.CUSTOMER, by=actor(desk.ewa), at=NINE + 2 * MINUTE)
    actions.hand_over(
        order, to=Level.L2, reason="trudne", facts=desk.facts(), by=actor(desk.ewa), at=NINE + 3 * MINUTE
    )
    entries = told(order)
    assert lines(entries) == [
        "Maria zgłasza (formularz)",
        "Anna Mazur weryfikuje: Drukarka fiskalna, awaria, nie można sprzedawać, pilność wysoka, w umowie; priorytet P1",
        "Anna Mazur przydziela do L1: Ewa Lis",
        "Ewa Lis bierze do realizacji",
        "Ewa Lis pyta klienta",
        "Ewa Lis czeka na klienta",
        "Ewa Lis przekazuje z L1 do L2",
    ]
    assert [e.look for e in entries] == ["theirs", "event", "event", "event", "ours", "event", "note"]
    assert entries[4].message == reply
    assert ("Czy urządzenie było wyłączone i włączone?", "sprawdzone") in entries[-1].facts


def test_the_customer_reads_neither_notes_nor_levels_nor_what_is_not_public_yet(desk: Desk) -> None:
    order = desk.in_progress()
    actions.note(order, text="podejrzewam głowicę", by=actor(desk.ewa), at=NINE + MINUTE)
    actions.contact(order, way="call", reached=True, text="wewnętrznie", by=actor(desk.ewa), at=NINE + MINUTE)
    gone = actions.reply(order, text="pomyłka", by=actor(desk.ewa), at=NINE + 2 * MINUTE)
    actions.take_back(gone, by=actor(desk.ewa), at=NINE + 2 * MINUTE)
    actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=NINE + 3 * MINUTE)
    before = told(order, internal=False, at=NINE + 3 * MINUTE)
    after = told(order, internal=False, at=NINE + 4 * MINUTE)
    assert [e.message.text for e in before if e.message] == ["Nie drukuje paragonów"]
    assert [e.message.text for e in after if e.message] == ["Nie drukuje paragonów", "Jedziemy"]
    assert not any(level in line for line in lines(after) for level in ("L1", "L2", "głowic", "pomyłk"))


def test_a_taken_back_reply_stays_marked_for_us(desk: Desk) -> None:
    order = desk.in_progress()
    gone = actions.reply(order, text="pomyłka", by=actor(desk.ewa), at=NINE)
    actions.take_back(gone, by=actor(desk.ewa), at=NINE)
    entry = next(e for e in told(order) if e.message and e.message.pk == gone.pk)
    assert entry.message and entry.message.taken_back_at
    assert lines(told(order))[-1] == "Ewa Lis cofa odpowiedź, zanim zobaczył ją klient"


def test_merged_orders_tell_their_messages_inside_the_target_to_staff_only(desk: Desk) -> None:
    first, second = desk.in_progress(), desk.report(text="Znowu nie drukuje")
    actions.merge(second, into=first, by=actor(desk.anna), at=NINE + HOUR)
    inside = [e for e in told(first) if e.from_order]
    assert [(e.message.text, e.from_order) for e in inside if e.message] == [("Znowu nie drukuje", second)]
    assert not any(e.from_order for e in told(first, internal=False))


def test_acting_for_another_level_is_said(db: None) -> None:
    desk = make_desk(template="8-22")
    order = desk.assigned()
    actions.note(order, text="w dzień", by=actor(desk.tomasz), at=NINE)
    actions.note(order, text="na dyżurze", by=actor(desk.tomasz), at=NINE + 10 * HOUR)
    assert [e.acting for e in told(order)][-2:] == ["", "L1"]


def test_a_long_story_comes_in_parts(desk: Desk) -> None:
    order = desk.in_progress()
    for minute in range(6):
        actions.note(order, text=f"notatka {minute}", by=actor(desk.ewa), at=NINE + minute * MINUTE)
    reader = Reader(0, True, LATER)
    newest = story_of(order, reader, limit=3)
    assert [e.message.text for e in newest.entries if e.message] == ["notatka 3", "notatka 4", "notatka 5"]
    earlier = story_of(order, reader, before=newest.earlier, limit=3)
    assert [e.message.text for e in earlier.entries if e.message] == ["notatka 0", "notatka 1", "notatka 2"]
    assert story_of(order, reader).earlier is None


def test_a_writer_learns_what_others_said_meanwhile_but_not_what_he_said(desk: Desk) -> None:
    placed = desk.place()
    order = placed.order
    seen = story_of(order, Reader(desk.ewa.pk, True, LATER)).last
    actions.note(order, text="moja", by=actor(desk.ewa), at=NINE)
    actions.receive(order, text="Już działa", by=Actor("contact", placed.participant_id), at=NINE + MINUTE)
    found = happened_since(order, Reader(desk.ewa.pk, True, LATER), event=seen)
    assert [(e.who, e.message.text) for e in found if e.message] == [("Maria", "Już działa")]


def test_a_stale_page_learns_what_has_changed(desk: Desk) -> None:
    order = desk.assigned(technician=desk.ewa)
    version = order.version
    actions.note(order, text="nic", by=actor(desk.ewa), at=NINE)
    actions.start(order, by=actor(desk.ewa), at=NINE + MINUTE)
    changed = changed_since(order, Reader(desk.anna.pk, True, LATER), version=version)
    assert lines(changed) == ["Ewa Lis bierze do realizacji"]


def test_a_correction_names_what_was_and_what_is(desk: Desk) -> None:
    order = desk.in_progress()
    other = make_site(desk.network, "042", name="Sopot, Monte Cassino")
    facts = {"network": desk.network, "site": other, "device": None, "contact": None, "kind": Kind.SERVICE}
    actions.correct(order, **facts, reason="pomyłka", by=actor(desk.anna), at=NINE)
    said = lines(told(order))[-1]
    assert "placówka: 041 Gdynia, Świętojańska → 042 Sopot, Monte Cassino" in said
    assert "rodzaj: awaria → usługa" in said and "urządzenie: Kasa 2 → brak" in said


def test_an_undone_act_is_marked(desk: Desk) -> None:
    order = desk.assigned()
    entry = told(order)[-1]
    actions.undo(order, event_id=entry.id, by=actor(desk.anna), at=NINE + timedelta(seconds=5))
    assert [e.undone for e in told(order)] == [False, False, True, False]


def test_a_story_costs_the_same_however_long_it_is(desk: Desk, django_assert_max_num_queries: object) -> None:
    order = desk.in_progress()
    for minute in range(12):
        actions.reply(order, text=f"{minute}", by=actor(desk.ewa), at=NINE + minute * MINUTE)
    order = Order.objects.select_related("category").get(pk=order.pk)
    with django_assert_max_num_queries(5):
        told(order)


def test_words_that_were_moved_away_are_told_where_they_belong(desk: Desk) -> None:
    order, other = desk.in_progress(), desk.in_progress()
    said = actions.note(order, text="to o wadze", by=actor(desk.ewa), at=NINE)
    actions.move_message(said, to=other, by=actor(desk.anna), at=NINE)
    assert [e.message.text for e in told(other) if e.message].count("to o wadze") == 1
    assert all(e.message is None or e.message.pk != said.pk for e in told(order))
    assert "Anna Mazur przenosi wiadomość do " + other.number in lines(told(order))


def test_what_was_said_in_a_merged_order_does_not_follow_to_another_network(desk: Desk) -> None:
    elsewhere = make_desk("BUR")
    boss = make_person("coordinator", supervises=[desk.network, elsewhere.network])
    order, double = desk.in_progress(), desk.report(text="hasło do sejfu 1234")
    actions.merge(double, into=order, by=actor(boss), at=NINE)
    assert any(e.from_order for e in told(order))
    facts = {"network": elsewhere.network, "site": None, "device": None, "contact": None}
    moved = actions.correct(order, **facts, kind=Kind.FAILURE, reason="pomyłka", by=actor(boss), at=NINE)
    assert not any(e.from_order for e in told(moved))
