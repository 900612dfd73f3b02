"""The page of suppositions: forms as the agreement is, the answer order by order, and nobody else's agreements."""

from html.parser import HTMLParser

import pytest
from django.utils.timezone import now

from amberdesk.customers.models import AgreementVersion
from amberdesk.orders import actions
from amberdesk.outbox.models import Event
from tests.factories import make_person
from tests.orders.shop import HOUR, Desk, actor, make_desk

pytestmark = pytest.mark.django_db
PAGE = "/reports/simulation/"


class Form(HTMLParser):
    """What a browser would send of the page's forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._name = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.sent.setdefault(name, []).append(given.get("value") or "")
        elif tag in ("select", "textarea"):
            self._name = name or ""
            if tag == "textarea":
                self.sent[self._name] = [""]
        elif tag == "option" and "selected" in given:
            self.sent[self._name] = [given["value"] or ""]

    def handle_data(self, data):
        if self._name in self.sent and self.lasttag == "textarea":
            self.sent[self._name] = [data]


@pytest.fixture
def desk(client) -> Desk:
    desk = make_desk(template="24/7")
    client.force_login(desk.anna)
    return desk


def version(desk: Desk) -> AgreementVersion:
    return AgreementVersion.objects.get(agreement__network=desk.network)


def asked(client, desk: Desk, **more: str) -> dict[str, object]:
    """Return what the page of the desk's agreement would send, with something else in a few fields."""
    page = client.get(PAGE, {"version": version(desk).pk}).content.decode()
    form = Form(page).sent
    assert form["version"] == [str(version(desk).pk)] and form["cover-0-opens"] == ["08:00"]
    return form | {name: [text] for name, text in more.items()} | {"run": ["1"]}


def solved(desk: Desk):
    at = now() - 5 * HOUR
    order = desk.in_progress(at=at)
    return actions.resolve(order, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=at + 3 * HOUR)


def test_the_agreement_as_it_is_is_where_one_begins_and_gives_what_was(client, desk):
    order = solved(desk)
    before = Event.objects.count()
    page = client.get(PAGE, asked(client, desk))
    text = page.content.decode()
    assert page.status_code == 200 and order.number in text
    assert "inaczej liczone: 0, z innym wynikiem: 0." in text
    assert Event.objects.count() == before


def test_a_shorter_target_is_answered_order_by_order_and_in_sum(client, desk):
    order = solved(desk)
    text = client.get(PAGE, asked(client, desk, P1_solution="2.5")).content.decode()
    assert f'<a href="/orders/{order.number}/">' in text
    assert "z innym wynikiem: 1." in text
    assert "1/1</small>" in text and "0/1</small>" in text


def test_the_sheet_has_every_order_before_and_after(client, desk):
    order = solved(desk)
    answer = client.get("/reports/simulation.csv", asked(client, desk, P1_solution="2.5"))
    header, line = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    cells = dict(zip(header.split(";"), line.split(";"), strict=True))
    assert cells["number"] == order.number
    assert (cells["solution_verdict_before"], cells["solution_verdict_after"]) == ("met", "late")
    assert cells["solution_minutes_before"] == cells["solution_minutes_after"] == "180.0"


def test_a_sheet_of_nothing_goes_back_to_the_page(client, desk):
    answer = client.get("/reports/simulation.csv", {"version": version(desk).pk})
    assert answer.status_code == 302 and answer["Location"].startswith(PAGE)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("P1_solution", "0", "P1"),
        ("holidays", "24.12.2026", "To nie jest data: 24.12.2026"),
        ("until", "2001-01-01", "Koniec okresu jest przed początkiem."),
        ("since", "2019-01-01", "Najwyżej rok naraz."),
        ("until", "9999-12-31", "Podaj rok od 2000 do 2100."),
        ("cover-0-opens", "", "Podaj godzinę."),
        ("cover-TOTAL_FORMS", "0", "Podaj choć jedne godziny wsparcia."),
    ],
)
def test_what_cannot_be_supposed_is_said(client, desk, field, value, said):
    answer = client.get(PAGE, asked(client, desk, **{field: value}))
    assert answer.status_code == 422 and said in answer.content.decode()


def test_nobody_supposes_of_anothers_agreement(client, desk):
    other = make_desk("BUR")
    page = client.get(PAGE).content.decode()
    assert desk.network.name in page and other.network.name not in page
    for address in (PAGE, "/reports/simulation.csv"):
        assert client.get(address, {"version": version(other).pk}).status_code == 404
        assert client.get(address, {"version": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["technician", "administrator", "representative"])
def test_others_find_no_such_page_and_no_way_to_it(client, desk, role):
    facts = {"represents": desk.network} if role == "representative" else {}
    client.force_login(make_person(role, **facts))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/reports/").content.decode()


def test_a_manager_comes_from_the_reports(client, desk):
    client.force_login(make_person("manager", supervises=[desk.network]))
    assert PAGE in client.get("/reports/").content.decode()
    assert client.get(PAGE).status_code == 200
