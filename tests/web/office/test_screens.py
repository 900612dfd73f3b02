"""The office's screens: who comes in, what they show, what they change."""

import re
from datetime import date

import pytest
from django.urls import reverse

from amberdesk.customers.actions.calendars import add_calendar
from amberdesk.customers.models import (
    Agreement,
    Calendar,
    Category,
    Company,
    Contact,
    Device,
    Network,
    Site,
    SiteGroup,
    Supervision,
)
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.models import OutgoingMail
from amberdesk.operation.actions.imports import start_import
from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.actions.hotlines import add_hotline
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.rosters.models import Team
from amberdesk.web.office.urls import urlpatterns
from tests.factories import (
    NINE,
    make_company,
    make_contact,
    make_device,
    make_network,
    make_person,
    make_site,
    make_team,
)
from tests.orders.shop import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(make_person("administrator", name="Adam Biurowy"))
    return client


@pytest.fixture
def rows():
    """One of each, so that every address of the office has something to show."""
    make_company()
    network = make_network("FAL")
    site = make_site(network, phones=["586201122"])
    calendar = Calendar.objects.get()
    day = calendar.days.latest("date")
    group = SiteGroup.objects.create(network=network, name="Pomorze")
    person = make_person("technician", name="Ewa Lis")
    return {
        "network": network,
        "site": site,
        "device": make_device(site),
        "contact": make_contact(site, emails=["anna@fala.example"], phones=["500600700"]),
        "agreement": Agreement.objects.get(),
        "calendar": calendar,
        "day": day,
        "category": Category.objects.get(code="scales"),
        "person": person,
        "team": make_team("L1", [network]),
        "group": group,
        **telephony(network, person),
        "mailbox": add_mailbox(network, address="serwis@fala.example"),
        "import": start_import("sites", [], by=actor(person), at=NINE),
    }


def telephony(network, person):
    exchange = add_exchange(name="Centrala", code="pbx", kind="api", settings={}, by=MACHINE, at=NINE)
    number = {"number": "58 620 11 01", "exchange": exchange}
    return {
        "exchange": exchange,
        "hotline": add_hotline(network, number, by=MACHINE, at=NINE),
        "phone": assign_phone(exchange, agent="PJSIP/t1", person=person, by=MACHINE, at=NINE),
    }


def addresses(rows):
    """Yield every address of the office, filled with the rows."""
    by_folder = {
        "networks": {"code": rows["network"].code, "id": rows["group"].pk},
        **{f"{name}s": {"id": row.pk} for name, row in rows.items() if name != "network"},
        "calendars/days": {"id": rows["day"].pk},
        "agreements/versions": {"id": rows["agreement"].versions.get().pk},
        "categories": {"id": rows["category"].pk},
        "people": {"id": rows["person"].pk},
        "mailboxes": {"id": rows["mailbox"].pk},
        "import/jobs": {"id": rows["import"].pk},
        "import": {"kind": "sites", "form": "csv"},
        "export": {"kind": "sites"},
    }
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        folder = next((f for f in sorted(by_folder, key=len, reverse=True) if route.startswith(f)), "")
        wanted = re.findall(r"<\w+:(\w+)>", route)
        kwargs = {name: by_folder[folder][name] for name in wanted if name in by_folder.get(folder, {})}
        yield pattern.name, reverse(f"office:{pattern.name}", kwargs=kwargs or None)


ROLES = ["technician", "coordinator", "deputy", "manager", "representative"]


@pytest.mark.parametrize("role", ROLES)
def test_the_office_is_not_there_for_other_roles(client, rows, role):
    """T60: the same answer as for an address that does not exist."""
    supervises = [rows["network"]] if role in ("coordinator", "deputy", "manager") else []
    represents = rows["network"] if role == "representative" else None
    client.force_login(make_person(role, supervises=supervises, represents=represents))

    for name, address in addresses(rows):
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"name": "x"}).status_code == 404, name
    assert Network.objects.get().name == "Fala Market"


def test_whoever_is_not_signed_in_is_asked_to(client, rows):
    for name, address in addresses(rows):
        answer = client.get(address)
        assert answer.status_code == 302 and "/account/login/" in answer["Location"], name
        assert client.post(address).status_code == 302, name


