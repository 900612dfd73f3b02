"""The page of levels: each number leads to the stays behind it; for our own people alone."""

import re
from html import unescape

import pytest
from django.test import Client

from amberdesk.customers.codes import Level
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, Desk, actor, make_desk

pytestmark = pytest.mark.django_db
PATH = "/reports/levels/?from=2026-03-01&to=2026-03-31"


@pytest.fixture
def orders(desk: Desk) -> list[Order]:
    """One that came back from L2, and one that did not."""
    found = [desk.in_progress(), desk.in_progress()]
    for n, order in enumerate(found):
        found[n] = actions.hand_over(
            order, to=Level.L2, reason=f"powód {n}", facts=desk.facts(), by=actor(desk.ewa), at=NINE + HOUR
        )
    found[0] = actions.send_back(found[0], reason="to kabel", by=actor(desk.tomasz), at=NINE + 2 * HOUR)
    return found


def rows(page: str) -> int:
    return page[page.index('id="orders"') :].count('<td class="subject">')


def test_numbers_reasons_and_stays_are_shown(client: Client, desk: Desk, orders: list[Order]) -> None:
    client.force_login(desk.anna)
    page = client.get(PATH).content.decode()
    assert '<small class="dim">1/2</small>' in page and "powód 0" in page and "powód 1" in page
    assert rows(page) == 5 and orders[0].number in page


def test_every_number_leads_to_as_many_stays(client: Client, desk: Desk, orders: list[Order]) -> None:
    client.force_login(desk.anna)
    page = client.get(PATH).content.decode()
    links = re.findall(r'<a href="([^"]+#orders)">(\d+)</a>', page)
    assert len(links) > 10
    for address, count in set(links):
        assert rows(client.get(unescape(address)).content.decode()) == int(count), address


def test_a_long_list_comes_page_by_page(
    client: Client, desk: Desk, orders: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amberdesk.web.reports.levels.PAGE", 2)
    client.force_login(desk.anna)
    address, seen = PATH, []
    while address:
        page = client.get(address).content.decode()
        seen.append(rows(page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/reports/levels/" + unescape(older[1]) if older else ""
    assert seen == [2, 2, 1]


def test_the_sheet_has_all_stays(client: Client, desk: Desk, orders: list[Order]) -> None:
    client.force_login(desk.anna)
    sheet = b"".join(client.get(PATH.replace("levels/", "levels.csv")).streaming_content).decode("utf-8-sig")
    lines = sheet.strip().splitlines()
    assert len(lines) == 6 and lines[0].startswith("number;stay;level;start;end;wall_seconds;covered_seconds")
    only = client.get(PATH.replace("levels/", "levels.csv") + "&returned=1")
    assert len(b"".join(only.streaming_content).decode().strip().splitlines()) == 2


@pytest.mark.parametrize("role", ["representative", "technician", "administrator"])
def test_customers_and_technicians_find_no_such_page(client: Client, desk: Desk, role: str) -> None:
    place = {"represents": desk.network} if role == "representative" else {}
    client.force_login(make_person(role, **place))
    assert client.get(PATH).status_code == 404
    assert client.get(PATH.replace("levels/", "levels.csv")).status_code == 404


@pytest.mark.parametrize(
    "asked", ["network=BUR", "category=x", "acting=yes", "category=" + "9" * 30, "returned="]
)
def test_what_is_none_is_no_page(client: Client, desk: Desk, asked: str) -> None:
    make_desk("BUR")
    client.force_login(desk.anna)
    assert client.get(f"{PATH}&{asked}").status_code == 404


def test_a_wrong_period_is_refused_in_words_and_an_empty_one_says_so(client: Client, desk: Desk) -> None:
    client.force_login(desk.anna)
    assert "Podaj dwa dni" in client.get("/reports/levels/?from=2026-03-31&to=2026-03-01").content.decode()
    assert "nie ma takich pobytów" in client.get(f"{PATH}&after=junk").content.decode()
