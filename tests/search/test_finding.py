"""What is found, and by whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.orders import actions
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Delivery
from amberdesk.rosters.queries import standing_of
from amberdesk.search.keys import keys_of_text, keys_of_word
from amberdesk.search.queries import find, order_by_number
from amberdesk.search.question import TooMuch, tsquery
from tests.factories import NINE, make_device, make_person, make_site
from tests.orders.shop import DAY, MINUTE, actor, make_desk

FORMS = {
    "drukarka": "drukarki drukarkę drukarce drukarką drukarek drukarkom drukarkami drukarkach",
    "kasa": "kasy kasie kasę kasą kas kasom kasami kasach",
    "waga": "wagi wadze wagę wagą wag wagom wagach",
    "paragon": "paragonu paragonem paragonie paragony paragonów paragonami",
    "zawieszać": "zawiesza zawieszał zawieszała zawieszają zawieszania",
    "printer": "printers",
}


def indexed() -> None:
    at = NINE + 900 * DAY
    while fan_out(at) + run_lane("index", at):
        pass
    assert not Delivery.objects.filter(lane="index").exclude(error="").exists()


def numbers(person, text: str) -> set[str]:
    return {o.number for o in find(standing_of(person.pk), text, NINE).orders}


@pytest.mark.parametrize("base", FORMS)
def test_inflected_words_find_each_other(base):
    for form in FORMS[base].split():
        assert keys_of_word(form) & keys_of_word(base), form


@pytest.mark.parametrize(
    "typed, meant", [("drukarke", "drukarce"), ("dziala", "działają"), ("blad", "błędu")]
)
def test_words_typed_without_accents_find_the_right_ones(typed, meant):
    assert keys_of_word(typed) & keys_of_word(meant)


@given(st.text(max_size=400))
def test_any_text_has_keys_and_any_question_is_well_formed(text):
    assert all("\x00" not in k or "\x00" in text for k in keys_of_text(text))
    try:
        question = tsquery(text)
    except TooMuch:
        return
    assert question.count("(") == question.count(")")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["'", "\\", "a' | 'b", "!!!", "& |", ":*", "a:*b", "(((", "%%%%", "żółć", "\u2028", "x" * 200]
)
def test_a_question_of_odd_signs_is_a_question_of_words(desk, text):
    assert isinstance(find(standing_of(desk.ewa.pk), text, NINE).orders, list)


def test_an_order_is_found_by_any_form_of_a_word_in_its_talk(desk):
    order = desk.in_progress()
    actions.reply(order, text="Wymieniliśmy głowicę drukującą", by=actor(desk.ewa), at=NINE)
    indexed()
    for text in ("głowica", "glowicy", "wymienić głowicę", "drukarek", "paragon"):
        assert numbers(desk.ewa, text) == {order.number}, text
    assert numbers(desk.ewa, "głowica terminal") == set()


@pytest.mark.parametrize("how", ["{whole}", "{whole} ", "{spoken}"])
def test_a_number_leads_to_its_order_also_as_it_is_spoken(desk, how):
    order = desk.report()
    said = how.format(whole=order.number.lower(), spoken=order.number[len("FAL-26-") :].lstrip("0"))
    assert order_by_number(standing_of(desk.ewa.pk), said, NINE) == order


def test_a_spoken_number_that_two_networks_have_leads_to_neither_but_shows_both(db):
    one, two = make_desk("FAL"), make_desk("BUR")
    orders = [one.report(), two.report()]
    boss = make_person("coordinator", supervises=[one.network, two.network])
    spoken = {o.number[-8:].lstrip("0") for o in orders}
    if len(spoken) == 1:
        assert order_by_number(standing_of(boss.pk), spoken.pop(), NINE) is None
    for order in orders:
        assert order_by_number(standing_of(boss.pk), order.number, NINE) == order


def test_nobody_finds_what_belongs_to_another_network(db):
    one, two = make_desk("FAL"), make_desk("BUR")
    order = one.report()
    indexed()
    assert numbers(one.ewa, "drukuje") == {order.number}
    assert numbers(two.ewa, "drukuje") == set()
    assert order_by_number(standing_of(two.ewa.pk), order.number, NINE) is None
    found = find(standing_of(two.ewa.pk), "041", NINE)
    assert {s.network for s in found.sites} == {two.network}


def test_a_representative_never_finds_by_internal_words(desk):
    boss = make_person("representative", represents=desk.network)
    order = desk.in_progress()
    actions.note(order, text="klient podejrzewa sabotaż", by=actor(desk.ewa), at=NINE)
    indexed()
    assert numbers(desk.ewa, "sabotażu") == {order.number}
    assert numbers(boss, "sabotażu") == set()
    found = find(standing_of(boss.pk), "drukuje", NINE)
    assert [o.number for o in found.orders] == [order.number]
    assert not found.sites and not found.contacts


def test_an_excerpt_for_a_representative_shows_no_note(desk):
    boss = make_person("representative", represents=desk.network)
    order = desk.in_progress()
    actions.note(order, text="drukuje TAJNE", by=actor(desk.ewa), at=NINE)
    indexed()
    assert "TAJNE" not in "".join(find(standing_of(boss.pk), "drukuje", NINE).excerpts.values())


def test_an_excerpt_for_a_representative_shows_no_answer_that_can_still_be_taken_back(desk):
    boss = make_person("representative", represents=desk.network)
    order = desk.in_progress()
    actions.reply(order, text="hipopotamy za drzwiami", by=actor(desk.ewa), at=NINE)
    indexed()
    assert not find(standing_of(boss.pk), "hipopotam", NINE).excerpts
    assert find(standing_of(desk.ewa.pk), "hipopotam", NINE).excerpts
    assert find(standing_of(boss.pk), "hipopotam", NINE + MINUTE).excerpts


def test_a_foreign_number_a_serial_number_and_a_phone_are_found(desk):
    order = desk.in_progress()
    actions.refer(order, whose="serwis Posnet", number="RMA/2026/00817", by=actor(desk.ewa), at=NINE)
    device = make_device(desk.site, serial="XQZ7788123")
    site = make_site(desk.network, "077", phones=["58 555 44 33"])
    indexed()
    assert numbers(desk.ewa, "RMA/2026/00817") == {order.number}
    assert find(standing_of(desk.ewa.pk), "xqz7788", NINE).devices == [device]
    assert find(standing_of(desk.ewa.pk), "58 555 44 33", NINE).sites == [site]


def test_a_message_taken_back_is_not_found(desk):
    order = desk.in_progress()
    message = actions.reply(order, text="pomyłkowe hipopotamy", by=actor(desk.ewa), at=NINE)
    actions.take_back(message, by=actor(desk.ewa), at=NINE)
    indexed()
    assert numbers(desk.ewa, "hipopotam") == set()


def test_an_endless_question_is_refused_in_words(desk):
    with pytest.raises(TooMuch):
        find(standing_of(desk.ewa.pk), "słowo " * 50, NINE)
