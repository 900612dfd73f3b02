"""The frame and every part, in a real browser."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_person
from tests.journeys.seeing import axe_faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.web.base.urls")]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The styleguide, read by a coordinator; a fault of a script or of the policy fails the test."""
    client = Client()
    client.force_login(make_person("coordinator", "Ewa Lis"))
    context = browser.new_context(base_url=live_server.url, locale="pl-PL")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None
    )
    page.goto("/styleguide/")
    yield page
    context.close()
    assert faults == []


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 640)]
)
def test_nobody_is_shut_out_of_any_part(page: Page, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.reload()  # Chromium repaints late when the theme changes on an open page

    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_keys_lead_to_search_and_help_but_not_while_typing(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("?")
    assert page.locator("#keys").is_hidden()

    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()


def test_single_letter_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("[data-keys-off]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")

    assert page.locator("#keys").is_hidden()


def test_a_dialog_takes_the_focus_and_gives_it_back(page: Page) -> None:
    page.get_by_role("button", name="Otwórz okno").click()
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.dataset.dialog") == "sample"


def test_a_menu_is_walked_by_arrows_and_closed_by_escape(page: Page) -> None:
    menu = page.locator("details.menu", has_text="Wstrzymaj").first
    menu.locator("summary").press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Oczekuje na klienta"
    page.keyboard.press("Escape")

    assert menu.get_attribute("open") is None


def test_what_was_done_can_be_undone_by_a_key(page: Page) -> None:
    page.get_by_role("button", name="Powiadomienie").click()
    assert page.get_by_role("button", name="Cofnij").is_visible()

    with page.expect_request("**/styleguide/undo") as asked:
        page.keyboard.press("z")

    assert asked.value.method == "POST"
    assert "x-csrftoken" in asked.value.headers
    page.get_by_role("button", name="Cofnij").wait_for(state="hidden")
    page.get_by_text("Tego już tu nie ma").wait_for()


def test_on_a_phone_the_places_are_in_a_menu(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.locator("#nav").is_hidden()
    page.get_by_role("button", name="Menu").click()
    assert page.locator("#nav").is_visible()
    page.keyboard.press("Escape")

    assert page.locator("#nav").is_hidden()


def test_a_chosen_theme_holds_against_the_system(page: Page) -> None:
    page.get_by_text("Ewa Lis").first.click()
    page.get_by_role("button", name="Ciemny").click()

    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_a_lost_connection_keeps_the_text_and_says_so(page: Page) -> None:
    page.route("**/styleguide/undo", lambda route: route.abort())
    page.get_by_role("button", name="Powiadomienie").click()
    page.get_by_role("button", name="Cofnij").click()

    page.get_by_text("Wpisany tekst jest zachowany").first.wait_for()
