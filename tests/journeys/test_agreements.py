"""A promise and those who keep it, in a real browser: a changed agreement, and an absence that moves its orders."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, expect

from amberdesk.customers.codes import Degree
from amberdesk.customers.models import Agreement
from amberdesk.orders.actions import resolve
from amberdesk.orders.models import Order
from tests.factories import make_person, make_shift, make_technician
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.orders.shop import DAY, HOUR, Desk, actor, make_desk

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk("FAL", "24/7")


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_an_agreement_is_changed_foreseen_explained_and_supposed(enter: Enter, desk: Desk) -> None:
    past = now() - 2 * DAY
    solved = desk.in_progress(at=past)
    resolve(solved, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=past + 3 * HOUR)
    running = desk.in_progress(at=past)
    boss = make_person("administrator", "Ola Szef")
    agreement = Agreement.objects.get(network=desk.network)

    page = enter(boss, f"/office/agreements/{agreement.pk}/")
    page.get_by_role("link", name="Nowa wersja").click()
    expect(page.get_by_text("Teraz jest 1 otwarte zgłoszenie według tej umowy.")).to_be_visible()
    page.get_by_label("Nowa wersja obowiązuje od").fill(localdate().isoformat())
    page.get_by_label("P1: czas rozwiązania", exact=True).fill("2 h")
    page.get_by_role("button", name="Zapisz nową wersję").click()
    first = page.locator(".card").filter(has_text="obowiązuje dziś")
    expect(first.get_by_role("row").filter(has_text="P1").get_by_text("2 h")).to_be_visible()
    seen(page, "agreement-versions")

    desk.network.refresh_from_db()
    order = desk.report(at=now(), impact=Degree.MEDIUM)
    assert order.agreement_version_id != running.agreement_version_id
    page = enter(desk.anna, f"/orders/{order.number}/")
    on_air(page)
    page.keyboard.press("p")
    dialog = page.get_by_role("dialog")
    dialog.locator("input[name=priority][value=P1]").check()
    expect(dialog.locator("#foreseen")).to_contain_text(
        re.compile(r"Rozwiązanie\s+zostało 7 h \d+ min.*zostało 1 h \d+ min")
    )
    seen(page, "priority-foreseen")
    dialog.get_by_label("Powód").fill("Sklep nie może sprzedawać")
    dialog.locator("button.primary").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("link", name="Rozwiązanie: dlaczego?").click()
    expect(page.get_by_role("dialog")).to_contain_text("Umowa daje 2 h")
    seen(page, "clock-explained")

    page = enter(desk.anna, f"/reports/simulation/?version={solved.agreement_version_id}")
    page.get_by_label("P1: czas rozwiązania").fill("2")
    page.get_by_role("button", name="Policz").click()
    expect(page.locator("#result")).to_contain_text("2 zgłoszenia, inaczej liczone: 2, z innym wynikiem: 1.")
    expect(page.locator("#orders").get_by_role("row").filter(has_text=solved.number)).to_contain_text(
        "po terminie"
    )
    seen(page, "simulation-done")
    page.get_by_role("link", name="Wszystkie symulacje").click()
    expect(page.locator("#runs")).to_contain_text("gotowa")
    seen(page, "simulation-runs")


def test_an_absence_moves_all_open_orders_with_one_confirmation(enter: Enter, desk: Desk) -> None:
    adam = make_technician("L1", desk.network, name="Adam Bąk")
    for person in (desk.ewa, adam):
        make_shift(person, "L1", starts_at=now() - HOUR, hours=8)
    orders = [desk.in_progress(at=now() - timedelta(minutes=n)) for n in (30, 20)]

    page = enter(desk.anna, "/roster/absence/")
    page.get_by_label("Technik").select_option(label="Ewa Lis")
    for label in ("Od dnia", "Do dnia"):
        page.get_by_label(label).fill(localdate().isoformat())
    page.get_by_role("button", name="Pokaż, co trzeba przekazać").click()
    expect(page.locator("#cover tbody tr")).to_have_count(2)
    for order in orders:
        chosen = page.get_by_label(f"Nowy technik dla {order.number}").locator("option:checked")
        expect(chosen).to_contain_text("Adam Bąk")
    seen(page, "absence")
    page.get_by_role("button", name="Potwierdź nieobecność i przekaż wszystko").click()

    expect(page).to_have_url(re.compile("/roster/$"))
    assert {o.assignee_id for o in Order.objects.all()} == {adam.pk}
