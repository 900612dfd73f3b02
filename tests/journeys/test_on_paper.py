"""From an order to the paper for its customer, and from a number on levels to the orders behind it."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from tests.factories import NINE
from tests.journeys.entering import entering
from tests.journeys.seeing import keep, seen
from tests.orders.shop import HOUR, MINUTE, Desk, actor, make_desk

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(transactional_db: None) -> tuple[Desk, Order]:
    """An order that waited for the customer, went to L2, came back and was solved."""
    desk = make_desk()
    order, ewa, tomasz = desk.in_progress(), actor(desk.ewa), actor(desk.tomasz)
    actions.wait(order, reason=WaitReason.CUSTOMER, question="Jaki kod błędu?", by=ewa, at=NINE + 10 * MINUTE)
    actions.receive(order, text="E5 \u202edużo\u202c 👍", channel="hotline", by=ewa, at=NINE + 40 * MINUTE)
    order = Order.objects.get(pk=order.pk)
    over = {"to": Level.L2, "reason": "Głowica do wymiany", "facts": desk.facts()}
    order = actions.hand_over(order, **over, by=ewa, at=NINE + HOUR)
    order = actions.send_back(order, reason="Wystarczy kabel", by=tomasz, at=NINE + 2 * HOUR)
    return desk, actions.resolve(order, text="Nowy kabel", code="x", minutes=9, by=ewa, at=NINE + 3 * HOUR)


def test_an_order_goes_on_paper_and_into_a_packet(
    browser: Browser, address: str, order: tuple[Desk, Order], tmp_path: Path
) -> None:
    desk, one = order
    with entering(browser, address) as enter:
        page = enter(desk.anna, f"/orders/{one.number}/")
        page.get_by_role("link", name="do druku i dowód").click()
        expect(page.get_by_role("heading", name="Co obiecuje umowa")).to_be_visible()
        seen(page, "paper")
        page.emulate_media(media="print")
        expect(page.get_by_role("link", name="Wróć do zgłoszenia")).to_be_hidden()
        keep(page, "paper-print")
        page.emulate_media(media="screen")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="What the agreement promises")).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Proof packet (ZIP)").click()
        saved.value.save_as(tmp_path / "packet.zip")
    with ZipFile(tmp_path / "packet.zip") as packet:
        assert packet.testzip() is None and f"{one.number}.pdf" in packet.namelist()


def test_a_return_rate_leads_to_the_order_that_came_back(
    browser: Browser, address: str, order: tuple[Desk, Order]
) -> None:
    desk, one = order
    with entering(browser, address) as enter:
        page = enter(desk.anna, "/reports/levels/?from=2026-03-01&to=2026-03-31")
        expect(page.get_by_text("Głowica do wymiany")).to_be_visible()
        seen(page, "levels")
        page.locator("#by-category").get_by_role("link", name="1").last.click()
        behind = page.locator("#orders")
        expect(behind.get_by_text("1 pobyt")).to_be_visible()
        expect(behind.get_by_text("wróciło")).to_be_visible()
        behind.get_by_role("link", name=one.number).click()
        expect(page.get_by_role("heading", name=one.number)).to_be_visible()
