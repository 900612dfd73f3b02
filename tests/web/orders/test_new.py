"""Placing an order for a caller on one screen."""

import re
from typing import Any

import pytest
from django.test import Client

from amberdesk.orders.models import Order
from amberdesk.outbox.models import Event
from tests.factories import make_contact, make_person, make_site
from tests.orders.shop import Desk, make_desk
from tests.web.orders.conftest import Browser
from tests.web.orders.test_page import text_of

HTMX = {"HX-Request": "true"}


def typed(desk: Desk, **more: Any) -> dict[str, Any]:
    return {
        "token": "t1",
        "site": desk.site.pk,
        "channel": "hotline",
        "subject": "Drukarka nie drukuje",
        "text": "",
        "category": desk.category.pk,
        "impact": "high",
        "reporter_name": "Maria",
        "reporter_phone": "600 100 200",
        "device": desk.device.pk,
        "next": "take",
        **more,
    }


def facts(desk: Desk) -> dict[str, str]:
    return {f"fact_{f['code']}": "tak" for f in desk.category.facts}


def test_typing_offers_shops_by_code_number_and_caller(desk: Desk, as_person: Browser) -> None:
    make_contact(desk.site, "Anna Nowak", phones=["600 100 200"])
    browser = as_person(desk.ewa)
    for words in ("041", "gdynia", "nowak", "600100200"):
        hits = browser.get("/orders/new/find/", {"q": words}, headers=HTMX).content.decode()
        assert "FAL 041" in text_of(hits) and f"site={desk.site.pk}" in hits, words
    assert "Nie znaleziono" in browser.get("/orders/new/find/", {"q": "zzz"}).content.decode()


def test_a_number_of_two_shops_offers_both_and_chooses_none(desk: Desk, as_person: Browser) -> None:
    for code in ("042", "043"):
        make_site(desk.network, code, phones=["58 620 11 22"])
    page = as_person(desk.ewa).get("/orders/new/", {"q": "58 620 11 22"}).content.decode()
    assert "FAL 042" in text_of(page) and "FAL 043" in text_of(page)
    assert not re.search(r'name="site" value="\d+"', page)


def test_a_chosen_shop_brings_its_devices_people_and_open_orders(desk: Desk, as_person: Browser) -> None:
    contact = make_contact(desk.site, "Anna Nowak")
    open_one = desk.report()
    page = (
        as_person(desk.ewa)
        .get("/orders/new/", {"site": desk.site.pk, "contact": contact.pk})
        .content.decode()
    )
    assert re.search(rf'<option value="{contact.pk}" selected', page)
    by_device = (
        as_person(desk.ewa)
        .get("/orders/new/", {"site": desk.site.pk, "device": desk.device.pk})
        .content.decode()
    )
    assert re.search(rf'<option value="{desk.category.pk}" selected', by_device)
    for words in ("Kasa 2", open_one.number, "Dopisz do"):
        assert words in page


def test_taking_a_call_is_one_post(desk: Desk, as_person: Browser) -> None:
    answer = as_person(desk.ewa).post("/orders/new/", typed(desk))
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.number}/")
    assert (order.state, order.assignee, order.priority, order.channel) == (
        "in_progress",
        desk.ewa,
        "P1",
        "hotline",
    )


def test_solving_in_the_call_and_handing_over(desk: Desk, as_person: Browser) -> None:
    browser = as_person(desk.ewa)
    solved = typed(desk, next="resolve", solution="Rolka odwrotnie", code="consumable", minutes="2")
    assert browser.post("/orders/new/", solved).status_code == 302
    assert Order.objects.get().state == "resolved"
    over = typed(desk, token="t2", next="hand_over", to="L2", reason="głowica", **facts(desk))
    assert browser.post("/orders/new/", over).status_code == 302
    assert Order.objects.latest("pk").level == "L2"


def test_what_is_missing_is_said_at_its_field_and_nothing_is_placed(desk: Desk, as_person: Browser) -> None:
    browser = as_person(desk.ewa)
    events = Event.objects.count()
    answer = browser.post("/orders/new/", typed(desk, next="resolve", solution="Zrobione, głowica", code=""))
    assert answer.status_code == 422 and "Wybierz, co rozwiązało" in answer.content.decode()
    assert "Zrobione, głowica" in answer.content.decode()
    answer = browser.post("/orders/new/", typed(desk, next="hand_over", to="L2", reason="x"))
    assert "następny poziom nie ruszy" in answer.content.decode()
    assert browser.post("/orders/new/", typed(desk, subject=" ")).status_code == 422
    assert browser.post("/orders/new/", typed(desk, next="delete")).status_code == 422
    assert (Order.objects.count(), Event.objects.count()) == (0, events)


