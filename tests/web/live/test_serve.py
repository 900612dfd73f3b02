"""Streams through the web server that users run, and what a browser does with them."""

import signal
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.models import Person
from amberdesk.web.live.topics import sign
from tests.factories import NINE, make_person
from tests.journeys.serving import Server, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    """The web server, and its port."""
    with serving("tests.web.live.site:application", "/live/stream", 403) as served:
        yield served


@pytest.fixture
def port(server: tuple[Server, int]) -> int:
    return server[1]


def signed_in(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def ask(port: int, ticket: str, session: str = "", **headers: str) -> HTTPResponse:
    wire = HTTPConnection("127.0.0.1", port, timeout=15)
    cookie = {"Cookie": f"sessionid={session}"} if session else {}
    wire.request("GET", f"/live/stream?topics={ticket}", headers={**cookie, **headers})
    return wire.getresponse()


def notify(payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('live', %s)", [payload])


def read_until(answer: HTTPResponse, text: str) -> str:
    heard = ""
    while text not in heard:
        line = answer.readline()
        assert line, f"the stream ended without {text!r}: {heard!r}"
        heard += line.decode()
    return heard


def test_a_stream_is_opened_by_its_own_session_only(port: int) -> None:
    anna, ewa = make_person(), make_person()
    mine, hers = signed_in(anna), signed_in(ewa)
    ticket = sign(anna.pk, mine, ["order:12"])

    assert ask(port, ticket).status == 403
    assert ask(port, ticket, hers).status == 403
    assert ask(port, ticket + "x", mine).status == 403
    assert ask(port, sign(anna.pk, hers, ["order:12"]), hers).status == 403

    answer = ask(port, ticket, mine)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers.get_all("Cache-Control") == ["no-store, no-transform"]
    assert "event: spread" in read_until(answer, "event: resync")


def test_what_is_committed_is_streamed_and_missed_parts_are_replayed(port: int) -> None:
    anna = make_person()
    session = signed_in(anna)
    ticket = sign(anna.pk, session, ["order:12"])
    answer = ask(port, ticket, session)
    read_until(answer, "event: resync")

    notify("order:12 network:3")
    heard = read_until(answer, "data: order:12\n")
    last = heard.rpartition("id: ")[2].split("\n")[0]
    answer.close()
    notify("order:12 order:99")
    time.sleep(0.3)

    again = ask(port, ticket, session, **{"Last-Event-ID": last})
    assert "resync" not in read_until(again, "data: order:12 order:99\n")


def test_a_person_let_go_is_cut_off_at_once_and_stays_out(port: int) -> None:
    anna = make_person()
    make_person("administrator")
    session = signed_in(anna)
    ticket = sign(anna.pk, session, ["order:12"])
    answer = ask(port, ticket, session)
    read_until(answer, "event: resync")

    deactivate(anna, by=MACHINE, at=NINE)

    read_until(answer, "event: renew")
    assert answer.read().strip().endswith(b"data:")
    assert ask(port, ticket, session).status == 403


@pytest.fixture
def page(browser: Browser, port: int) -> Iterator[Page]:
    address = f"http://127.0.0.1:{port}"
    context = browser.new_context(base_url=address, locale="pl-PL")
    context.add_cookies(
        [{"name": "sessionid", "value": signed_in(make_person("coordinator")), "url": address}]
    )
    page = context.new_page()
    page.goto("/page/")
    page.get_by_text("na żywo").wait_for()
    for part in ("a", "b"):  # the first listening makes everything fresh once
        page.locator(f"#{part}", has_text=f"new {part}").wait_for()
    yield page
    context.close()


def test_a_changed_order_changes_on_the_page_and_nothing_else(page: Page) -> None:
    first, other = page.locator("#a").inner_text(), page.locator("#b").inner_text()

    notify("order:12 network:3")

    page.wait_for_function("text => document.querySelector('#a').innerText !== text", arg=first)
    assert page.locator("#b").inner_text() == other


def test_what_somebody_is_typing_is_not_replaced(page: Page) -> None:
    typed = page.locator("#in-b")
    typed.fill("piszę")

    notify("order:13")
    page.wait_for_timeout(1500)
    assert typed.input_value() == "piszę"

    typed.blur()
    page.wait_for_function("() => document.querySelector('#in-b').value === ''")


def test_a_screen_hears_of_every_topic(page: Page) -> None:
    page.evaluate("document.addEventListener('live', (event) => { window.heard = event.detail.topics; })")

    notify("order:77 network:3")

    page.wait_for_function("() => window.heard?.join() === 'order:77,network:3'")


def test_an_open_page_does_not_delay_a_restart(server: tuple[Server, int]) -> None:
    anna = make_person()
    session = signed_in(anna)
    answer = ask(server[1], sign(anna.pk, session, ["order:12"]), session)
    read_until(answer, "event: resync")

    server[0].send_signal(signal.SIGTERM)

    assert server[0].wait(15) == 0  # it has no orders to kill what does not stop
    assert b"renew" not in answer.read()  # the page comes back with the ticket it has
