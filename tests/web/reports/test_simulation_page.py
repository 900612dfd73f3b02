"""The page of suppositions: forms as the agreement is, the answer order by order, and nobody else's agreements."""

from html.parser import HTMLParser

import pytest
from django.utils.timezone import now

from amberdesk.customers.models import AgreementVersion, TargetRow
from amberdesk.operation.actions import simulations as keeping
from amberdesk.operation.actions.simulations import LEASE
from amberdesk.operation.models import SimulationRun
from amberdesk.orders import actions
from amberdesk.outbox.models import Event
from amberdesk.web.reports import simulating, simulation
from amberdesk.web.reports.simulating import run_simulations
from tests.factories import make_person
from tests.orders.shop import HOUR, MINUTE, Desk, actor, make_desk

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
    return form | {name: [text] for name, text in more.items()}


def reckoned(client, desk: Desk, **more: str):
    """Return the page on which one who presses the button finds himself."""
    answer = client.post(PAGE, asked(client, desk, **more))
    assert answer.status_code == 302
    return client.get(answer["Location"])


def solved(desk: Desk):
    at = now() - 5 * HOUR
    order = desk.in_progress(at=at)
    return actions.resolve(order, text="ok", code="x", minutes=5, by=actor(desk.ewa), at=at + 3 * HOUR)


def test_the_agreement_as_it_is_is_where_one_begins_and_gives_what_was(client, desk):
    order = solved(desk)
    before = Event.objects.count()
    page = reckoned(client, desk)
    text = page.content.decode()
    assert page.status_code == 200 and order.number in text
    assert "inaczej liczone: 0, z innym wynikiem: 0." in text
    assert Event.objects.count() == before


def test_a_shorter_target_is_answered_order_by_order_and_in_sum(client, desk):
    order = solved(desk)
    text = reckoned(client, desk, P1_solution="2.5").content.decode()
    assert 'name="P1_solution" value="2.5"' in text
    assert f'<a href="/orders/{order.number}/">' in text
    assert "z innym wynikiem: 1." in text
    assert "1/1</small>" in text and "0/1</small>" in text


def test_the_sheet_has_every_order_before_and_after(client, desk):
    order = solved(desk)
    page = reckoned(client, desk, P1_solution="2.5")
    answer = client.get(page.wsgi_request.path.rstrip("/") + ".csv")
    header, line = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    cells = dict(zip(header.split(";"), line.split(";"), strict=True))
    assert cells["number"] == order.number
    assert (cells["solution_verdict_before"], cells["solution_verdict_after"]) == ("met", "late")
    assert cells["solution_minutes_before"] == cells["solution_minutes_after"] == "180.0"


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
    answer = client.post(PAGE, asked(client, desk, **{field: value}))
    assert answer.status_code == 422 and said in answer.content.decode()


def test_nobody_supposes_of_anothers_agreement(client, desk):
    other = make_desk("BUR")
    page = client.get(PAGE).content.decode()
    assert desk.network.name in page and other.network.name not in page
    for send in (client.get, client.post):
        assert send(PAGE, {"version": version(other).pk}).status_code == 404
        assert send(PAGE, {"version": "x"}).status_code == 404


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


@pytest.fixture
def much(monkeypatch) -> None:
    """Few orders are much already, reckoned one at a time."""
    monkeypatch.setattr(simulation, "PART", 0)
    monkeypatch.setattr(simulating, "PART", 1)


def begun(client, desk: Desk, **more: str) -> tuple[str, SimulationRun]:
    address = client.post(PAGE, asked(client, desk, **more))["Location"]
    return address, SimulationRun.objects.get()


def test_much_is_reckoned_by_a_worker_while_the_page_tells_how_far_it_is(client, desk, much):
    solved(desk), solved(desk)
    address, run = begun(client, desk, P1_solution="2.5")
    page = client.get(address).content.decode()
    assert (run.state, run.total, run.done) == ("working", 2, 0)
    assert '<progress class="wide" max="2" value="0"' in page and f'hx-get="{address}"' in page
    assert client.get(address.rstrip("/") + ".csv").status_code == 404
    assert run_simulations(now()) == 1
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "hx-trigger" not in part and "z innym wynikiem: 2." in part
    assert address in client.get(PAGE).content.decode()


def test_a_worker_that_is_killed_leaves_the_simulation_to_the_next_one(client, desk, much, monkeypatch):
    solved(desk), solved(desk)
    address, _ = begun(client, desk)
    at, seen = now(), []

    def note(run: SimulationRun, done: int) -> None:
        seen.append(done)
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(simulating, "note_simulated", note)
        run_simulations(at)
    assert seen == [1] and run_simulations(at) == 0  # somebody may still be at it
    assert run_simulations(at + LEASE + MINUTE) == 1
    assert "z innym wynikiem: 0." in client.get(address).content.decode()


def test_what_cannot_be_reckoned_any_more_says_so(client, desk, much):
    solved(desk)
    address, run = begun(client, desk)
    SimulationRun.objects.update(question=run.question.replace("P1_solution=", "P1_solution=x"))
    run_simulations(now())
    assert "Tej symulacji nie da się policzyć." in client.get(address).content.decode()


def test_nobody_sees_anothers_simulation_nor_his_own_of_a_network_that_is_his_no_more(client, desk):
    solved(desk)
    address, _ = begun(client, desk)
    client.force_login(make_person("manager", supervises=[desk.network]))
    assert (
        client.get(address).status_code == 404 and "Twoje ostatnie" not in client.get(PAGE).content.decode()
    )
    other = make_desk("BUR")
    client.force_login(other.anna)
    SimulationRun.objects.update(person=other.anna)
    for page in (address, address.rstrip("/") + ".csv"):
        assert client.get(page).status_code == 404


def test_old_simulations_go_and_so_do_many(client, desk, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    for _ in range(3):
        client.post(PAGE, asked(client, desk))
    assert SimulationRun.objects.count() == 2
    run_simulations(now() + keeping.KEPT + HOUR)
    assert SimulationRun.objects.count() == 0


def test_other_targets_that_are_promised_are_supposed_and_told(client, desk):
    TargetRow.objects.create(
        version=version(desk), priority="P1", target="restore", minutes=60, basis="always", warn_at=[]
    )
    solved(desk)
    text = reckoned(client, desk, P1_restore="4").content.decode()
    assert "Czas przywrócenia: w terminie" in text and "z innym wynikiem: 1." in text