def test_every_screen_answers_the_administrator(office, rows):
    posts_only = {
        "finish",
        "answer_for",
        "ready_categories",
        "drop_day",
        "invite",
        "reactivate",
        "check_import",
        "invite_all",
        "come_back",
        "write_import",
        "confirm_import",
        "renew_exchange",
        "take_report",
        "read_again",
        "drop_phone",
        "try_mailbox",
    }
    for name, address in addresses(rows):
        assert office.get(address).status_code == (405 if name in posts_only else 200), name


def test_what_does_not_exist_is_not_found(office, rows):
    for path in (
        "networks/XXX/",
        "sites/999999/",
        "sites/99999999999999999999999/",
        "people/0/",
        "teams/999999/",
    ):
        assert office.get(f"/office/{path}").status_code == 404


def test_nothing_changes_without_the_token_of_the_page(rows):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person("administrator"))
    assert strict.post("/office/networks/add/", {"code": "BUR", "name": "Bursztyn"}).status_code == 403


def test_an_administrator_takes_on_a_customer(office):
    answer = office.post(
        "/office/networks/add/",
        {
            "code": "bur",
            "name": "Bursztyn",
            "template": "8-22",
            "phone": "58 620 11 00",
            "word": "salon",
            "language": "pl",
            "timezone": "Europe/Warsaw",
            "terms_stamp": "77",
            "id": "5",
        },
    )

    network = Network.objects.get()
    assert answer["Location"] == "/office/networks/BUR/"
    assert (network.phone, network.site_word["uk"]) == ("+48586201100", "салон")
    assert network.terms_stamp != 77  # what the form does not offer is ignored
    assert "Poniedziałek–piątek 16:00–22:00: II linia wsparcia." in text_of(office.get(agreement_page()))


