"""Finding the caller's shop."""

from datetime import date

import pytest

from amberdesk.customers.actions.calendars import add_calendar, set_day
from amberdesk.customers.actions.contacts import add_contact
from amberdesk.customers.finding import find_sites, opening_on, phones_of, site_of
from amberdesk.customers.models import Contact, Network, Site
from amberdesk.outbox.actor import MACHINE
from tests.factories import BEFORE, make_network, make_site


@pytest.fixture
def fala(db: None) -> Network:
    return make_network("FAL")


@pytest.fixture
def gdynia(fala: Network) -> Site:
    return make_site(fala, "041", phones=["58 620 11 22"])


@pytest.fixture
def anna(gdynia: Site) -> Contact:
    return add_contact(
        gdynia.network, site=gdynia, name="Anna Święch", phones=["600 100 200"], by=MACHINE, at=BEFORE
    )


def codes(network: Network, text: str) -> list[str]:
    return [f.site.code for f in find_sites([network.pk], text)]


@pytest.mark.parametrize(
    "text", ["041", "41", "fal 41", "swietojanska", "gdynia", "Świętoj", "58 620 11 22", "586201122"]
)
def test_a_shop_is_found_by_code_name_town_or_number(fala: Network, gdynia: Site, text: str) -> None:
    make_site(fala, "007", name="Hel", city="Hel", street="Wiejska")
    assert codes(fala, text) == ["041"]


@pytest.mark.parametrize("text", ["Anna", "swiech", "600100200", "+48 600 100 200"])
def test_a_shop_is_found_by_who_calls(fala: Network, gdynia: Site, anna: Contact, text: str) -> None:
    found = find_sites([fala.pk], text)
    assert [(f.site, f.contact) for f in found] == [(gdynia, anna)]


def test_a_number_of_several_shops_offers_them_all(fala: Network, gdynia: Site) -> None:
    make_site(fala, "042", phones=["58 620 11 22"])
    assert codes(fala, "58 620 11 22") == ["041", "042"]


def test_nothing_is_found_in_networks_that_are_not_mine(fala: Network, gdynia: Site, anna: Contact) -> None:
    other = make_network("BUR")
    assert [codes(other, text) for text in ("041", "586201122", "Anna", "gdynia")] == [[], [], [], []]
    assert site_of([other.pk], gdynia.pk) is None and site_of([fala.pk], gdynia.pk) == gdynia


@pytest.mark.parametrize("text", ["", "   ", "%", "\x00", "(((", "x" * 500, "'; --"])
def test_odd_words_find_nothing_and_break_nothing(fala: Network, gdynia: Site, text: str) -> None:
    assert codes(fala, text) == []


def test_numbers_are_listed_with_their_owner(gdynia: Site, anna: Contact) -> None:
    assert [(p.number, p.contact) for p in phones_of(gdynia, anna)] == [
        ("+48586201122", None),
        ("+48600100200", anna),
    ]


def test_opening_hours_of_a_date_are_its_own_or_those_of_its_week(db: None) -> None:
    hours = add_calendar(name="Sklep", week=[[[480, 1200]]] * 6 + [[]], by=MACHINE, at=BEFORE)
    holiday = date(2026, 11, 11)
    set_day(hours, on=holiday, name="Święto", by=MACHINE, at=BEFORE)
    assert opening_on(hours.pk, date(2026, 11, 10)) == [[480, 1200]]
    assert opening_on(hours.pk, holiday) == []
    assert opening_on(hours.pk, date(2026, 11, 15)) == []
    assert opening_on(0, holiday) == []
