"""The technician's day in a real browser: orders are worked, handed over, sent back, solved; calls become orders."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from amberdesk.customers.codes import Degree, Level, Priority
from amberdesk.orders import actions
from amberdesk.orders.actions.reply_template import keep_template
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.people.models import Person
from tests.factories import NINE, make_contact, make_person
from tests.journeys.seeing import axe_faults, keep, seen
from tests.orders.shop import HOUR, MINUTE, Desk, actor, make_desk

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Open]:
    """Open a page in a browser of its own for somebody; no script may fail and no policy be broken."""
    wrong: list[str] = []
    with ExitStack() as stack:

        def enter(person: Person, path: str, **options: object) -> Page:
            usual = {
                "base_url": address,
                "locale": "pl-PL",
                "timezone_id": "Europe/Warsaw",
                "reduced_motion": "reduce",
            }
            context = browser.new_context(**(usual | options))
            stack.callback(context.close)
            client = Client()
            client.force_login(person)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
            )
            page = context.new_page()
            page.on(
                "console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None
            )
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(path)
            return page

        yield enter
    assert wrong == []


def at(order: Order) -> str:
    return f"/orders/{order.number}/"


def kept(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def state(page: Page) -> object:
    return page.locator(".order-facts .state")


def on_air(page: Page) -> None:
    expect(page.locator("[data-live-indicator]")).to_have_text("na żywo")


def dialog(page: Page) -> object:
    return page.locator("#dialog")


def test_an_order_goes_from_l1_to_l2_and_back_and_is_solved_and_opened_again(enter: Open, desk: Desk) -> None:
    placed = desk.place(at=now() - HOUR)
    order = desk.verified(placed.order, at=now() - HOUR)
    actions.assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=now() - HOUR)
    ewa, tomasz = enter(desk.ewa, at(order)), enter(desk.tomasz, at(order))
    on_air(ewa)
    on_air(tomasz)
    expect(ewa.locator("#viewers")).to_contain_text("Tomasz Kos")
    expect(tomasz.locator("#viewers")).to_contain_text("Ewa Lis")

    ewa.keyboard.press("w")
    expect(state(ewa)).to_have_text("W realizacji")
    expect(state(tomasz)).to_have_text("W realizacji")
    tomasz.get_by_text("Urządzenia w placówce").click()
    expect(tomasz.locator("#order-side")).to_contain_text("Posnet Thermal XL2 BDA")

    ewa.keyboard.press("h")
    box = dialog(ewa)
    expect(box).to_contain_text("Co musi wiedzieć następny poziom")
    box.get_by_label("Dlaczego przekazujesz").fill("Głowica do wymiany")
    box.get_by_role("button", name="Przekaż").click()
    expect(box).to_contain_text("popraw tylko to")
    expect(box.get_by_label("Dlaczego przekazujesz")).to_have_value("Głowica do wymiany")
    for fact in desk.category.facts:
        box.get_by_label(fact["label"]["pl"]).fill("tak")
    box.get_by_role("button", name="Przekaż").click()
    expect(box).not_to_be_visible()
    expect(ewa.locator(".order-facts")).to_contain_text("L2")

    expect(tomasz.locator(".timeline")).to_contain_text("Głowica do wymiany")
    tomasz.keyboard.press("w")
    expect(state(tomasz)).to_have_text("W realizacji")
    tomasz.keyboard.press("b")
    dialog(tomasz).get_by_label("Dlaczego zwracasz").fill("To tylko papier")
    tomasz.keyboard.press("Control+Enter")
    expect(tomasz.locator(".order-facts")).to_contain_text("L1")

    expect(ewa.locator("#act-start")).to_be_visible()
    ewa.keyboard.press("w")
    expect(state(ewa)).to_have_text("W realizacji")
    ewa.keyboard.press("s")
    box = dialog(ewa)
    box.get_by_label("Co rozwiązało problem").fill("Rolka była odwrotnie")
    box.get_by_label("Rozwiązanie", exact=True).select_option("consumable")
    box.get_by_label("Czas pracy w minutach").fill("12")
    box.get_by_role("button", name="Rozwiąż").click()
    expect(state(ewa)).to_have_text("Rozwiązane")
    expect(ewa.locator(".timeline")).to_contain_text("Rolka była odwrotnie")

    actions.reopen(
        kept(order), reason="Dalej nie drukuje", by=Actor("contact", placed.participant_id), at=now()
    )
    expect(state(ewa)).to_have_text("W realizacji")
    expect(ewa.locator(".timeline")).to_contain_text("Dalej nie drukuje")


def test_a_key_pressed_the_moment_a_part_has_come_does_its_work(enter: Open, desk: Desk) -> None:
    order = desk.assigned(at=now() - HOUR, technician=desk.ewa)
    ewa = enter(desk.ewa, at(order))
    on_air(ewa)
    ewa.evaluate(
        """document.addEventListener("htmx:afterSwap", ({ target }) => {
            const link = target.querySelector?.("[data-key=h]");
            if (link) queueMicrotask(() => link.click());
        })"""
    )
    actions.start(order, by=actor(desk.ewa), at=now())
    expect(dialog(ewa).get_by_label("Dlaczego przekazujesz")).to_be_visible()


def test_a_reply_can_be_taken_back_for_ten_seconds_and_its_words_come_back(enter: Open, desk: Desk) -> None:
    order = desk.in_progress(at=now() - HOUR)
    ewa = enter(desk.ewa, at(order))
    ewa.keyboard.press("r")
    ewa.keyboard.type("Jedziemy do państwa")
    ewa.keyboard.press("Control+Enter")
    expect(ewa.locator(".timeline")).to_contain_text("Jedziemy do państwa")
    expect(ewa.locator("#compose-text")).to_have_value("")
    ewa.locator("h1").click()
    ewa.keyboard.press("z")
    expect(ewa.locator("#compose-text")).to_have_value("Jedziemy do państwa")
    expect(ewa.locator(".timeline")).to_contain_text("cofnięta, klient jej nie zobaczył")
    assert order.messages.get(text="Jedziemy do państwa").taken_back_at


def test_what_is_being_written_survives_refreshes_reloads_and_news(enter: Open, desk: Desk) -> None:
    placed = desk.place(at=now() - HOUR)
    order, tomasz = placed.order, None
    tomasz = enter(desk.tomasz, at(order))
    on_air(tomasz)
    tomasz.keyboard.press("n")
    tomasz.keyboard.type("Sprawdzam w magazynie")
    actions.receive(order, text="Już nie trzeba", by=Actor("contact", placed.participant_id), at=now())
    expect(tomasz.locator("#meanwhile")).to_contain_text("Już nie trzeba")
    expect(tomasz.locator("#compose-text")).to_have_value("Sprawdzam w magazynie")
    tomasz.reload()
    expect(tomasz.locator("#compose-text")).to_have_value("Sprawdzam w magazynie")
    tomasz.locator("#way-note").check()
    tomasz.get_by_role("button", name="Wyślij").click()
    expect(tomasz.locator(".timeline")).to_contain_text("Sprawdzam w magazynie")
    tomasz.reload()
    expect(tomasz.locator("#compose-text")).to_have_value("")


@pytest.mark.long
def test_colleagues_are_offered_while_a_note_is_typed(enter: Open, desk: Desk) -> None:
    order = desk.in_progress(at=now() - HOUR)
    ewa = enter(desk.ewa, at(order))
    ewa.keyboard.press("n")
    ewa.keyboard.type("Proszę @tom", delay=10)
    expect(ewa.locator("#compose-names .name:visible")).to_have_text(["Tomasz Kos"])
    ewa.keyboard.press("Tab")
    expect(ewa.locator("#compose-text")).to_have_value("Proszę @Tomasz Kos ")
    ewa.keyboard.press("Control+Enter")
    expect(ewa.locator(".timeline")).to_contain_text("wzywa: Tomasz Kos")


def test_a_template_goes_into_the_box_filled_in(enter: Open, desk: Desk) -> None:
    keep_template(name="Powitanie", text={"pl": "Dzień dobry {name}, {number}."}, by=MACHINE, at=NINE)
    order = desk.in_progress(at=now() - HOUR)
    ewa = enter(desk.ewa, at(order))
    ewa.get_by_role("link", name="Szablony").click()
    dialog(ewa).get_by_role("button", name="Powitanie").click()
    expect(ewa.locator("#compose-text")).to_have_value(f"Dzień dobry Maria, {order.number}.")


def test_two_at_once_the_second_sees_what_changed_and_loses_nothing(enter: Open, desk: Desk) -> None:
    order = desk.in_progress(at=now() - HOUR)
    ewa = enter(desk.ewa, at(order))
    ewa.keyboard.press("s")
    box = dialog(ewa)
    box.get_by_label("Co rozwiązało problem").fill("Wymieniony zasilacz")
    box.get_by_label("Rozwiązanie", exact=True).select_option("replaced_device")
    box.get_by_label("Czas pracy w minutach").fill("30")
    actions.set_priority(order, priority=Priority.P4, reason="remont", by=actor(desk.anna), at=now())
    box.get_by_role("button", name="Rozwiąż").click()
    expect(box).to_contain_text("Zgłoszenie zmieniło się w międzyczasie")
    expect(box).to_contain_text("ustawia priorytet P4")
    expect(box.get_by_label("Co rozwiązało problem")).to_have_value("Wymieniony zasilacz")
    box.get_by_role("button", name="Rozwiąż").click()
    expect(state(ewa)).to_have_text("Rozwiązane")
    assert kept(order).minutes_worked == 30


@pytest.mark.long
def test_correcting_another_shop_brings_its_devices_while_typing(enter: Open, desk: Desk) -> None:
    from tests.factories import make_device, make_site

    other = make_site(desk.network, "042", name="Sopot, Monte Cassino")
    make_device(other, kind="scales", label="Waga 1")
    order = desk.in_progress(at=now() - HOUR)
    anna = enter(desk.anna, at(order))
    anna.keyboard.press("d")
    box = dialog(anna)
    box.get_by_label("Kod placówki").fill("042")
    box.get_by_label("Dlaczego poprawiasz").fill("pomyłka")
    expect(box.locator("#foreseen")).to_contain_text("Sopot")
    box.get_by_label("Urządzenie").select_option(label="Waga 1")
    expect(box.get_by_label("Dlaczego poprawiasz")).to_have_value("pomyłka")
    box.get_by_role("button", name="Popraw dane").click()
    expect(anna.locator("#order-side")).to_contain_text("Waga 1")
    assert kept(order).site == other


def test_a_call_is_solved_by_the_keyboard_alone(enter: Open, desk: Desk) -> None:
    make_contact(desk.site, "Anna Nowak", phones=["600 100 200"])
    ewa = enter(desk.ewa, "/orders/new/")
    ewa.keyboard.type("600100200", delay=5)
    expect(ewa.locator("#found a")).to_have_count(1)
    ewa.keyboard.press("Enter")
    expect(ewa.locator("#who")).to_contain_text("Świętojańska")
    expect(ewa.locator("#new_subject")).to_be_focused()
    ewa.keyboard.type("Drukarka nie drukuje")
    ewa.locator("[name=device]").first.focus()
    ewa.keyboard.press("ArrowDown")
    expect(ewa.locator("#new-help")).to_contain_text("Otwórz pokrywę")
    ewa.keyboard.press("Alt+3")
    ewa.keyboard.type("Papier był założony odwrotnie")
    ewa.keyboard.press("Tab")
    ewa.keyboard.type("mat")
    ewa.keyboard.press("Control+Enter")
    expect(state(ewa)).to_have_text("Rozwiązane")
    order = Order.objects.get()
    assert (order.solution_code, order.contact.name, order.category) == (
        "consumable",
        "Anna Nowak",
        desk.category,
    )  # type: ignore[union-attr]


@pytest.mark.long
def test_everything_works_without_scripts(enter: Open, desk: Desk) -> None:
    order = desk.assigned(at=now() - HOUR, technician=desk.ewa)
    ewa = enter(desk.ewa, at(order), java_script_enabled=False)
    ewa.get_by_role("button", name="Weź do realizacji").click()
    expect(state(ewa)).to_have_text("W realizacji")
    ewa.get_by_label("Treść").fill("Sprawdzamy")
    ewa.get_by_role("button", name="Wyślij").click()
    expect(ewa.locator(".timeline")).to_contain_text("Sprawdzamy")
    ewa.get_by_role("button", name="Wstrzymaj").click()
    ewa.get_by_label("na część").check()
    ewa.get_by_role("button", name="Wstrzymaj").click()
    expect(state(ewa)).to_have_text("Oczekuje na część")
    ewa.get_by_role("link", name="dlaczego?").first.click()
    expect(ewa.locator("main")).to_contain_text("Umowa daje")


@pytest.mark.long
def test_the_pages_are_fit_for_every_screen_and_reader(enter: Open, desk: Desk) -> None:
    placed = desk.place(at=now() - 4 * HOUR, impact=Degree.HIGH)
    order = desk.verified(placed.order, at=now() - 3 * HOUR)
    order = actions.assign(
        order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=now() - 3 * HOUR
    )
    order = actions.start(order, by=actor(desk.ewa), at=now() - 3 * HOUR)
    actions.reply(order, text="Czy świeci dioda?", question=True, by=actor(desk.ewa), at=now() - 2 * HOUR)
    actions.receive(
        order, text="Tak, na czerwono", by=Actor("contact", placed.participant_id), at=now() - HOUR
    )
    actions.note(
        order, text="@Tomasz Kos zerkniesz?", mentions=[desk.tomasz.pk], by=actor(desk.ewa), at=now() - HOUR
    )
    actions.refer(order, whose="serwis Posnet", number="RMA/77", by=actor(desk.ewa), at=now() - MINUTE)
    actions.tag(order, add=["gwarancja"], by=actor(desk.ewa), at=now() - MINUTE)
    desk.report(at=now() - 2 * HOUR)
    seen(enter(desk.tomasz, at(order)), "order")
    seen(enter(desk.tomasz, f"{at(order)}?show=details"), "order-details")
    seen(enter(desk.anna, f"{at(order)}clocks/solution/"), "order-clock")
    for act in ("assign", "verify", "merge", "resolve", "wait"):
        seen(enter(desk.anna, f"{at(order)}{act}/"), f"order-{act}")
    seen(enter(desk.ewa, "/orders/new/?q=041"), "order-find")
    seen(enter(desk.ewa, f"/orders/new/?site={desk.site.pk}&device={desk.device.pk}"), "order-new")
    seen(enter(make_person("representative", represents=desk.network), at(order)), "order-representative")


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dialogs_are_fit_for_every_screen_and_reader(enter: Open, desk: Desk, theme: str) -> None:
    order = desk.in_progress(at=now() - HOUR)
    anna = enter(desk.anna, at(order), color_scheme=theme)
    for key, name in (("h", "hand-over"), ("d", "correct"), ("m", "merge"), ("x", "cancel"), ("?", "keys")):
        anna.keyboard.press(key)
        expect(anna.locator("dialog[open]")).to_be_visible()
        faults = axe_faults(anna)
        assert not faults, (name, faults)
        for width, height in ((320, 700), (640, 400), (1280, 800)):
            anna.set_viewport_size({"width": width, "height": height})
            box = anna.locator("dialog[open]").bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width, (name, width)
        keep(anna, f"order-dialog-{name}-{theme}")
        anna.keyboard.press("Escape")
        expect(anna.locator("dialog[open]")).to_have_count(0)
