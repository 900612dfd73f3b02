"""The pages about hotlines: what they show, and to whom."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.models import Exchange, HalfHour, PersonDay
from amberdesk.phone.wallboards import wallboard_key
from amberdesk.rosters.actions.presence import set_presence
from tests.phone.telling import ring
from tests.web.watch.conftest import Line
from tests.web.watch.test_boards import hang

pytestmark = pytest.mark.django_db
PAGES = ("/watch/", "/watch/calls/", "/watch/figures/", "/watch/staffing/", "/watch/wallboards/")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


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
    assert "••• 200" in shown[0] and "••• 200" in shown[3] and "Technik 1" in shown[2]
    assert not any(re.search(r"600 ?100", text) for text in shown)
    assert page(client, "/watch/calls/?number=600100").count('<td class="at"') == 0
    assert page(client, "/watch/calls/?number=600100200").count('<td class="at"') == 1
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

    assert "600 100 333" in told and "dostępny" in told and "Ewa Lis" in told
    assert f'data-live="hotline:{line.network.pk} roster:all"' in told


def test_a_lost_line_is_said_on_board_wall_and_live_view(client: Client, line: Line) -> None:
    Exchange.objects.update(lost_at=now() - timedelta(minutes=5))
    client.force_login(line.anna)

    for path in ("/watch/", "/board/figures/"):
        assert "Brak zdarzeń z centrali Centrala" in page(client, path)
    assert "czeka połączeń: brak danych" in page(client, "/board/line/")


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
        ("?outcome=rejected.full", 0),
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


def test_what_a_silent_exchange_did_not_tell_is_no_nought(client: Client, line: Line) -> None:
    """A call was told today, so counts stand; of the silence it is said how long. Without any call nothing is known."""
    client.force_login(line.anna)
    Exchange.objects.update(lost_at=now() - timedelta(minutes=1))
    told = page(client, "/watch/now/")
    assert "z 2" in told and "Dziś brak danych przez" in told

    HalfHour.objects.all().delete()
    for path in ("/watch/now/", f"/w/{wallboard_key(hang(line))}/now/"):
        told = words(page(client, path))
        assert (
            "odebrane dziś brak danych" in told and "czeka połączeń 0" not in told and "czeka 0" not in told
        )


def test_the_figures_say_when_the_exchange_was_silent(client: Client, line: Line) -> None:
    client.force_login(line.anna)
    assert "centrala milczała" not in page(client, "/watch/figures/")
    Exchange.objects.update(lost_at=now() - timedelta(hours=3))
    assert "Brak danych przez 3 h" in page(client, "/watch/figures/")


def test_of_a_technician_whom_only_a_report_names_no_rings_are_known(client: Client, line: Line) -> None:
    PersonDay.objects.update(rung=0)
    client.force_login(line.anna)
    row = words(page(client, "/watch/figures/").partition("Ewa Lis")[2].partition("</tr>")[0])
    assert row.split()[:5] == ["brak", "danych", "1", "brak", "danych"]


def test_a_call_without_an_ending_leads_to_the_page_that_ends_it(client: Client, line: Line) -> None:
    for person, there in ((line.ewa, True), (line.katarzyna, False)):
        client.force_login(person)
        assert (f"/hotline/calls/{line.call.pk}/" in page(client, f"/watch/calls/{line.call.pk}/")) is there
