"""Customers and people from files: tried first, then all or nothing."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amberdesk.customers.models import (
    Contact,
    Device,
    Network,
    PhoneNumber,
    Representative,
    Site,
    Supervision,
)
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.web.office.imports.columns import TABLES
from tests.factories import (
    make_company,
    make_contact,
    make_device,
    make_network,
    make_person,
    make_site,
    make_team,
)

pytestmark = pytest.mark.django_db
SITES = "Kod sieci;Kod placówki;Nazwa;Telefony;Obsługiwana od\n"


@pytest.fixture
def office(client):
    client.force_login(make_person("administrator"))
    make_company()
    return client


def check(office, kind, text):
    content = text.encode() if isinstance(text, str) else text
    return office.post(f"/office/import/{kind}/check/", {"file": SimpleUploadedFile("plik.csv", content)})


def write(office, kind, answer):
    return office.post(f"/office/import/{kind}/write/", {"rows": envelope(answer)})


def envelope(answer):
    import re

    return re.search(r'name="rows" value="([^"]+)"', answer.content.decode())[1]


def said(answer):
    return answer.content.decode()


def faults(answer):
    """Return (row, column, sentence) of each fault on the page."""
    import re

    return re.findall(r'<td class="end num">(\d+)</td><td>([^<]*)</td><td>([^<]*)</td>', said(answer))


def test_a_file_is_tried_first_and_nothing_is_written(office):
    make_network("FAL")
    events = Event.objects.count()

    answer = check(
        office, "sites", f"{SITES}FAL;041;Gdynia;58 620 11 22;2026-01-31\nFAL;042;Sopot;;31.01.2026\n"
    )

    assert answer.status_code == 200
    assert "Nowych wierszy: 2." in said(answer)
    assert not Site.objects.exists()
    assert Event.objects.count() == events


def test_what_was_tried_is_then_written_whole(office):
    make_network("FAL")
    answer = check(
        office, "sites", f"{SITES}FAL;041;Gdynia;58 620 11 22, 500600700;2026-01-31\nfal;042;Sopot;;\n"
    )

    done = write(office, "sites", answer)

    assert "nowych 2" in said(done)
    assert [s.code for s in Site.objects.order_by("code")] == ["041", "042"]
    assert PhoneNumber.objects.count() == 2
    assert Event.objects.filter(kind="site.added").count() == 2


def test_one_bad_row_means_nothing_is_written(office):
    make_network("FAL")

    answer = check(
        office,
        "sites",
        f"{SITES}FAL;041;Gdynia;;\nXXX;042;Sopot;abc;\nFAL;043;;;\nFAL;041;Znowu;;\nFAL;044;Hel;abc;kiedyś\n",
    )

    assert answer.status_code == 422
    assert faults(answer) == [
        ("3", "Kod sieci", "Nie ma sieci o kodzie XXX."),
        ("4", "Nazwa", "To pole jest potrzebne."),
        ("5", "Kod placówki", "To samo co w wierszu 2."),
        ("6", "Obsługiwana od", "Nie rozpoznaję daty „kiedyś”. Wpisz ją tak: 2026-01-31."),
    ]
    assert 'name="rows"' not in said(answer)
    assert not Site.objects.exists()


def test_the_same_file_twice_changes_nothing(office):
    """I11"""
    make_network("FAL")
    text = f"{SITES}FAL;041;Gdynia;58 620 11 22;2026-01-31\n"
    write(office, "sites", check(office, "sites", text))
    events = Event.objects.count()

    done = write(office, "sites", check(office, "sites", text))

    assert "nowych 0, znanych 1" in said(done)
    assert Event.objects.count() == events


def test_known_rows_are_filled_in_and_empty_cells_change_nothing(office):
    site = make_site(phones=["586201122"])

    write(office, "sites", check(office, "sites", f"{SITES}FAL;041;Nowa nazwa;;\n"))

    site.refresh_from_db()
    assert (site.name, site.city) == ("Nowa nazwa", "Gdynia")
    assert PhoneNumber.objects.get().number == "+48586201122"


def test_when_the_desk_changed_meanwhile_nothing_is_written_and_it_is_said(office):
    make_network("FAL")
    answer = check(office, "devices", "Kod sieci;Kod placówki;Rodzaj;Nazwa w sklepie\nFAL;041;Waga;Waga 1\n")
    assert faults(answer) == [("2", "Kod placówki", "Sieć FAL nie ma placówki 041.")]

    make_site(Network.objects.get())
    answer = check(office, "devices", "Kod sieci;Kod placówki;Rodzaj;Nazwa w sklepie\nFAL;041;Waga;Waga 1\n")
    Site.objects.all().delete()
    done = write(office, "devices", answer)
    assert done.status_code == 422
    assert "Nic nie zapisano." in said(done)


def test_an_envelope_of_another_person_kind_or_hand_is_refused(office, client):
    make_site()
    answer = check(office, "sites", f"{SITES}FAL;077;Hel;;\n")
    sealed = envelope(answer)

    assert office.post("/office/import/contacts/write/", {"rows": sealed}).status_code == 422
    assert office.post("/office/import/sites/write/", {"rows": sealed[:-2] + "xx"}).status_code == 422
    assert office.post("/office/import/sites/write/", {}).status_code == 422
    client.force_login(make_person("administrator"))
    assert client.post("/office/import/sites/write/", {"rows": sealed}).status_code == 422
    assert Site.objects.count() == 1


def test_networks_come_with_their_agreement(office):
    text = "Kod sieci;Nazwa;Wzór umowy;Infolinia;Nazwa placówki\nFAL;Fala Market;24/7;58 620 11 00;stacja\n"
    write(office, "networks", check(office, "networks", text))

    network = Network.objects.get()
    assert (network.phone, network.site_word["en"]) == ("+48586201100", "station")
    assert network.agreement_set.get().versions.get().coverage.count() == 5
    assert faults(check(office, "networks", "Kod sieci;Nazwa;Wzór umowy\nBUR;Bursztyn;9-17\n")) == [
        ("2", "Wzór umowy", "Nie ma takiego wzoru umowy.")
    ]


def test_devices_are_named_by_the_words_of_their_category(office):
    make_site()
    text = "Network code,Site code,Kind,Label,Serial number\nFAL,041,Fiscal printer,Kasa 1,BDA1\nFAL,041,scales,Waga,\nFAL,041,DRUKARKA FISKALNA,Kasa 2,BDA2\n"
    write(office, "devices", check(office, "devices", text))

    assert sorted(Device.objects.values_list("kind", "label")) == [
        ("fiscal_printer", "Kasa 1"),
        ("fiscal_printer", "Kasa 2"),
        ("scales", "Waga"),
    ]
    assert faults(check(office, "devices", text.replace("scales", "statek"))) == [
        ("3", "Rodzaj", "Nie ma kategorii „statek”.")
    ]


def test_contacts_belong_to_a_shop_or_to_the_whole_network(office):
    site = make_site()
    text = "Kod sieci;Kod placówki;Imię i nazwisko;Telefony;Adresy e-mail\nFAL;041;Anna Nowak;58 620 11 22;Anna@fala.example, a@fala.example\nFAL;;Region Północ;;\n"
    write(office, "contacts", check(office, "contacts", text))

    anna = Contact.objects.get(site=site)
    assert anna.emails == ["anna@fala.example", "a@fala.example"]
    assert Contact.objects.get(site=None).name == "Region Północ"


def test_people_come_into_their_teams_and_networks(office):
    network = make_network("FAL")
    make_team("L1", [network], name="Infolinia")
    text = (
        "Imię i nazwisko;Adres e-mail;Rola;Telefon;Zespół;Kod sieci\n"
        "Ewa Lis;Ewa@jantar.example;technik;500 600 701;infolinia;\n"
        "Jan Kos;jan@jantar.example;Koordynator;;;FAL\n"
        "Maria Bór;maria@fala.example;przedstawiciel klienta;;;FAL\n"
    )
    write(office, "people", check(office, "people", text))

    ewa = Person.objects.get(email="ewa@jantar.example")
    assert (ewa.phone, ewa.has_usable_password()) == ("+48500600701", False)
    assert ewa.memberships.get().team.name == "Infolinia"
    assert Supervision.objects.get().person.name == "Jan Kos"
    assert Representative.objects.get().person.name == "Maria Bór"


def test_people_with_one_address_or_another_role_are_refused(office):
    """T81: duplicate mails; a file does not change anybody's rights."""
    make_person("technician", email="ewa@jantar.example")
    text = "Imię i nazwisko;Adres e-mail;Rola\nEwa;ewa@jantar.example;administrator\nJan;jan@jantar.example;technik\nJan 2;JAN@jantar.example;technik\nOla;ola@;technik\nIga;iga@jantar.example;szef\n"

    assert faults(check(office, "people", text)) == [
        ("2", "Rola", "Ta osoba ma już rolę: Technik. Zmień ją na jej stronie."),
        ("4", "Adres e-mail", "To samo co w wierszu 3."),
        ("5", "Adres e-mail", "To nie jest adres e-mail. Wpisz go tak: anna@firma.pl."),
        ("6", "Rola", "Nie ma roli „szef”."),
    ]
    assert Person.objects.filter(role="administrator").count() == 1


