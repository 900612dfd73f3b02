"""The line to a mailbox as it is in the world: it drops, falls silent, and is opened by keys that change."""

import json
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from amberdesk.mail import imap, listening, oauth
from amberdesk.mail.actions.fetch import Fetcher
from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.actions.state import token_of, try_out
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.imap import signed_in
from amberdesk.mail.models import HELD, Mailbox, RawMail
from amberdesk.mail.reading.limits import MOST_BYTES
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.people.secrets import opened
from tests.factories import NINE
from tests.mail.imap_speaker import Speaker, speaking
from tests.mail.mailboxes import fetch, report
from tests.mail.test_fetch_many import listening_to, wait_for
from tests.orders.shop import make_desk

FACTS = {"address": "fala@pomoc.example", "host": "127.0.0.1", "security": "plain", "sign_in": "google"}
FACTS |= {"client_id": "app", "refresh_token": "long-1", "fetch_from": NINE.date()}


class Provider(HTTPServer):
    """Gives short keys for long ones, as the test says. asked: what it was asked, path and form"""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.asked: list[tuple[str, dict[str, list[str]]]] = []


class Desk(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, parse_qs(form)))
        status, said = self.server.answers.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def providing(monkeypatch, *answers: tuple[int, dict[str, str]]):
    """Let a provider stand on this machine in the place of the real one."""
    with Provider() as provider:
        provider.answers = list(answers)
        thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        dialled = []

        def dial(host: str, *, timeout: float, context: object) -> HTTPConnection:
            dialled.append(host)
            return HTTPConnection("127.0.0.1", provider.server_address[1], timeout=timeout)

        monkeypatch.setattr(oauth.http.client, "HTTPSConnection", dial)
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
        assert set(dialled) <= {"oauth2.googleapis.com", "login.microsoftonline.com"}


def made(port: int, **facts) -> Mailbox:
    return open_mailbox(make_desk().network, FACTS | {"port": port} | facts, by=MACHINE, at=NINE)


def with_password(server: Speaker) -> Mailbox:
    return made(server.port, sign_in="password", user="fala", password="tajne")


@pytest.mark.django_db
def test_a_short_key_is_asked_for_shown_to_the_mail_server_and_opens_the_mailbox(monkeypatch):
    given = (200, {"access_token": "short-1", "refresh_token": "long-2"})
    with providing(monkeypatch, given) as provider, speaking(report(1)) as server:
        server.tokens = {"short-1"}
        box = made(server.port)
        assert fetch(box) == 1 and Order.objects.count() == 1
    asked = {"grant_type": ["refresh_token"], "client_id": ["app"], "refresh_token": ["long-1"]}
    assert provider.asked == [("/token", asked)]
    assert server.shown == ["user=fala@pomoc.example auth=Bearer short-1"]
    assert opened(Mailbox.objects.get().refresh_token) == "long-2"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "trouble"),
    [
        ((400, {"error": "invalid_grant"}), Trouble.SIGN_IN),
        ((503, {}), Trouble.TOKEN),
        ((302, {}), Trouble.TOKEN),
        ((200, {"access_token": "not-taken"}), Trouble.SIGN_IN),
    ],
)
def test_a_key_that_is_not_given_or_not_taken_is_shown_on_the_mailbox(monkeypatch, given, trouble):
    """A redirect is not followed: the long key goes to the provider alone."""
    with providing(monkeypatch, given) as provider, speaking() as server:
        server.tokens = {"short-1"}
        box = made(server.port)
        try_out(box, NINE)
    box.refresh_from_db()
    assert (box.trouble, len(provider.asked)) == (trouble, 1)


@pytest.mark.django_db
def test_a_provider_that_does_not_answer_is_away(monkeypatch):
    with speaking() as server:
        monkeypatch.setattr(
            oauth.http.client, "HTTPSConnection", lambda *_a, **_f: HTTPConnection("127.0.0.1", 1)
        )
        with pytest.raises(Away) as away, signed_in(made(server.port), token_of):
            pass
    assert away.value.trouble == Trouble.TOKEN and server.shown == []