def test_a_double_click_gives_one_order(desk: Desk, as_person: Browser) -> None:
    browser = as_person(desk.ewa)
    first, second = browser.post("/orders/new/", typed(desk)), browser.post("/orders/new/", typed(desk))
    assert first["Location"] == second["Location"] and Order.objects.count() == 1
    other = browser.post("/orders/new/", typed(desk, subject="Coś innego"))
    page = other.content.decode()
    assert other.status_code == 422 and "Coś innego" in page
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert (
        token
        and browser.post("/orders/new/", typed(desk, subject="Coś innego", token=token[1])).status_code == 302
    )


def test_a_device_brings_its_category_with_steps_and_questions(desk: Desk, as_person: Browser) -> None:
    page = as_person(desk.ewa).post("/orders/new/", typed(desk, category="", show="1")).content.decode()
    assert re.search(rf'<option value="{desk.category.pk}" selected', page)
    assert "Otwórz pokrywę" in page and "Czy urządzenie było wyłączone" in page
    assert not Order.objects.exists()


def test_the_callers_words_can_go_to_an_open_order_instead(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress()
    answer = as_person(desk.ewa).post(
        "/orders/new/", typed(desk, add_to=order.number, text="dzwoni drugi raz")
    )
    assert answer["Location"] == f"/orders/{order.number}/" and Order.objects.count() == 1
    said = order.messages.latest("pk")
    assert said.inbound and said.text == "Drukarka nie drukuje\n\ndzwoni drugi raz"


def test_an_unknown_shop_needs_at_least_its_customer(desk: Desk, as_person: Browser) -> None:
    other = make_desk("BUR")
    both = make_person("coordinator", supervises=[desk.network, other.network])
    unknown = typed(desk, site="", device="", next="place")
    assert "chociaż klienta" in as_person(both).post("/orders/new/", unknown).content.decode()
    assert as_person(both).post("/orders/new/", {**unknown, "network": other.network.pk}).status_code == 302
    assert as_person(desk.ewa).post("/orders/new/", unknown).status_code == 302
    assert {(o.site, o.network) for o in Order.objects.all()} == {(None, other.network), (None, desk.network)}


@pytest.mark.parametrize("wrong", ["site", "device", "contact", "network"])
def test_nothing_of_a_network_that_is_not_mine_can_be_named(
    desk: Desk, as_person: Browser, wrong: str
) -> None:
    other = make_desk("BUR")
    crafted = {
        "site": other.site.pk,
        "device": other.device.pk,
        "contact": make_contact(other.site).pk,
        "network": other.network.pk,
    }
    more = {wrong: crafted[wrong]} | ({"site": ""} if wrong == "network" else {})
    assert as_person(desk.ewa).post("/orders/new/", typed(desk, **more)).status_code == 422
    assert not Order.objects.exists()
    hits = as_person(desk.ewa).get("/orders/new/find/", {"q": "041"}).content.decode()
    assert "BUR" not in hits
    shown = as_person(desk.ewa).get("/orders/new/", {"site": other.site.pk}).content.decode()
    assert "Bursztyn" not in shown


def test_an_order_of_a_stranger_cannot_be_added_to(desk: Desk, as_person: Browser) -> None:
    foreign = make_desk("BUR").report()
    assert as_person(desk.ewa).post("/orders/new/", typed(desk, add_to=foreign.number)).status_code == 404


def test_who_may_not_place_orders_finds_no_such_page(desk: Desk, as_person: Browser) -> None:
    manager = make_person("manager", supervises=[desk.network])
    representative = make_person("representative", represents=desk.network)
    for person in (manager, representative, make_person("administrator"), make_person("technician")):
        assert as_person(person).get("/orders/new/").status_code == 404
        assert as_person(person).get("/orders/new/find/?q=041").status_code == 404
    assert Client().get("/orders/new/").status_code == 302


def test_what_the_next_level_must_know_is_asked_at_once_and_kept(desk: Desk, as_person: Browser) -> None:
    browser = as_person(desk.ewa)
    page = browser.get("/orders/new/", {"site": desk.site.pk, "device": desk.device.pk}).content.decode()
    assert page.index("Co musi wiedzieć następny poziom") < page.index('id="next-title"')
    assert browser.post("/orders/new/", typed(desk, **facts(desk))).status_code == 302
    order = Order.objects.get()
    assert order.state == "in_progress"
    shown = browser.get(f"/orders/{order.number}/hand-over/").content.decode()
    assert shown.count('value="tak"') == len(desk.category.facts)


def test_taking_a_call_needs_no_answers(desk: Desk, as_person: Browser) -> None:
    assert as_person(desk.ewa).post("/orders/new/", typed(desk)).status_code == 302
    assert not Order.objects.get().messages.filter(public=False).exists()
