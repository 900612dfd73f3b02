"""Mailboxes on a real mail server, as tests fetch them."""

from datetime import date
from typing import Any

from amberdesk.mail.actions.fetch import Fetcher
from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.actions.state import token_of
from amberdesk.mail.imap import signed_in
from amberdesk.mail.models import Mailbox
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE
from tests.mail.samples.building import text_mail
from tests.mail.servers import MailServer

LONG_AGO = date(2020, 1, 1)


def mailbox_on(server: MailServer, network: Any, **facts: Any) -> Mailbox:
    """Return a network's mailbox whose mail lies on the server."""
    return open_mailbox(
        network,
        {
            "address": "fala@pomoc.example",
            "host": "127.0.0.1",
            "port": server.imap,
            "security": "plain",
            "user": "fala",
            "password": server.secret,
            "fetch_from": LONG_AGO,
        }
        | facts,
        by=MACHINE,
        at=NINE,
    )


def fetch(box: Mailbox, fetcher: Fetcher | None = None) -> int:
    """Take one round over a line of its own; return how many mails were taken."""
    fetcher = fetcher or Fetcher(box, lambda: NINE)
    with signed_in(box, token_of) as line:
        fetcher.begin(line)
        return fetcher.round(line)


def report(number: int, **fields: str) -> bytes:
    """Return the raw mail of a report, another one for each number."""
    return text_mail(f"Kasa {number} nie działa.", **{"message_id": f"<{number}@sklep.example>"} | fields)
