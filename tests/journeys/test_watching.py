"""The hotlines watched in real browsers: a call comes, is answered and ends before the coordinator's eyes, and on the wall."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.actions.wallboards import hang_wallboard
from amberdesk.phone.models import Exchange
from amberdesk.phone.wallboards import wallboard_key
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import make_shift
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.phone.telling import ring
from tests.web.watch.conftest import Line, make_line

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line(transactional_db: None) -> Line:
    made = make_line()
    make_shift(made.ewa, "L1", now() - timedelta(hours=1))
    return made


@pytest.fixture
def enter(browser: Browser, address: str, line: Line) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_a_call_shows_itself_on_the_live_view_the_board_and_the_wall(line: Line, enter: Enter) -> None:
    live, board = enter(line.anna, "/watch/"), enter(line.anna, "/board/")
    hall = hang_wallboard(line.anna, name="Hala", networks=[line.network.pk], at=now())
    wall = enter(line.ewa, f"/w/{wallboard_key(hall)}/")
    for page in (live, board):
        on_air(page)
    expect(live.locator("#calls-now")).to_contain_text("Nikt teraz nie dzwoni")
    expect(board.locator("#l1-now")).to_contain_text("czeka połączeń: 0")

    set_presence(line.ewa, status="available", by=MACHINE, at=now())
    expect(live.locator("#agents-now")).to_contain_text("dostępny")
    ring(line.exchange, at=now(), talk=None, end="call.queued", wait=0, caller="600100555", late=timedelta(0))

    expect(live.locator("#calls-now")).to_contain_text("600 100 555")
    expect(board.locator("#l1-now")).to_contain_text("czeka połączeń: 1")
    expect(wall.locator(".tiles .big.hot").first).to_contain_text("1")
    seen(live, "watch-live")
    seen(wall, "wallboard", dark=False)


def test_a_lost_line_is_an_alarm_on_the_wall_and_a_dead_link_shows_nothing(line: Line, enter: Enter) -> None:
    hall = hang_wallboard(line.anna, name="Hala", networks=[line.network.pk], at=now())
    wall = enter(line.ewa, f"/w/{wallboard_key(hall)}/")

    Exchange.objects.update(lost_at=now())

    expect(wall.get_by_role("alert").first).to_contain_text("Brak zdarzeń z centrali Centrala")


@pytest.mark.parametrize("path", ["calls/", "figures/", "staffing/", "wallboards/"])
def test_each_page_reads_well_everywhere(line: Line, enter: Enter, path: str) -> None:
    seen(enter(line.anna, f"/watch/{path}"), f"watch-{path.strip('/')}")


def test_a_call_reads_well_everywhere(line: Line, enter: Enter) -> None:
    page = enter(line.anna, f"/watch/calls/{line.call.pk}/")
    expect(page.locator("#course svg")).to_be_visible()
    seen(page, "watch-call")