def test_a_refusal_keeps_what_was_typed_and_blames_the_field(office, rows):
    answer = office.post(
        "/office/networks/add/",
        {
            "code": "FAL",
            "name": "Nowa sieć",
            "template": "8-16",
            "word": "sklep",
            "language": "pl",
            "timezone": "Europe/Warsaw",
        },
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Kod FAL ma już inna sieć." in page
    assert 'value="Nowa sieć"' in page
    assert 'aria-invalid="true"' in page


def test_text_of_users_is_never_markup(office, rows):
    """T31"""
    evil = "<script>alert(1)</script>\"'"
    office.post(
        f"/office/sites/{rows['site'].pk}/change/", {"code": "041", "name": evil, "phones": "", "note": evil}
    )

    for address in (
        f"/office/sites/{rows['site'].pk}/",
        f"/office/sites/{rows['site'].pk}/qr/",
        "/office/networks/FAL/sites/",
    ):
        page = text_of(office.get(address))
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_site_is_added_with_its_phones_and_hours(office, rows):
    answer = office.post(
        "/office/networks/FAL/sites/add/",
        {
            "code": "042",
            "name": "Sopot",
            "city": "Sopot",
            "phones": "58 620 11 33\n500 600 701",
            "hours": rows["calendar"].pk,
            "group": rows["group"].pk,
            "joined_on": "2026-01-01",
            "link_epoch": "9",
            "network": "99",
        },
    )

    site = Site.objects.get(code="042")
    assert answer["Location"] == f"/office/sites/{site.pk}/"
    assert (site.link_epoch, site.network, site.group, site.joined_on) == (
        1,
        rows["network"],
        rows["group"],
        date(2026, 1, 1),
    )
    assert "58 620 11 33" in text_of(office.get(answer["Location"]))


def test_sites_are_found_by_words(office, rows):
    make_site(rows["network"], "077", name="Hel", city="Hel", street="Wiejska 1")

    page = text_of(office.get("/office/networks/FAL/sites/?q=hel wiejska"))
    assert "Hel" in page and "Świętojańska" not in page
    assert "Nic nie pasuje" in text_of(office.get("/office/networks/FAL/sites/?q=%25"))


def test_the_link_is_revoked_only_after_a_question(office, rows):
    page = f"/office/sites/{rows['site'].pk}/revoke-link/"

    assert "przestaną działać od razu" in text_of(office.get(page))
    assert Site.objects.get().link_epoch == 1
    before = text_of(office.get(f"/office/sites/{rows['site'].pk}/qr/"))
    office.post(page)
    assert Site.objects.get().link_epoch == 2
    assert link_in(before) != link_in(text_of(office.get(f"/office/sites/{rows['site'].pk}/qr/")))


def test_a_sheet_carries_code_link_and_hotline_and_no_data_address(office, rows):
    page = text_of(office.get("/office/networks/FAL/qr/"))

    assert page.count('class="sheet"') == 1
    assert "Sklep 041" in page and "58 620 11 00" in page
    assert link_in(page).startswith("http")
    assert "<svg" in page and "data:" not in page.split("<article")[1]


def test_shops_that_left_get_no_sheet(office, rows):
    office.post(f"/office/sites/{rows['site'].pk}/leave/", {"on": "2026-01-31"})

    assert 'class="sheet"' not in text_of(office.get("/office/networks/FAL/qr/"))


def test_devices_and_contacts_are_added_and_retired(office, rows):
    site = rows["site"]
    office.post(
        f"/office/sites/{site.pk}/devices/add/",
        {"kind": "scales", "label": "Waga", "model": "CAS", "site": 99},
    )
    office.post(f"/office/devices/{rows['device'].pk}/", {"kind": "fiscal_printer", "label": "Kasa 2"})
    office.post(
        f"/office/sites/{site.pk}/contacts/add/",
        {"name": "Jan Kos", "emails": "jan@fala.example", "phones": "586201122"},
    )
    office.post("/office/networks/FAL/contacts/add/", {"name": "Kierownik regionu"})

    assert Device.objects.get(label="Waga").site == site
    assert not Device.objects.get(pk=rows["device"].pk).active
    assert Contact.objects.get(name="Jan Kos").emails == ["jan@fala.example"]
    assert Contact.objects.get(name="Kierownik regionu").site is None


def test_a_new_version_of_an_agreement_is_written_as_it_reads(office, rows):
    page = f"/office/agreements/{rows['agreement'].pk}/change/"
    form = fields_of(office.get(page))
    form |= {"valid_from": "2030-01-01", "P1_response": "45 min", "close_after_days": "7", "high_high": "P1"}
    form |= {
        "cover-1-days": ["5", "holidays"],
        "cover-1-hours": "10-14",
        "cover-1-level": "L2",
        "cover-1-channel": "hotline",
    }

    answer = office.post(page, form)

    assert answer.status_code == 302, re.findall(r'class="error">([^<]+)', text_of(answer))
    said = text_of(office.get(agreement_page()))
    assert "Sobota i święta 10:00–14:00: II linia wsparcia (infolinia)." in said
    assert "45 min w godzinach wsparcia" in said
    assert "Obowiązuje od 1.01.2020 do 31.12.2029." in said


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"valid_from": "2019-01-01"}, "Nowa wersja musi zaczynać się po 1.01.2020"),
        ({"P1_response": "szybko"}, "Wpisz czas tak: 30 min, 4 h albo 1,5 h."),
        ({"cover-0-hours": "16:00 do 8:00"}, "Wpisz godziny tak: 8:00-16:00 albo 8-12, 13-17."),
        ({"cover-0-days": [], "cover-0-hours": ""}, "Podaj choć jedne godziny wsparcia."),
        ({"cover-1-days": ["6"]}, "Podaj dni i godziny albo zostaw cały wiersz pusty."),
        ({"calendar": "999999"}, "Wybierz poprawną wartość"),
    ],
)
def test_what_no_agreement_says_is_refused_in_words(office, rows, wrong, said):
    page = f"/office/agreements/{rows['agreement'].pk}/change/"

    answer = office.post(page, fields_of(office.get(page)) | {"valid_from": "2030-01-01"} | wrong)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert rows["agreement"].versions.count() == 1


def test_calendars_are_kept_by_text_hours(office, rows):
    days = {f"day{n}": "6:00-22:00" for n in range(6)}
    office.post(
        "/office/calendars/add/", {"name": "Sklepy 6-22", "timezone": "Europe/Warsaw", **days, "day6": ""}
    )

    calendar = Calendar.objects.get(name="Sklepy 6-22")
    assert calendar.revisions.get().week == [[[360, 1320]]] * 6 + [[]]
    year = f"/office/calendars/{calendar.pk}/year/"
    office.post(year, fields_of(office.get(year, {"year": "2030", "country": "PL"})))
    assert calendar.days.count() == 14
    page = text_of(office.get(f"/office/calendars/{calendar.pk}/?year=2030"))
    assert "Boże Narodzenie" in page and "zamknięte" in page
    office.post(f"/office/calendars/{calendar.pk}/day/", {"on": "2020-01-01", "name": "Remont"})
    assert calendar.days.count() == 14  # the past needs a reason


