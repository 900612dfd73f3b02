"""An empty desk on its first day: from the administrator's sign-in to the QR sheets, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amberdesk.customers.models import Company, Network, Site
from amberdesk.people.models import Person
from tests.factories import PASSWORD, make_person
from tests.journeys.seeing import open_page, seen

pytestmark = pytest.mark.django_db(transaction=True)
SHOPS = """Kod sieci;Kod placówki;Nazwa;Miejscowość;Telefony
FAL;041;Gdynia, Świętojańska;Gdynia;58 620 11 22
FAL;042;Sopot, Monciak;Sopot;
"""


@pytest.mark.long
def test_an_empty_desk_becomes_one_that_shops_can_report_to(
    browser: Browser, live_server, tmp_path: Path
) -> None:
    make_person("administrator", "Adam Biurowy", email="adam@jantar.example")
    with open_page(browser, live_server.url) as page:
        sign_in(page)
        page.goto("/office/")
        assert done(page) == []
        seen(page, "office-empty", dark=False)
        describe_the_company(page)
        take_the_ready_categories(page)
        take_on_a_customer(page)
        read_and_change_the_agreement(page)
        add_people(page)
        form_a_team(page)
        bring_the_shops(page, tmp_path)
        plan_the_week(page)
        open_the_calendar(page)
        print_the_sheets(page)
        page.goto("/office/")
        assert len(done(page)) == 8
        seen(page, "office-done")


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("Adres e-mail").fill("adam@jantar.example")
    page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def done(page: Page) -> list[str]:
    """Return the titles of the steps that are done."""
    return page.locator(".step.done h2").all_inner_texts()


def save(page: Page, button: str = "Zapisz") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def describe_the_company(page: Page) -> None:
    page.get_by_role("link", name="Wpisz dane firmy").click()
    page.get_by_label("Nazwa firmy").fill("Jantar Serwis")
    page.get_by_label("Telefon").fill("abc")
    save(page)
    expect(page.locator(".errors")).to_contain_text("Nie rozpoznaję tego numeru telefonu: abc.")
    expect(page.get_by_label("Nazwa firmy")).to_have_value("Jantar Serwis")
    seen(page, "company-wrong", dark=False)
    page.get_by_label("Telefon").fill("58 555 00 00")
    save(page)
    expect(page.locator(".step.done h2")).to_contain_text(["Firma, która prowadzi serwis"])
    assert Company.objects.get().phone == "+48585550000"


def take_the_ready_categories(page: Page) -> None:
    page.get_by_role("link", name="Weź gotowy zestaw").click()
    seen(page, "categories-empty", dark=False)
    page.get_by_role("button", name="Weź gotowy zestaw").click()
    expect(page.get_by_role("link", name="Drukarka fiskalna")).to_be_visible()
    seen(page, "categories")
    page.get_by_role("link", name="Drukarka fiskalna").click()
    seen(page, "category", dark=False)


def take_on_a_customer(page: Page) -> None:
    page.goto("/office/")
    page.get_by_role("link", name="Dodaj klienta").click()
    page.get_by_label("Nazwa sieci").fill("Fala Market")
    page.get_by_label("Kod", exact=True).fill("fal")
    page.get_by_label("Umowa na początek").select_option("8-22")
    page.get_by_label("Numer infolinii").fill("58 620 11 00")
    seen(page, "network-form", dark=False)
    save(page)
    expect(page.get_by_role("heading", name="Fala Market", level=1)).to_be_visible()
    assert Network.objects.get().code == "FAL"
    seen(page, "network")


def read_and_change_the_agreement(page: Page) -> None:
    page.get_by_role("link", name="Umowa podstawowa").click()
    expect(page.get_by_text("Poniedziałek–piątek 16:00–22:00: II linia wsparcia.")).to_be_visible()
    seen(page, "agreement", dark=False)
    page.get_by_role("link", name="Nowa wersja").click()
    seen(page, "agreement-form")
    page.get_by_label("Nowa wersja obowiązuje od").fill("2099-01-01")
    page.get_by_label("P1: czas reakcji", exact=True).fill("20 min")
    page.get_by_role("button", name="Zapisz nową wersję").click()
    expect(page.get_by_role("cell", name="20 min w godzinach wsparcia")).to_be_visible()


def add_people(page: Page) -> None:
    for name, role in (("Ewa Lis", "technician"), ("Anna Mroczek", "coordinator")):
        page.goto("/office/people/add/")
        page.get_by_label("Imię i nazwisko").fill(name)
        page.get_by_label("Adres e-mail").fill(f"{role}@jantar.example")
        page.get_by_label("Rola").select_option(role)
        save(page)
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_role("button", name="Zaproś").click()
    expect(page.locator("code")).to_contain_text("/account/join/")
    seen(page, "person-invited", dark=False)
    page.goto("/office/people/")
    seen(page, "people", dark=False)
    page.goto("/office/networks/FAL/")
    page.locator("#supervise").select_option(label="Anna Mroczek (Koordynator)")
    page.get_by_role("button", name="Dodaj", exact=True).first.click()
    expect(page.locator("#people")).to_contain_text("Usuń: Anna Mroczek")
    assert Person.objects.get(name="Anna Mroczek").supervision_set.get().network.code == "FAL"


def form_a_team(page: Page) -> None:
    page.goto("/office/")
    page.get_by_role("link", name="Dodaj zespół").click()
    page.get_by_label("Nazwa").fill("Infolinia")
    page.get_by_label("Fala Market").check()
    page.get_by_label("Ewa Lis").check()
    seen(page, "team-form")
    save(page)
    expect(page.get_by_role("link", name="Infolinia")).to_be_visible()
    seen(page, "teams", dark=False)


def bring_the_shops(page: Page, folder: Path) -> None:
    page.goto("/office/import/")
    seen(page, "imports", dark=False)
    bad, good = folder / "zle.csv", folder / "dobre.csv"
    bad.write_text(SHOPS.replace("042", "041"), "cp1250")
    good.write_text(SHOPS, "utf-8")
    page.locator("#file_sites").set_input_files(bad)
    page.locator("#sites").get_by_role("button", name="Sprawdź plik").click()
    expect(page.get_by_role("cell", name="To samo co w wierszu 2.")).to_be_visible()
    seen(page, "import-wrong", dark=False)
    page.get_by_label("Plik").set_input_files(good)
    page.get_by_role("button", name="Sprawdź plik").click()
    expect(page.get_by_text("Nowych wierszy: 2.")).to_be_visible()
    assert not Site.objects.exists()
    seen(page, "import-good", dark=False)
    save(page, "Zapisz wszystko")
    expect(page.get_by_text("Zapisane: nowych 2, znanych 0.")).to_be_visible()
    page.goto("/office/networks/FAL/sites/")
    seen(page, "sites", dark=False)
    page.get_by_role("link", name="Gdynia, Świętojańska").click()
    page.get_by_role("link", name="Dodaj urządzenie").click()
    page.get_by_label("Nazwa w sklepie").fill("Kasa 2")
    save(page)
    expect(page.locator("#devices")).to_contain_text("Kasa 2")
    seen(page, "site")


def plan_the_week(page: Page) -> None:
    page.goto("/roster/")
    seen(page, "roster-empty", dark=False)
    page.get_by_role("link", name="Zaplanuj zmiany").click()
    page.get_by_label("Od dnia").fill("2099-01-05")
    page.get_by_label("sob.").check()
    seen(page, "roster-plan", dark=False)
    save(page, "Zaplanuj")
    expect(page.get_by_text("Zaplanowane zmiany: 6.")).to_be_visible()
    expect(page.get_by_text("8:00–16:00")).to_have_count(6)
    seen(page, "roster")


def open_the_calendar(page: Page) -> None:
    page.goto("/office/calendars/")
    seen(page, "calendars", dark=False)
    page.get_by_role("link", name="Święta w Polsce").click()
    page.get_by_role("link", name="Święta ustawowe").click()
    page.get_by_role("spinbutton", name="Rok").fill("2098")
    page.get_by_role("button", name="Pokaż").click()
    seen(page, "calendar-year", dark=False)
    page.get_by_role("button", name="Dopisz zaznaczone").click()
    expect(page.locator("#days")).to_contain_text("Boże Narodzenie")
    seen(page, "calendar")
    page.get_by_role("link", name="Inny dzień").click()
    page.get_by_label("Dzień").fill("2098-03-01")
    page.get_by_label("Nazwa").fill("Inwentaryzacja")
    page.get_by_role("textbox", name="Godziny").fill("od rana")
    save(page)
    expect(page.locator(".errors")).to_contain_text("Wpisz godziny tak: 8:00-16:00 albo 8-12, 13-17.")
    seen(page, "calendar-day-wrong", dark=False)
    page.get_by_role("textbox", name="Godziny").fill("10-14")
    save(page)
    page.goto("/office/networks/FAL/sites/")
    page.get_by_role("link", name="Gdynia, Świętojańska").click()
    page.get_by_role("link", name="Unieważnij link").click()
    seen(page, "revoke-link", dark=False)


def print_the_sheets(page: Page) -> None:
    page.goto("/office/networks/FAL/qr/")
    expect(page.locator(".sheet")).to_have_count(2)
    seen(page, "sheets")
    link = page.locator(".sheet-link").first.inner_text()
    assert re.fullmatch(r"http://localhost:8000/s/s\d+-1-\w+-[0-9a-f]{32}/", link)
    page.emulate_media(media="print")
    paper = page.pdf(format="A4")
    page.emulate_media(media="screen")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2  # a sheet a page
    page.get_by_role("button", name="Kartki rozdane, uruchom serwis").click()
    expect(page.locator(".step:not(.done)")).to_have_count(0)
    answer = page.goto(link.replace("http://localhost:8000", ""))
    assert answer and answer.ok
