"""Mail from a real mail server to the board. python -m bench.mail_in

A Dovecot beside a running desk: from delivery into the inbox, over IDLE, fetching and placing, to the page of a
coordinator whose live stream told him to look; and how long a mail waits behind the worst that can come before it.
"""

import argparse
import queue
import re
import smtplib
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import Any

from bench import django
from bench.desk import Desk, running_desk
from bench.live import READERS, STREAM
from bench.mail_parsing import KINDS
from bench.pages import sign_in
from tests.mail.samples.building import text_mail
from tests.mail.servers import MailServer, mail_server
from tools.mail_server import SENTENCE, bring_program

PATIENCE = 60.0  # seconds
ADDRESS = "fala@pomoc.example"
CARDS = re.compile(r'data-cards="([^"]+)"')
TOLD = re.compile(r"order:(\d+)")
MONSTERS = ("25 MB file", "10,000 parts", "200 kB header")


class Board:
    """A coordinator's board with its live stream open. As its page does, it fetches the cards that the stream names."""

    def __init__(self, desk: Desk) -> None:
        self.client = sign_in(desk, READERS[0])
        page = self.client.get("/board/").text
        stream, cards = STREAM.search(page), CARDS.search(page)
        assert stream and cards, "the board names no stream"
        self._cards = cards[1].replace("&amp;", "&")
        self._path = next(group for group in stream.groups() if group).replace("&amp;", "&")
        self._told: queue.Queue[str] = queue.Queue()
        self._open = threading.Event()
        threading.Thread(target=self._follow, daemon=True).start()
        assert self._open.wait(PATIENCE)

    def _follow(self) -> None:
        with self.client.stream("GET", self._path, timeout=None) as answer:
            self._open.set()
            for line in answer.iter_lines():
                for order in TOLD.findall(line):
                    self._told.put(order)

    def shows(self, words: str) -> float:
        """Return the instant at which a card with the words is there."""
        until = time.monotonic() + PATIENCE
        while (left := until - time.monotonic()) > 0:
            with suppress(queue.Empty):
                order = self._told.get(timeout=left)
                if words in self.client.get(f"{self._cards}order={order}").text:
                    return time.monotonic()
        raise TimeoutError(words)


def deliver(server: MailServer, raw: bytes) -> float:
    """Hand a mail to the mail server as another one would; return the instant at which it has it."""
    with smtplib.LMTP("127.0.0.1", server.lmtp) as line:
        line.sendmail("jan@sklep.example", ["fala"], raw)
        return time.monotonic()


def wait_for(what: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.02)
    raise TimeoutError


def open_box(server: MailServer, network: Any) -> Any:
    """Give the network a mailbox on the server, and wait until the desk listens at it."""
    from django.utils.timezone import now

    from amberdesk.mail.actions.set_up import open_mailbox
    from amberdesk.mail.models import Mailbox
    from amberdesk.outbox.actor import MACHINE

    facts = {
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": server.imap,
        "security": "plain",
        "user": "fala",
    }
    more = {"password": server.secret, "most_from_sender": 10**6}
    box = open_mailbox(network, facts | more, by=MACHINE, at=now())
    wait_for(lambda: Mailbox.objects.filter(pk=box.pk, last_ok_at__isnull=False).exists())
    return box


def visible(server: MailServer, board: Board, count: int) -> dict[str, float]:
    """Return the seconds from delivery to the board, of single mails."""
    took = []
    for number in range(count):
        subject = f"Tablica {number:04}"
        begun = deliver(server, text_mail("Kasa.", subject=subject, message_id=f"<v{number}@x>"))
        took.append(board.shows(subject) - begun)
    took.sort()
    return {"p50_s": statistics.median(took), "p95_s": took[int(len(took) * 0.95)], "most_s": took[-1]}


def behind(server: MailServer, name: str) -> float:
    """Return how much longer a mail waits when a monster came just before it."""
    from amberdesk.mail.models import RawMail

    def until_read(id: str, before: bytes | None) -> float:
        if before is not None:
            deliver(server, before)
        begun = deliver(server, text_mail("Kasa.", subject=id, message_id=f"<{id}@x>"))
        wait_for(lambda: RawMail.objects.filter(subject=id).exists())
        return time.monotonic() - begun

    mark = "".join(letter for letter in name if letter.isalnum())
    monster = KINDS[name][0]().replace(b"<a1@sklep.example>", f"<{mark}@x>".encode())
    return until_read(f"za-{mark}", monster) - until_read(f"sam-{mark}", None)


@contextmanager
def box_beside(desk: Desk, server: MailServer):  # type: ignore[no-untyped-def]
    django.use(desk)
    from amberdesk.customers.models import Network

    open_box(server, Network.objects.order_by("pk")[0])
    yield Board(desk)


def measure_all(desk: Desk, server: MailServer, count: int) -> dict[str, Any]:
    with box_beside(desk, server) as board:
        found: dict[str, Any] = {"delivered to visible on the board": visible(server, board, count)}
        for name in MONSTERS:
            found[f"waits behind {name}"] = {"s": behind(server, name)}
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    options = parser.parse_args()
    program = bring_program()
    if program is None:
        raise SystemExit(SENTENCE)
    with mail_server(program) as server, running_desk() as desk:
        for name, figures in measure_all(desk, server, options.count).items():
            print(f"{name:<36} " + ", ".join(f"{key} {value:.3g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
