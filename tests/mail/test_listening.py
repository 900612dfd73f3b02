"""Waiting for the server's word: it is heard however it comes, also in one breath with the consent to wait."""

import imaplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from imap_tools import BaseMailBox, MailBoxUnencrypted

from amberdesk.mail.imap import has_told, start_waiting

PATIENCE = 20.0  # seconds


@contextmanager
def waiting_on(consent: bytes) -> Iterator[BaseMailBox]:
    """Hold a line that waits at a server, whose consent to wait are these bytes, sent at once."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = threading.Thread(target=_serve, args=(door, consent), daemon=True)
        server.start()
        line = MailBoxUnencrypted("127.0.0.1", door.getsockname()[1], timeout=PATIENCE)
        line.client.state = "SELECTED"
        start_waiting(line)
        yield line
        line.client.shutdown()
        server.join(PATIENCE)


def _serve(door: socket.socket, consent: bytes) -> None:
    line, _address = door.accept()
    with line, line.makefile("rb") as asked:
        line.sendall(b"* PREAUTH hello\r\n")
        for command in asked:
            tag = command.split()[0]
            if b"IDLE" in command:
                line.sendall(tag + b" " + consent if consent.startswith(b"NO") else consent)
            else:
                line.sendall(b"* CAPABILITY IMAP4rev1 IDLE\r\n" + tag + b" OK done\r\n")


@pytest.mark.parametrize(
    "consent", [b"+ idling\r\n* 1 EXISTS\r\n* 1 RECENT\r\n", b"* 1 EXISTS\r\n+ idling\r\n"]
)
def test_what_the_server_says_along_with_its_consent_is_heard_at_once(consent: bytes) -> None:
    with waiting_on(consent) as line:
        assert has_told(line)
        assert line.client.sock.gettimeout() == PATIENCE


def test_a_server_that_does_not_consent_is_no_longer_waited_for() -> None:
    with pytest.raises(imaplib.IMAP4.error), waiting_on(b"NO not now\r\n"):
        pass


def test_a_server_that_has_only_consented_is_waited_for() -> None:
    with waiting_on(b"+ idling\r\n") as line:
        assert not has_told(line)
        assert not line.idle.poll(timeout=0.01)