def test_categories_keep_their_questions_and_languages(office, rows):
    category = rows["category"]
    page = f"/office/categories/{category.pk}/"
    form = fields_of(office.get(page))
    form["questions"] = form["questions"].replace("Jedno stanowisko czy wszystkie? *", "Czy waga stoi równo?")

    assert office.post(page, form).status_code == 302

    kept, before = Category.objects.get(pk=category.pk), {f["code"]: f for f in category.facts}
    assert kept.facts[0] == before["message"]
    assert kept.facts[-1] == {"code": "fact_1", "label": {"pl": "Czy waga stoi równo?"}, "required": False}
    assert kept.first_aid == category.first_aid
    assert office.post(page, form | {"first_aid_en": "one step"}).status_code == 422


def test_people_are_added_invited_and_let_out(office, rows):
    office.post(
        "/office/people/add/",
        {
            "name": "Jan Kos",
            "email": "Jan@jantar.example",
            "role": "coordinator",
            "language": "pl",
            "phone": "500 600 700",
        },
    )
    jan = Person.objects.get(email="jan@jantar.example")
    assert (jan.role, jan.phone, jan.has_usable_password()) == ("coordinator", "+48500600700", False)

    page = text_of(office.post(f"/office/people/{jan.pk}/invite/"))
    secret = re.search(r"/account/join/([^/<]+)/", page)[1]
    letter = OutgoingMail.objects.get(recipient=jan.email)
    assert secret in letter.text
    assert secret not in text_of(office.get(f"/office/people/{jan.pk}/"))

    office.post(f"/office/people/{jan.pk}/deactivate/")
    assert not Person.objects.get(pk=jan.pk).is_active
    office.post(f"/office/people/{jan.pk}/reactivate/")
    assert Person.objects.get(pk=jan.pk).is_active


def test_nobody_locks_himself_out(office, rows):
    me = Person.objects.get(role="administrator")

    page = text_of(office.post(f"/office/people/{me.pk}/deactivate/", follow=True))
    assert "Własnego konta nie można wyłączyć." in page
    facts = {"name": me.name, "email": me.email, "role": "technician", "language": "pl"}
    assert "Własnej roli nie można zmienić." in text_of(office.post(f"/office/people/{me.pk}/change/", facts))
    assert Person.objects.get(pk=me.pk).role == "administrator"


def test_a_team_is_formed_with_its_networks_people_and_lead(office, rows):
    ewa, network = rows["person"], rows["network"]
    form = {"name": "Serwis", "level": "L2", "networks": [network.pk], "members": [ewa.pk], "lead": ewa.pk}

    assert office.post("/office/teams/add/", form).status_code == 302
    team = Team.objects.get(name="Serwis")
    assert [(m.person, m.is_lead) for m in team.memberships.all()] == [(ewa, True)]

    office.post(
        f"/office/teams/{team.pk}/",
        {"name": "Serwis", "networks": [network.pk], "members": [], "lead": "", "active": "on"},
    )
    assert not team.memberships.exists()
    wrong = office.post("/office/teams/add/", form | {"name": "Inny", "level": "L1"})
    assert "Prowadzącego ma tylko zespół II linii wsparcia." in text_of(wrong)
    assert not Team.objects.filter(name="Inny").exists()


def test_who_answers_for_a_network_is_chosen_on_its_page(office, rows):
    anna = make_person("coordinator", name="Anna Koordynator")
    page = "/office/networks/FAL/people/"

    office.post(page, {"act": "supervise", "person": anna.pk})
    assert Supervision.objects.get().person == anna
    assert "Za sieć odpowiada koordynator" in text_of(
        office.post(page, {"act": "supervise", "person": rows["person"].pk}, follow=True)
    )
    for nonsense in (
        {"act": "delete", "person": anna.pk},
        {"act": "supervise", "person": "٣"},
        {"act": "supervise"},
        {"person": "9" * 30},
    ):
        assert office.post(page, nonsense).status_code == 302
    office.post(page, {"act": "stop_supervising", "person": anna.pk})
    assert not Supervision.objects.exists()