@pytest.mark.parametrize("cell", ["=1+1", "=HYPERLINK(A1)", "@SUM(A1)"])
def test_a_formula_is_not_a_name(office, cell):
    """T81"""
    make_network("FAL")
    assert faults(check(office, "sites", f"{SITES}FAL;041;{cell};;\n")) == [
        ("2", "Nazwa", "To wygląda na formułę. Wpisz sam tekst.")
    ]


def test_a_file_that_cannot_be_read_is_answered_in_words(office):
    answer = check(office, "sites", b"\x89PNG\x00\x00")
    assert answer.status_code == 422 and "To nie jest plik CSV ani XLSX." in said(answer)
    empty = office.post("/office/import/sites/check/")
    assert empty.status_code == 422 and "Wybierz plik." in said(empty)
    assert office.post("/office/import/orders/check/").status_code == 404


@pytest.mark.parametrize("kind", TABLES)
def test_templates_to_fill_in_are_read_by_the_import_itself(office, kind):
    make_site(make_network("FAL", name="Fala Market"), "041")
    make_team("L1", [Network.objects.get()], name="Infolinia")
    plain = b"".join(office.get(f"/office/import/{kind}/csv/").streaming_content)
    workbook = office.get(f"/office/import/{kind}/xlsx/").content

    for content in (plain, workbook):
        assert check(office, kind, content).status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(workbook)).active["A1"].value == TABLES[kind].columns[0].pl


def test_what_is_taken_out_comes_back_without_a_change(office):
    site = make_site(phones=["586201122"], note="=klucz u ochrony")
    make_device(site)
    make_contact(site, "+Anna Nowak", emails=["anna@fala.example"], phones=["+49 30 123456"])
    make_team("L1", [site.network], [make_person(name="Ewa Lis")])
    before = Event.objects.count()

    for kind in TABLES:
        content = b"".join(office.get(f"/office/export/{kind}/").streaming_content)
        if kind == "sites":
            assert "'=klucz" in content.decode()
            continue  # its note is a formula to whoever reads it
        done = write(office, kind, check(office, kind, content))
        assert "nowych 0" in said(done), kind
    assert Event.objects.count() == before


def test_an_export_runs_nothing_in_a_spreadsheet(office):
    """T55"""
    evil = make_site(name="|calc", street="@SUM(1)", note="-2+3")
    make_contact(evil, '=HYPERLINK("http://zly.example")')

    for kind in TABLES:
        content = b"".join(office.get(f"/office/export/{kind}/").streaming_content).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=";"):
            assert not any(cell.startswith(("=", "+", "-", "@", "|", "\t", "\r")) for cell in row)
