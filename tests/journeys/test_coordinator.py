"""The coordinator's day in a real browser: what comes in, is checked, given out and taken back, by keys and by mouse."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils.timezone import now
from playwright.sync_api import Browser, Locator, Page, expect

from amberdesk.customers.codes import Degree, Level, WaitReason
from amberdesk.orders.actions import assign, wait
from amberdesk.orders.models import Order
from tests.factories import make_shift
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.orders.shop import DAY, HOUR, Desk, actor, make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    desk = make_desk()
    make_shift(desk.ewa, "L1", starts_at=now() - HOUR, hours=8)
    return desk


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def card(page: Page, order: Order) -> Locator:
    return page.locator(f"#o{order.pk}")


def column(page: Page, key: str) -> Locator:
    return page.locator(f'.column[data-column="{key}"]')


def stands_in(page: Page, key: str, order: Order) -> None:
    expect(column(page, key).locator(f"#o{order.pk}")).to_be_visible()


def kept(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_a_new_order_appears_is_checked_and_given_out_while_another_browser_watches(enter, desk):
    anna, tomasz = enter(desk.anna, "/board/"), enter(desk.tomasz, "/board/")
    on_air(anna)
    on_air(tomasz)
    expect(column(anna, "check")).to_contain_text("Nic nie czeka na weryfikację")

    order = desk.report(at=now(), impact=Degree.MEDIUM)
    stands_in(anna, "check", order)
    stands_in(tomasz, "check", order)
    expect(column(anna, "check").locator(".count")).to_have_text("1")
    expect(card(anna, order)).to_contain_text("sprzedaż utrudniona")
    expect(card(anna, order)).to_contain_text("propozycja: L1, Ewa Lis")

    card(anna, order).focus()
    anna.keyboard.press("v")
    dialog = anna.get_by_role("dialog")
    expect(dialog).to_contain_text("Zweryfikuj")
    expect(dialog.locator(".foreseen")).to_contain_text("P2")
    seen(anna, "board-verify")
    dialog.get_by_label("nie można sprzedawać").check()
    expect(dialog.locator(".foreseen")).to_contain_text("P1")
    dialog.get_by_role("button", name="Zweryfikuj i przydziel").click()

    expect(dialog).to_be_hidden()
    expect(anna.locator(".toast")).to_contain_text("Zweryfikowano")
    stands_in(anna, "L1", order)
    stands_in(tomasz, "L1", order)
    expect(card(tomasz, order)).to_contain_text("Ewa Lis")
    assert (kept(order).priority, kept(order).assignee) == ("P1", desk.ewa)


def test_the_whole_work_goes_by_keys_alone(enter, desk):
    orders = [desk.report(at=now(), subject=f"Kasa {n} nie działa") for n in range(1, 5)]
    page = enter(desk.anna, "/board/")
    on_air(page)
    press = page.keyboard.press

    press("j")
    expect(card(page, orders[0])).to_be_focused()
    press("j")
    press("j")
    expect(card(page, orders[2])).to_be_focused()
    press("k")
    expect(card(page, orders[1])).to_be_focused()

    press("x")
    press("j")
    press("x")
    expect(page.locator("#marked-bar")).to_contain_text("Zaznaczone: 2")
    press("2")
    for order in orders[1:3]:
        stands_in(page, "L2", order)
    expect(page.locator(".toast")).to_contain_text("Przydzielono 2")
    assert {kept(o).level for o in orders[1:3]} == {"L2"}

    press("z")
    for order in orders[1:3]:
        stands_in(page, "check", order)
    expect(page.locator("#marked-bar")).to_be_hidden()
    assert {kept(o).state for o in orders} == {"new"}

    card(page, orders[0]).focus()
    press("t")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Technik")).to_be_focused()
    expect(dialog.get_by_label("Technik").locator("option:checked")).to_contain_text("Ewa Lis")
    press("Tab")
    press("Enter")
    stands_in(page, "L1", orders[0])
    assert kept(orders[0]).assignee == desk.ewa

    card(page, orders[3]).focus()
    press("p")
    expect(dialog).to_contain_text("Zmień priorytet")
    dialog.get_by_label("P1").focus()
    press("Space")
    press("Tab")
    page.keyboard.type("dzwonił prezes")
    press("Tab")
    press("Enter")
    expect(dialog).to_be_hidden()
    expect(card(page, orders[3])).to_contain_text("P1")

    press("?")
    expect(page.get_by_role("dialog")).to_contain_text("przydziel do L1, L2, L3")
    press("Escape")
    press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    press("Escape")
    card(page, orders[3]).focus()
    press("Enter")
    page.wait_for_url(f"**/orders/{orders[3].number}/")


def test_a_card_is_dragged_with_a_mouse_and_taken_back_by_the_toast(enter, desk):
    order = desk.report(at=now())
    page = enter(desk.anna, "/board/")

    card(page, order).locator(".order-subject").drag_to(column(page, "L3").locator("h2"))

    stands_in(page, "L3", order)
    assert kept(order).level == "L3"
    page.get_by_role("button", name="Cofnij").click()
    stands_in(page, "check", order)
    assert (kept(order).state, kept(order).level) == ("new", "L1")


@pytest.mark.long
def test_the_menu_of_a_card_offers_what_may_be_done(enter, desk):
    order = desk.report(at=now())
    page = enter(desk.tomasz, "/board/")

    card(page, order).get_by_role("button", name="Czynności").click()
    menu = page.locator("#card-menu")
    expect(menu.get_by_text("Do L2")).to_be_visible()
    expect(menu.get_by_text("Do L3")).to_be_hidden()
    seen(page, "board-menu", dark=False)
    menu.get_by_text("Do L2").click()

    stands_in(page, "L2", order)


def test_a_card_that_somebody_changed_is_refused_with_what_changed_and_shown_anew(enter, desk):
    order = desk.report(at=now())
    page = enter(desk.anna, "/board/")
    on_air(page)
    page.route("**/*", lambda route: None)  # what it asks for now gets no answer
    page.evaluate("document.dispatchEvent = () => true")  # deaf to news, as behind a broken line
    shown = card(page, order).get_attribute("data-version")
    assign(order, level=Level.L2, technician=desk.tomasz, by=actor(desk.tomasz), at=now())

    card(page, order).focus()
    page.unroute("**/*")
    # what it had asked for before may have come since with what is new
    card(page, order).evaluate("(card, version) => card.dataset.version = version", shown)
    page.keyboard.press("3")

    expect(page.locator(".toast.bad")).to_contain_text("Tomasz Kos przydziela do L2: Tomasz Kos")
    stands_in(page, "L2", order)
    assert kept(order).level == "L2"


@pytest.mark.long
def test_after_the_line_to_the_database_was_lost_the_board_is_right_again(enter, desk):
    moved = desk.report(at=now())
    page = enter(desk.anna, "/board/")
    on_air(page)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'live' AND datname = current_database()"
        )
        assert cursor.fetchall() == [(True,)]
    assign(moved, level=Level.L3, by=actor(desk.anna), at=now())
    fresh = desk.report(at=now())

    stands_in(page, "L3", moved)
    stands_in(page, "check", fresh)


@pytest.mark.long
def test_the_board_reads_well_in_light_dark_on_a_phone_and_enlarged(enter, desk):
    for number in range(4):
        desk.report(
            at=now(),
            impact=list(Degree)[number % 3],
            subject="Drukarka fiskalna nie drukuje paragonów po zmianie rolki",
        )
    desk.in_progress(at=now())
    desk.assigned(at=now(), level=Level.L2)
    desk.assigned(at=now(), technician=desk.ewa)
    wait(
        desk.in_progress(at=now()),
        reason=WaitReason.APPOINTMENT,
        until=now() + DAY,
        by=actor(desk.ewa),
        at=now(),
    )
    page = enter(desk.anna, "/board/")
    on_air(page)
    expect(page.locator("#figures")).to_contain_text("nowe dzisiaj")

    seen(page, "board")