def test_the_first_run_list_says_what_is_done(office):
    def marks():
        return re.findall(r'<h2>(.+?) <span class="badge tone-(\w+)"', text_of(office.get("/office/")))

    assert {tone for _title, tone in marks()} == {"amber"}
    network = make_site().network
    make_company()
    make_person("coordinator")
    make_team("L1", [network], [make_person("technician")])
    assert [title for title, tone in marks() if tone == "amber"] == ["Linki i kartki z kodem QR"]
    assert Company.objects.get().first_run_done_at is None

    office.post("/office/finish/")
    assert {tone for _title, tone in marks()} == {"green"}


def agreement_page():
    return f"/office/agreements/{Agreement.objects.latest('pk').pk}/"


def text_of(answer):
    return answer.content.decode()


def link_in(page):
    return re.search(r'sheet-link">([^<]+)<', page)[1]


def fields_of(answer):
    """Return what a browser would send back for the page's form."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        def __init__(self):
            super().__init__()
            self.found, self.area, self.select = {}, None, None

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            name = attrs.get("name")
            if tag == "input" and attrs.get("type") in ("checkbox", "radio"):
                if "checked" in attrs:
                    self.found.setdefault(name, []).append(attrs.get("value", "on"))
            elif tag == "input" and name:
                self.found[name] = attrs.get("value", "")
            elif tag == "textarea":
                self.area = name
                self.found[name] = ""
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select and ("selected" in attrs or self.select not in self.found):
                self.found[self.select] = attrs.get("value", "")

        def handle_data(self, data):
            if self.area:
                self.found[self.area] += data

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.found[self.area] = self.found[self.area].removeprefix("\n").removeprefix("\r\n")
                self.area = None
            elif tag == "select":
                self.select = None

    parser = Fields()
    parser.feed(text_of(answer).split("<main")[1])
    return parser.found


def test_a_shop_that_left_may_come_back(office, rows):
    page = f"/office/sites/{rows['site'].pk}/"
    office.post(f"{page}leave/", {"on": "2026-01-31"})
    assert "już odeszła z sieci" in text_of(office.get(page))

    office.post(f"{page}come-back/")
    assert Site.objects.get().left_on is None


def test_everybody_without_a_password_is_invited_once(office, rows):
    make_person("coordinator", email="nowa@jantar.example", password=None)
    make_person("technician", email="nowy@jantar.example", password=None)

    for _again in range(2):
        office.post("/office/people/invite/")

    sent = OutgoingMail.objects.order_by("recipient").values_list("recipient", flat=True)
    assert list(sent) == ["nowa@jantar.example", "nowy@jantar.example"]


def test_the_office_speaks_the_readers_language(client, rows):
    client.force_login(make_person("administrator", language="en"))

    assert "Fiscal printer" in text_of(client.get("/office/categories/"))
    assert "Monday" in text_of(client.get("/office/calendars/add/"))


def test_a_sheet_speaks_the_shops_language(office, rows):
    office.post(f"/office/sites/{rows['site'].pk}/change/", {"code": "041", "name": "Lviv", "language": "uk"})

    page = text_of(office.get("/office/networks/FAL/qr/"))
    assert 'lang="uk"' in page and "Магазин 041" in page


def test_a_site_gets_hours_of_its_own_or_those_of_a_calendar(office, rows):
    site, page = rows["site"], f"/office/sites/{rows['site'].pk}/opening/"
    typed = {"hours": "own", "valid_from": "2026-03-02", "day0": "8-20", "day1": "8:00-12:00, 13-20"}

    assert office.post(page, {**typed, "day0": "od rana"}).status_code == 422
    assert office.post(page, {"hours": "own", "valid_from": "2026-03-02"}).status_code == 422
    assert office.post(page, typed).status_code == 302
    shown = text_of(office.get(f"/office/sites/{site.pk}/"))
    assert "8:00-12:00, 13:00-20:00" in shown and "Własne godziny" in shown

    office.post(f"/office/sites/{site.pk}/change/", {"code": "041", "name": "Gdynia"})
    site.refresh_from_db()
    assert site.hours and site.hours == site.own_hours
    assert office.post(page, {**typed, "hours": rows["calendar"].pk}).status_code == 422  # holidays alone
    shared = add_calendar(name="Sklepy 6-22", week=[[[360, 1320]]] * 7, by=MACHINE, at=NINE)
    assert office.post(page, {**typed, "hours": shared.pk}).status_code == 302
    site.refresh_from_db()
    assert site.hours == shared
    assert "8:00-20:00" in office.get(page).content.decode()  # what was typed before is still there
