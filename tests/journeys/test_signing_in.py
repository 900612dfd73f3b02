"""A technician's first day: the one-time link, a code app, a passkey, and signing in by each, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.actions.invite import invite
from amberdesk.people.models import Person
from tests.factories import PASSWORD, make_person
from tests.journeys.seeing import seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="pl-PL", timezone_id="Europe/Warsaw")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert [text for text in wrong if "Content Security Policy" in text or "Error" in text] == []


@pytest.fixture
def passkeys(page: Page) -> str:
    """A device that holds passkeys and says yes, by the browser's own test door."""
    door = page.context.new_cdp_session(page)
    door.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return str(door.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


@pytest.fixture
def ola() -> Person:
    return make_person("technician", "Ola Nowa", password=None)


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="Ola Nowa").click()
    page.get_by_role("button", name="Wyloguj", exact=True).click()
    expect(page.get_by_role("heading", name="Zaloguj się")).to_be_visible()


def give_password(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Hasło", exact=True).fill(password)
    page.get_by_role("button", name="Potwierdź").click()


@pytest.mark.long
def test_a_link_a_password_a_code_app_and_a_passkey(page: Page, passkeys: str, ola: Person) -> None:
    page.goto(f"/account/join/{invite(ola, by=MACHINE, at=now())}/")
    seen(page, "join")
    page.get_by_label("Nowe hasło").fill(PASSWORD)
    page.get_by_label("Pokaż hasło").check()
    expect(page.get_by_label("Nowe hasło")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Zapisz i wejdź").click()
    page.wait_for_url(lambda url: "/join/" not in url)

    page.goto("/account/")
    seen(page, "profile")
    page.locator("#factors").get_by_role("link", name="Włącz").click()
    seen(page, "again")
    give_password(page)
    seen(page, "app")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Kod").fill(code_now(secret))
    page.get_by_role("button", name="Włącz").click()
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()
    seen(page, "codes")
    page.get_by_role("link", name="Gotowe").click()

    page.locator("#factors").get_by_role("link", name="Dodaj klucz").click()
    page.get_by_label("Nazwa").fill("Laptop Oli")
    seen(page, "passkey")
    page.get_by_role("button", name="Dodaj klucz").click()
    expect(page.locator("#factors")).to_contain_text("Laptop Oli")
    seen(page, "profile-full")

    sign_out(page)
    seen(page, "sign-in")
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Moje konto")).to_be_visible()

    sign_out(page)
    page.get_by_label("Adres e-mail").fill(ola.email)
    page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    expect(page.get_by_role("heading", name="Drugi krok logowania")).to_be_visible()
    seen(page, "second-step")
    page.get_by_label("Kod").fill(codes[0])
    page.get_by_role("button", name="Dalej").click()
    page.wait_for_url(lambda url: "/factors/code/" not in url)
    page.goto("/account/")
    expect(page.locator("#sessions .rows li")).to_have_count(1)


@pytest.mark.long
def test_a_passkey_is_the_second_step_too(page: Page, passkeys: str) -> None:
    ewa = make_person("technician", "Ola Nowa")
    open_account(page, ewa)
    page.locator("#factors").get_by_role("link", name="Dodaj klucz").click()
    give_password(page)
    page.get_by_role("button", name="Dodaj klucz").click()
    page.get_by_role("link", name="Gotowe").click()
    sign_out(page)

    sign_in(page, ewa, PASSWORD)
    page.get_by_role("button", name="Użyj klucza dostępu").click()
    page.wait_for_url(lambda url: "/factors/code/" not in url)
    page.goto("/account/")
    expect(page.locator("#factors")).to_contain_text("użyty")


@pytest.mark.long
def test_a_passkey_opens_no_closed_account(page: Page, passkeys: str) -> None:
    gone = make_person("technician", "Ola Nowa")
    open_account(page, gone)
    page.locator("#factors").get_by_role("link", name="Dodaj klucz").click()
    give_password(page)
    page.get_by_role("button", name="Dodaj klucz").click()
    page.get_by_role("link", name="Gotowe").click()
    deactivate(gone, by=MACHINE, at=now())

    page.goto("/account/")
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    expect(page.get_by_text("Adres albo hasło się nie zgadza.")).to_be_visible()


def sign_in(page: Page, person: Person, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Adres e-mail").fill(person.email)
    page.get_by_label("Hasło", exact=True).fill(password)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()


def open_account(page: Page, person: Person) -> None:
    sign_in(page, person, PASSWORD)
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/account/")


def test_a_device_without_a_matching_passkey_says_so(page: Page, passkeys: str) -> None:
    page.goto("/account/login/")
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()

    expect(page.get_by_text("nie ma pasującego klucza")).to_be_visible()


@pytest.mark.long
def test_wrong_passwords_end_in_a_pause_that_names_the_hour(page: Page) -> None:
    ewa = make_person("technician", "Ewa Lis")
    sign_in(page, ewa, "zgaduję-zgaduję")
    expect(page.get_by_role("alert")).to_contain_text("Adres albo hasło się nie zgadza.")
    seen(page, "sign-in-wrong")
    for _ in range(9):
        sign_in(page, ewa, "zgaduję-zgaduję")

    expect(page.get_by_role("heading", name="Chwila przerwy")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Spróbuj ponownie o \d+:\d\d"))).to_be_visible()
    seen(page, "locked")


@pytest.mark.long
def test_a_key_to_the_api_is_made_shown_once_and_revoked(page: Page) -> None:
    open_account(page, make_person("technician", "Ola Nowa"))
    page.get_by_label("Nazwa klucza").fill("magazyn")
    page.get_by_role("button", name="Zrób klucz").click()
    give_password(page)
    expect(page.locator("[data-secret]")).to_have_text(re.compile(r"^amb_[\w-]{43}$"))
    seen(page, "token")
    page.get_by_role("button", name="Unieważnij").click()

    expect(page.get_by_text("Klucz przestał działać.")).to_be_visible()
    expect(page.get_by_role("button", name="Unieważnij")).to_have_count(0)


@pytest.mark.long
def test_the_remaining_pages_read_well(page: Page) -> None:
    for path in ("password/reset/", "password/reset/done/", "password/reset/finished/", "join/x/", "logout/"):
        page.goto(f"/account/{path}")
        seen(page, path.strip("/").replace("/", "-"))
    open_account(page, make_person("technician", "Ola Nowa"))
    page.goto("/account/password/change/")
    seen(page, "password-change")
