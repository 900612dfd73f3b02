"""A shop assistant reports from a phone, follows the order and judges the repair; in a real browser, also without scripts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.orders.access import site_key
from amberdesk.orders.actions import assign, close, reply, resolve, start, wait
from amberdesk.orders.models import Attachment, Order
from amberdesk.outbox.actor import Actor
from tests.factories import make_device
from tests.journeys.entering import until
from tests.journeys.seeing import open_page, seen
from tests.orders.shop import Desk, actor, make_desk
from tests.orders.test_files import photo
from tests.web.portal.shops import own_address, reporter

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    desk = make_desk(template="24/7")
    make_device(desk.site, "payment_terminal", label="Kasa 1", model="Verifone V200c")
    make_device(desk.site, "scales", label="Stoisko mięsne", model="Dibal G-325")
    return desk


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    with open_page(browser, live_server.url) as page:
        page.set_viewport_size(PHONE)
        yield page


@pytest.fixture
def plain(browser: Browser, live_server) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="pl-PL", java_script_enabled=False, viewport=PHONE
    )
    yield context.new_page()
    context.close()


def shop_address(desk: Desk) -> str:
    return f"/s/{site_key(desk.site)}/"


def start_work(desk: Desk, order: Order) -> Order:
    order = assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=order.placed_at)
    return start(order, by=actor(desk.ewa), at=order.placed_at)


def test_from_the_shops_link_to_the_verdict(page: Page, desk: Desk, tmp_path: Path):
    picture = tmp_path / "drukarka.jpg"
    picture.write_bytes(photo(size=(1200, 900)))
    page.goto(shop_address(desk))

    expect(page.get_by_text("Otwórz pokrywę")).to_be_hidden()
    page.get_by_text("Drukarka fiskalna").first.click()
    expect(page.get_by_text("Otwórz pokrywę")).to_be_visible()
    page.locator(".aid:visible").get_by_label("Wyłącz urządzenie, odczekaj").check()
    page.get_by_label("Opisz krótko").fill("Drukarka nie drukuje paragonów, świeci czerwona dioda")
    expect(page.get_by_text("Sprzedaż stoi?")).to_be_hidden()
    page.get_by_text("Nie", exact=True).click()
    expect(page.get_by_role("link", name="58 620 11 00").first).to_be_visible()
    page.get_by_label("Imię").fill("Anna Nowak")
    page.get_by_text("Dodaj e-mail").click()
    page.get_by_label("E-mail", exact=True).fill("anna@fala.example")
    page.get_by_text("Dodaj zdjęcie").click()
    page.get_by_label("Zdjęcia, najwyżej").set_input_files(picture)
    seen(page, "portal-form-filled")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Wyślij zgłoszenie").click()

    expect(page.get_by_text("Zgłoszenie zarejestrowane.")).to_be_visible()
    order = Order.objects.get()
    expect(page.get_by_text(order.number[-3:], exact=True)).to_be_visible()
    expect(page.get_by_text("Technik odpowie do")).to_be_visible()
    expect(page.get_by_text("wyślemy na anna@fala.example")).to_be_visible()
    shown = page.get_by_role("img", name="drukarka.jpg")
    shown.scroll_into_view_if_needed()
    until(page, "document.querySelector('img.photo').naturalWidth === 1200")
    assert Attachment.objects.get().order == order
    assert order.impact == "high"
    seen(page, "portal-registered")

    order = start_work(desk, order)
    asked = wait(
        order,
        reason=WaitReason.CUSTOMER,
        question="Czy papier jest nowy?",
        by=actor(desk.ewa),
        at=now() - timedelta(seconds=20),
    )
    page.goto(own_address(asked))
    expect(page.get_by_role("heading", name="Czekamy na Twoją odpowiedź")).to_be_visible()
    page.get_by_label("Napisz do technika").fill("Tak, zmieniony dziś rano")
    page.get_by_role("button", name="Wyślij", exact=True).click()
    expect(page.get_by_text("Wiadomość wysłana.")).to_be_visible()
    order.refresh_from_db()
    assert order.state == "in_progress"

    resolve(
        order,
        text="Wymieniono głowicę.",
        code="replaced_part",
        minutes=25,
        by=actor(desk.ewa),
        at=now() - timedelta(seconds=20),
    )
    page.goto(own_address(order))
    expect(page.get_by_role("heading", name="Czy działa?")).to_be_visible()
    seen(page, "portal-verdict")
    page.set_viewport_size(PHONE)
    page.get_by_label("Uwagi").fill("Szybko i miło")
    page.get_by_role("button", name="Działa", exact=True).click()
    expect(page.get_by_role("heading", name="Zgłoszenie zakończone")).to_be_visible()
    seen(page, "portal-closed")
    order.refresh_from_db()
    assert order.state == "closed"


@pytest.mark.long
def test_a_fault_says_what_to_do_and_takes_the_reader_there(page: Page, desk: Desk):
    page.goto(shop_address(desk))
    page.get_by_label("Opisz krótko").fill("Nie działa")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.locator("#faults")).to_be_focused()
    expect(page.get_by_label("Opisz krótko")).to_have_value("Nie działa")
    seen(page, "portal-faults")
    page.get_by_role("link", name="Wpisz imię").click()
    assert page.url.endswith("#name")


def test_by_keyboard_alone(page: Page, desk: Desk):
    page.goto(shop_address(desk))
    page.locator("#what-1").focus()
    page.keyboard.press("Space")
    page.get_by_label("Opisz krótko").focus()
    page.keyboard.type("Terminal nie łączy się z bankiem")
    page.locator("#selling-yes").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_label("Imię").focus()
    page.keyboard.type("Ola")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zgłoszenie zarejestrowane.")).to_be_visible()
    assert Order.objects.get().impact == "medium"


@pytest.mark.long
def test_three_taps_and_a_sentence_without_scripts(plain: Page, desk: Desk):
    plain.goto(shop_address(desk))
    plain.get_by_label("Imię").fill("Maria")
    plain.get_by_label("Opisz krótko").fill("Waga nie waży")
    plain.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(plain.get_by_text("Wybierz, co nie działa.").first).to_be_visible()
    plain.get_by_text("Stoisko mięsne").click()
    expect(plain.get_by_text("Spróbuj najpierw").locator("visible=true")).to_have_count(1)
    plain.get_by_text("Częściowo").click()
    plain.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(plain.get_by_text("Zgłoszenie zarejestrowane.")).to_be_visible()

    plain.goto(shop_address(desk))  # the second time: three taps and a sentence
    expect(plain.get_by_text("już zgłoszone", exact=True)).to_be_visible()
    plain.get_by_text("Payment", exact=False).or_(plain.get_by_text("Kasa 1")).first.click()
    plain.get_by_label("Opisz krótko").fill("Terminal nie drukuje")
    plain.get_by_text("Tak", exact=True).click()
    plain.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(plain.get_by_text("Zgłoszenie zarejestrowane.")).to_be_visible()
    assert list(Order.objects.order_by("pk").values_list("reporter_name", flat=True)) == ["Maria", "Maria"]

    plain.get_by_label("Napisz do technika").fill("Proszę szybko")
    plain.get_by_role("button", name="Wyślij", exact=True).click()
    expect(plain.get_by_text("Proszę szybko")).to_be_visible()


@pytest.mark.long
def test_still_broken_and_reported_again_without_scripts(plain: Page, desk: Desk):
    order = start_work(desk, desk.report(at=now() - timedelta(hours=1)))
    ewa = actor(desk.ewa)
    resolve(order, text="Gotowe", code="restart", minutes=5, by=ewa, at=now() - timedelta(seconds=20))
    plain.goto(own_address(order))
    plain.get_by_role("button", name="Nadal nie działa").click()
    expect(plain.get_by_text("Zgłoszenie jest znowu otwarte")).to_be_visible()

    order = resolve(order, text="Teraz gotowe", code="restart", minutes=5, by=ewa, at=now())
    close(order, by=Actor("contact", reporter(order).pk), at=now())
    plain.goto(own_address(order))
    plain.get_by_label("Opisz krótko").fill("Wróciło po dwóch dniach")
    plain.get_by_role("button", name="Zgłoś ponownie").click()
    expect(plain.get_by_text("Zgłoszenie zarejestrowane.")).to_be_visible()
    assert Order.objects.latest("pk").linked_from.count() + Order.objects.latest("pk").links.count() == 1


def test_me_too_from_the_list_of_open_orders(page: Page, desk: Desk):
    desk.report(at=now() - timedelta(days=1))
    page.goto(shop_address(desk))
    expect(page.get_by_text("przyjęte, zgłoszone wczoraj")).to_be_visible()
    seen(page, "portal-open-orders")
    page.get_by_label("Imię").fill("Ola")
    page.get_by_role("button", name="Mnie też to dotyczy").click()
    expect(page.get_by_role("heading", name="Zgłoszenie przyjęte")).to_be_visible()
    expect(page.get_by_text("Nie drukuje paragonów")).to_have_count(0)


def test_news_come_by_themselves_unless_somebody_types(page: Page, desk: Desk):
    order = start_work(desk, desk.report(at=now() - timedelta(hours=1)))
    page.clock.install()
    page.goto(own_address(order))
    reply(order, text="Już jadę", by=actor(desk.ewa), at=now() - timedelta(seconds=20))
    page.clock.run_for(31_000)
    expect(page.get_by_text("Już jadę")).to_be_visible()

    page.get_by_label("Napisz do technika").fill("Czekam prz")
    reply(order, text="Jestem pod sklepem", by=actor(desk.ewa), at=now() - timedelta(seconds=20))
    page.clock.run_for(31_000)
    expect(page.get_by_text("Jest coś nowego.")).to_be_visible()
    expect(page.get_by_label("Napisz do technika")).to_have_value("Czekam prz")


@pytest.mark.long
def test_the_portal_speaks_three_languages_and_its_plain_pages_are_clean(page: Page, desk: Desk):
    page.goto("/")
    expect(page.get_by_role("heading", name="Zgłaszanie problemów ze sprzętem")).to_be_visible()
    seen(page, "portal-home")
    page.goto("/s/nothing/")
    expect(page.get_by_role("heading", name="Ten link nie działa")).to_be_visible()
    seen(page, "portal-unknown")
    page.goto(shop_address(desk))
    page.get_by_role("link", name="Українська").click()
    assert page.evaluate("document.documentElement.lang") == "uk"
    expect(page.get_by_text("Фіскальний принтер").first).to_be_visible()
    seen(page, "portal-ukrainian")


def test_photos_go_up_and_come_down_through_the_server_that_users_run(
    browser: Browser, address: str, desk: Desk, tmp_path: Path
):
    picture = tmp_path / "duża kasa.jpg"
    picture.write_bytes(photo(size=(800, 600)) + b"\x00" * 6_000_000)
    with open_page(browser, address) as page:
        page.goto(shop_address(desk))
        page.get_by_text("Coś innego").click()
        page.get_by_label("Opisz krótko").fill("Pęknięta obudowa")
        page.get_by_text("Tak", exact=True).click()
        page.get_by_label("Imię").fill("Anna")
        page.get_by_text("Dodaj zdjęcie").click()
        page.get_by_label("Zdjęcia, najwyżej").set_input_files(picture)
        page.get_by_role("button", name="Wyślij zgłoszenie").click()
        expect(page.get_by_text("Zgłoszenie zarejestrowane.")).to_be_visible()
        page.get_by_role("img", name="duża kasa.jpg").scroll_into_view_if_needed()
        until(page, "document.querySelector('img.photo').naturalWidth === 800")
        kept = page.get_by_role("img", name="duża kasa.jpg").get_attribute("src")
        assert page.request.get(kept).body() == picture.read_bytes()
