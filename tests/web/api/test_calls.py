"""Calls and hotline figures by the API: what the pages show, by the same doors."""

from datetime import timedelta

import pytest

from amberdesk.people.models import Person
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.models import Call, Phone
from tests.factories import NINE, make_person
from tests.orders.shop import Desk
from tests.phone.telling import make_hotline, ring
from tests.web.api.conftest import Api, api_of

PATH = "/reports/hotline?from=2026-03-01&to=2026-03-31"


@pytest.fixture
def call(desk: Desk) -> Call:
    exchange = make_hotline(desk.network)
    Phone.objects.create(exchange=exchange, agent="t1", person=desk.ewa)
    for minutes in (1, 2):
        ring(exchange, at=NINE + timedelta(minutes=minutes), wait=30, talk=None, end="call.rejected")
    made = ring(exchange, wait=7, talk=60)
    reckon_hotlines(NINE)
    return made


def representative(desk: Desk) -> Person:
    return make_person("representative", represents=desk.network)


def test_calls_are_told_newest_first_and_by_pages(anna: Api, call: Call) -> None:
    first = anna.get("/calls?limit=2").json()
    rest = anna.get(f"/calls?limit=2&cursor={first['next']}").json()

    assert [c["outcome"] for c in first["calls"]] == ["rejected", "rejected"]
    assert first["calls"][0]["reason"] == "nobody"
    assert [c["id"] for c in rest["calls"]] == [call.pk] and rest["next"] is None


def test_a_call_is_told_with_rings_and_talks(anna: Api, desk: Desk, call: Call) -> None:
    told = anna.get(f"/calls/{call.pk}").json()

    assert (told["outcome"], told["wait_ms"], told["talk_ms"]) == ("answered", 7000, 60_000)
    assert [(r["result"], r["technician"]) for r in told["rings"]] == [("answered", desk.ewa.name)]
    assert [t["technician"] for t in told["talks"]] == [desk.ewa.name]


def test_a_representatives_program_never_learns_who_it_was(desk: Desk, call: Call) -> None:
    api = api_of(representative(desk))

    for path in ("/calls", f"/calls/{call.pk}"):
        answer = api.get(path)
        assert answer.status_code == 200 and desk.ewa.name not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number=100200", 3),
        ("outcome=answered", 1),
        ("to=2026-03-02T08:00:30Z", 1),
        ("from=2026-03-03T00:00:00Z", 0),
    ],
)
def test_calls_are_narrowed(anna: Api, call: Call, query: str, found: int) -> None:
    assert len(anna.get(f"/calls?{query}").json()["calls"]) == found


@pytest.mark.parametrize("query", ["outcome=eaten", "cursor=x", "limit=0", "colour=red", "from=yesterday"])
def test_what_the_list_does_not_know_is_refused(anna: Api, query: str) -> None:
    assert anna.get(f"/calls?{query}").status_code == 422


def test_the_report_adds_up_and_knows_what_it_does_not_know(anna: Api, call: Call) -> None:
    told = anna.get(PATH).json()
    total = told["total"]

    assert (total["offered"], total["answered"], total["rejected"]) == (3, 1, 2)
    assert total["service_level"] == pytest.approx(1 / 3)
    assert (total["free_share"], told["availability"]) == (None, None)
    assert [day["day"] for day in told["by_day"]] == ["2026-03-02"]
    empty = anna.get("/reports/hotline?from=2020-01-01&to=2020-01-02").json()["total"]
    assert (empty["offered"], empty["answered_share"], empty["median_ms"]) == (0, None, None)


@pytest.mark.parametrize("days", ["from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-03-01"])
def test_a_period_runs_forward_and_is_a_year_at_most(anna: Api, desk: Desk, days: str) -> None:
    assert anna.get(f"/reports/hotline?{days}").status_code == 422
