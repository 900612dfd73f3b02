"""A workaround on the order's page; whose clocks are whose."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.orders import actions
from amberdesk.orders.models import Order
from tests.factories import make_person
from tests.orders.shop import Desk, actor, make_desk
from tests.orders.targets import promise
from tests.web.orders.conftest import Browser

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(db: None) -> Desk:
    return promise(make_desk(template="24/7"))


def address(order: Order, rest: str = "") -> str:
    return f"/orders/{order.number}/{rest}"


def text_of(browser: Client, where: str) -> str:
    return browser.get(where).content.decode()


def buttons(browser: Client, order: Order) -> set[str]:
    return set(re.findall(r'id="act-(\w+)"', text_of(browser, address(order))))


def test_a_workaround_is_recorded_and_fails_on_the_order_s_page(desk: Desk, as_person: Browser) -> None:
    order, browser = desk.in_progress(at=now() - timedelta(minutes=5)), as_person(desk.ewa)
    assert "restore" in buttons(browser, order) and "relapse" not in buttons(browser, order)
    assert browser.post(address(order, "restore/"), {"text": " "}, headers=HTMX).status_code == 422
    assert (
        browser.post(address(order, "restore/"), {"text": "Kasa 1 działa"}, headers=HTMX).status_code == 204
    )
    page = text_of(browser, address(order))
    assert "Kasa 1 działa" in page and "przywraca działanie" in page
    assert "relapse" in buttons(browser, order) and "restore" not in buttons(browser, order)
    assert browser.post(address(order, "relapse/"), {"reason": "padła"}, headers=HTMX).status_code == 204
    why = text_of(browser, address(order, "clocks/restore/"))
    assert "działało obejście" in why and "Przywrócenie działania" in why


def test_how_often_the_promise_of_a_word_was_kept_stands_behind_its_clock(
    desk: Desk, as_person: Browser
) -> None:
    order, browser = desk.in_progress(at=now() - timedelta(minutes=5)), as_person(desk.ewa)
    actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=now() - timedelta(minutes=1))
    assert "dotąd w terminie: 1, po terminie: 0" in text_of(browser, address(order, "clocks/update/"))


def test_the_customer_s_side_sees_no_clock_of_a_level(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now() - timedelta(minutes=5))
    ours, theirs = as_person(desk.ewa), as_person(make_person("representative", represents=desk.network))
    assert "Czas w L1" in text_of(ours, address(order))
    seen = text_of(theirs, address(order))
    assert "Wiadomość dla klienta" in seen and "Czas w L1" not in seen
    assert ours.get(address(order, "clocks/level_L1/")).status_code == 200
    assert theirs.get(address(order, "clocks/level_L1/")).status_code == 404
