"""Every kind of target in a real browser: on an order's page, in its agreement, and the hours that they count."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from amberdesk.customers.actions.calendars import add_calendar
from amberdesk.customers.models import Agreement
from amberdesk.orders.actions import reply
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_person
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.orders.shop import Desk, actor, make_desk
from tests.orders.targets import promise

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return promise(make_desk(template="24/7"))


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_a_technician_records_a_workaround_and_sees_its_clock_stop(enter, desk):
    order = desk.in_progress(at=now() - timedelta(minutes=20))
    reply(order, text="Jedziemy", by=actor(desk.ewa), at=now() - timedelta(minutes=10))
    page = enter(desk.ewa, f"/orders/{order.number}/")
    on_air(page)
    clocks = page.locator("[aria-labelledby=clocks-title]")
    for name in ("Przywrócenie działania", "Wiadomość dla klienta", "Czas w L1"):
        expect(clocks).to_contain_text(name)
    seen(page, "targets-order")

    page.keyboard.press("g")
    page.get_by_label("Co i jak już działa").fill("Kasa 1 sprzedaje")
    seen(page, "targets-restore", dark=False)
    page.get_by_role("dialog").get_by_role("button", name="Obejście działa").click()
    expect(page.get_by_text("przywraca działanie")).to_be_visible()

    page.goto(f"/orders/{order.number}/clocks/update/")
    expect(page.get_by_text("dotąd w terminie: 2, po terminie: 0")).to_be_visible()
    seen(page, "targets-why")


def test_the_office_sees_all_targets_and_how_a_week_is_read(enter, desk):
    agreement = Agreement.objects.get(network=desk.network)
    calendar = add_calendar(name="Sklepy", week=[[[480, 960]]] * 7, by=MACHINE, at=NINE)
    desk.report(at=now())
    page = enter(make_person("administrator"), f"/office/agreements/{agreement.pk}/change/")
    page.get_by_label("P1: czas w I linii").fill("45 min")
    seen(page, "targets-agreement-form")
    page.goto(f"/office/agreements/{agreement.pk}/")
    expect(page.get_by_text("tylko dla nas, czas w I linii").first).to_be_visible()
    seen(page, "targets-agreement")

    page.goto(f"/office/calendars/{calendar.pk}/week/")
    page.get_by_label("Poniedziałek").fill("18-2")
    page.keyboard.press("Tab")
    picture = page.locator("#week-picture")
    expect(picture).to_contain_text("18:00-2:00 następnego dnia")
    expect(page.get_by_label("Wtorek")).to_be_focused()
    seen(page, "targets-week")
    assert calendar.revisions.count() == 1  # it was only looked at


def test_the_manager_reads_how_promises_were_kept(enter, desk):
    order = desk.in_progress(at=now() - timedelta(minutes=20))
    reply(order, text="Jedziemy", by=actor(desk.ewa), at=now() - timedelta(minutes=10))
    page = enter(make_person("manager", supervises=[desk.network]), "/reports/")
    page.get_by_role("link", name="Dotrzymane terminy").click()
    expect(page.locator("#promises")).to_contain_text("Wiadomość dla klienta")
    seen(page, "targets-promises")
