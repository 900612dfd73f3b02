"""What the office says of a brand is what the portal shows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amberdesk.orders.access import site_key
from tests.customers.test_branding import picture
from tests.factories import make_company, make_network, make_person, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(make_person("administrator"))
    make_company()
    return client


def test_the_portal_shows_name_logo_colour_phone_and_words(office):
    site = make_site(make_network("FAL"))
    typed = {"name": "Fala", "phone": "58 620 99 88", "colour": "#005F9E", "note_pl": "Kasa stoi? Zadzwoń."}
    logo = SimpleUploadedFile("logo.png", picture())

    assert office.post("/office/networks/FAL/branding/", {**typed, "logo": logo}).status_code == 302
    page = office.get(f"/s/{site_key(site)}/").content.decode()

    assert all(words in page for words in ("<strong>Fala</strong>", "58 620 99 88", "Kasa stoi? Zadzwoń."))
    sheet = office.get(re.search(r'href="(/look/[^"]+\.css)"', page)[1])
    assert "background: #005f9e" in sheet.content.decode() and sheet["Content-Type"].startswith("text/css")
    shown = office.get(re.search(r'src="(/look/[^"]+\.png)"', page)[1])
    assert shown["Content-Type"] == "image/png" and shown.content.startswith(b"\x89PNG")
    assert 'alt="Logo, które jest teraz"' in office.get("/office/networks/FAL/branding/").content.decode()


def test_a_bad_colour_or_logo_is_refused_and_what_was_typed_stays(office):
    make_network("FAL")
    typed = {"name": "Fala Nova", "phone": "", "colour": "#7a7a7a"}
    answer = office.post(
        "/office/networks/FAL/branding/", {**typed, "logo": SimpleUploadedFile("logo.svg", b"<svg/>")}
    )

    assert answer.status_code == 422
    assert "Fala Nova" in answer.content.decode() and "#7a7a7a" in answer.content.decode()
    assert "Najbliższy czytelny: #7" in answer.content.decode()
    assert office.get("/look/0123.css").status_code == office.get("/look/0123.png").status_code == 404


def test_the_first_page_of_the_company_has_its_words(office, client):
    office.post("/office/branding/", {"name": "Jantar", "phone": "", "note_pl": "Naprawiamy od 1998."})
    office.logout()

    page = office.get("/").content.decode()
    assert "Jantar" in page and "Naprawiamy od 1998." in page
