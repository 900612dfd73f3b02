"""The pages about hotlines: what they show, and to whom."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.models import Exchange
from amberdesk.rosters.actions.presence import set_presence
from tests.phone.telling import ring
from tests.web.watch.conftest import Line

pytestmark = pytest.mark.django_db
PAGES = ("/watch/", "/watch/calls/", "/watch/figures/", "/watch/staffing/", "/watch/wallboards/")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_coordinator_reads_every_page(client: Client, line: Line, path: str) -> None:
    client.force_login(line.anna)
    page(client, path)


def test_a_representative_reads_calls_and_figures_without_our_names(client: Client, line: Line) -> None:
    client.force_login(line.katarzyna)
    shown = [
        page(client, p) for p in (PAGES[1], PAGES[2], f"/watch/calls/{line.call.pk}/", "/watch/calls.csv")
    ]

    assert not any(re.search(r"Ewa|\bt1\b", text) for text in shown)
    assert "600 100 200" in shown[0] and "Technik 1" in shown[2]
    for path in (PAGES[0], PAGES[3], PAGES[4]):
        page(client, path, 404)


def test_a_technician_watches_but_reads_no_figures(client: Client, line: Line) -> None:
    client.force_login(line.ewa)
    page(client, "/watch/")
    assert "Ewa Lis" in page(client, f"/watch/calls/{line.call.pk}/")
    for path in PAGES[2:]:
        page(client, path, 404)


def test_the_live_view_says_who_waits_who_talks_and_who_is_there(client: Client, line: Line) -> None:
    set_presence(line.ewa, status="available", by=MACHINE, at=now())
    ring(line.exchange, at=now(), talk=None, end="call.queued", wait=0, caller="600100333")
    client.force_login(line.anna)

    told = page(client, "/watch/now/")

    assert "+48600100333" in told and "dostępny" in told and "Ewa Lis" in told
    assert f'data-live="hotline:{line.network.pk} roster:all"' in told


def test_a_lost_line_is_said_on_board_wall_and_live_view(client: Client, line: Line) -> None:
    Exchange.objects.update(lost_at=now() - timedelta(minutes=5))
    client.force_login(line.anna)

    for path in ("/watch/", "/board/figures/"):
        assert "Brak zdarzeń z centrali Centrala" in page(client, path)


def test_the_boards_head_says_how_many_callers_wait(client: Client, line: Line) -> None:
    ring(line.exchange, at=now(), talk=None, end="call.queued", wait=0)
    client.force_login(line.anna)

    assert "czeka połączeń: 1" in page(client, "/board/")
    assert "czeka połączeń: 1" in page(client, "/board/line/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("?number=100+299", 1),
        ("?outcome=answered", 1),
        ("?site=nie-ma", 0),
        ("?from=2020-01-01&to=2020-01-02", 0),
    ],
)
def test_the_list_is_searched(client: Client, line: Line, query: str, found: int) -> None:
    client.force_login(line.anna)
    assert page(client, f"/watch/calls/{query}").count('<td class="at"') == found


@pytest.mark.parametrize("query", ["?network=XXX", "?outcome=eaten", "?person=x", "?ending=eaten"])
def test_what_is_not_there_cannot_be_asked_for(client: Client, line: Line, query: str) -> None:
    client.force_login(line.anna)
    page(client, f"/watch/calls/{query}", 404)


def test_a_call_is_drawn_with_its_rings_and_its_talk(client: Client, line: Line) -> None:
    client.force_login(line.anna)
    told = page(client, f"/watch/calls/{line.call.pk}/")

    assert told.count('<rect class="wait"') == 1 and [
        told.count(f'<rect class="{look}"') for look in ("ring", "talk")
    ] == [1, 1]
    assert "0:07" in told and "0:30" in told and "odebrano" in told


def test_figures_show_the_sum_the_formulas_and_no_zero_for_the_unknown(client: Client, line: Line) -> None:
    client.force_login(line.anna)
    told = page(client, "/watch/figures/")

    assert "2 = 1 odebrane + 1 porzucone" in told
    assert "odebrane w ciągu 20 s / (wszystkie − krótkie)" in told
    assert "brak danych" in told
    empty = page(client, "/watch/figures/?from=2020-01-01&to=2020-01-02")
    assert empty.count("brak danych") >= 11 and 'class="chart' not in empty


def test_the_sheets_hold_what_the_pages_show(client: Client, line: Line) -> None:
    client.force_login(line.anna)

    calls = page(client, "/watch/calls.csv").splitlines()
    days = page(client, "/watch/figures.csv").splitlines()
    assert len(calls) == 3 and "'+48600100299" in calls[1] and "Ewa Lis" in "".join(calls)
    assert len(days) == 2 and days[1].split(";")[1:4] == ["2", "0", "1"]


def test_without_history_staffing_says_that_it_knows_nothing(client: Client, line: Line) -> None:
    client.force_login(line.anna)
    assert "Za mało danych na prognozę" in page(client, "/watch/staffing/")


def test_a_page_of_calls_asks_a_bounded_number_of_statements(
    client: Client, line: Line, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        ring(line.exchange, at=line.at, caller=f"60010040{n % 10}")
    client.force_login(line.anna)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page(client, "/watch/calls/")