@pytest.mark.django_db
@pytest.mark.parametrize("after", [0, 1, 300])
def test_a_line_that_drops_inside_a_mail_keeps_no_piece_of_it(after):
    """F18: the mail is asked for again over the next line, whole."""
    with speaking(report(1), report(2)) as server:
        server.cut = {1: [after]}
        box = with_password(server)
        fetcher = Fetcher(box, lambda: NINE)
        with pytest.raises(Away) as away:
            fetch(box, fetcher)
        assert away.value.trouble == Trouble.BROKEN and not RawMail.objects.exists()
        assert fetch(box, fetcher) == 2
    assert [bytes(row.raw) for row in RawMail.objects.order_by("pk")] == [report(1), report(2)]
    assert Order.objects.count() == 2 and server.inbox == {}


@pytest.mark.django_db
def test_a_mail_that_drops_every_line_lets_the_others_go_first():
    with speaking(report(1), report(2)) as server:
        server.cut = {1: [10] * 4}
        box = with_password(server)
        fetcher = Fetcher(box, lambda: NINE)
        for _line in range(4):
            with pytest.raises(Away):
                fetch(box, fetcher)
        assert bytes(RawMail.objects.get().raw) == report(2)


@pytest.mark.django_db
@pytest.mark.long
def test_a_mail_of_300_mb_is_held_by_its_beginning_and_not_fetched_whole():
    """T46."""
    raw = report(1)
    with speaking(raw + b"x" * (300 * 1024 * 1024 - len(raw)), report(2)) as server:
        fetch(with_password(server))
        assert server.fetched < MOST_BYTES + 2 * 1024 * 1024
        assert server.inbox == {} and len(server.folders["Amberdesk-wstrzymane"]) == 1
    held = RawMail.objects.get(state=HELD)
    assert (held.reason, held.sender) == ("too_big", "jan@sklep.example")
    assert Order.objects.count() == 1


@pytest.fixture
def hasty(monkeypatch):
    """Everything that waits, waits for a moment."""
    for name, seconds in (("GLANCE", 0.05), ("AGAIN", 0.05), ("LONGEST", 0.3)):
        monkeypatch.setattr(listening, name, seconds)
    monkeypatch.setattr(imap, "PATIENCE", 0.5)


@pytest.mark.django_db(transaction=True)
def test_who_idles_is_told_of_a_mail_at_once(hasty, monkeypatch):
    monkeypatch.setattr(listening, "LONGEST", 600.0)
    with speaking() as server, listening_to(with_password(server)):
        wait_for(lambda: server.idling == 1)
        server.bring(report(1))
        wait_for(lambda: Order.objects.count() == 1 and server.inbox == {})
        assert server.lines == 1


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_up_on_who_idles_is_dialled_again(hasty):
    with speaking() as server, listening_to(with_password(server)):
        server.hangs_up = True
        wait_for(lambda: server.lines >= 3)
        wait_for(lambda: Mailbox.objects.get().trouble == Trouble.BROKEN)  # until the next line is good
        server.hangs_up = False
        server.bring(report(1))
        wait_for(lambda: Order.objects.count() == 1)
        wait_for(lambda: Mailbox.objects.get().trouble == "")


@pytest.mark.django_db(transaction=True)
def test_a_line_that_a_router_has_forgotten_is_noticed_and_replaced(hasty):
    """Nobody hangs up and nothing is heard: whoever waits must ask, and not wait for the answer for ever."""
    with speaking() as server:
        server.deaf = True
        with listening_to(with_password(server)):
            wait_for(lambda: server.lines >= 2)
            server.deaf = False
            server.bring(report(1))
            wait_for(lambda: Order.objects.count() == 1)
