"""An own mail server hands mail over by LMTP or SMTP, and learns what became of each recipient."""

import asyncio
import re
import smtplib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.mail import door, wire
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.models import OutgoingMail, RawMail
from amberdesk.notices.customer import confirm
from amberdesk.orders.models import Order
from amberdesk.outbox.models import Event
from amberdesk.start.configuration import MailDoor, Wrong, read_configuration
from tests.mail.samples.building import text_mail
from tests.orders.shop import make_desk

FROM, FALA, BUR = "jan@sklep.example", "fala@pomoc.example", "bur@pomoc.example"
MEGA = 1024 * 1024
RAW = text_mail("Kasa nie działa.")


@contextmanager
def standing(protocol: str):
    """Hold a door open, and a line to it."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        place = MailDoor(protocol, "127.0.0.1", one.getsockname()[1])
    stop = threading.Event()
    thread = threading.Thread(target=door.stand, args=(place, stop))
    thread.start()
    try:
        with dialled(place) as line:
            yield line
    finally:
        stop.set()
        thread.join(10)


def replies(line: smtplib.SMTP, count: int, raw: bytes = RAW) -> list[int]:
    """Send the mail whose envelope was given; return the answers, as many as there must be."""
    line.sock.settimeout(5)
    return [line.data(raw)[0], *(line.getreply()[0] for _more in range(count - 1))]


def dialled(place: MailDoor) -> smtplib.SMTP:
    until = time.monotonic() + 10
    while True:
        try:
            return (smtplib.LMTP if place.protocol == "lmtp" else smtplib.SMTP)(place.host, place.port)
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_two_mailboxes_is_kept_for_both_and_a_stranger_is_refused_at_once():
    add_mailbox(make_desk().network, address=FALA)
    add_mailbox(make_desk("BUR").network, address=BUR)
    with standing("lmtp") as line:
        refused = line.sendmail(FROM, [FALA, "nobody@pomoc.example", BUR], RAW)
        assert {address: code for address, (code, _said) in refused.items()} == {"nobody@pomoc.example": 550}
        assert line.getreply()[0] == 250  # the second recipient's own
        assert Order.objects.count() == RawMail.objects.count() == 2

        line.sendmail(FROM, [FALA], RAW)  # its answer was lost: the mail server sends again
        assert Order.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_kept_now_stays_with_the_mail_server(monkeypatch):
    add_mailbox(make_desk().network, address=FALA)

    def full(*_args, **_facts):
        raise OSError("no space left")

    monkeypatch.setattr(door, "take_in", full)
    with standing("smtp") as line, pytest.raises(smtplib.SMTPDataError) as error:
        line.sendmail(FROM, [FALA], RAW)
    assert error.value.smtp_code == 451 and not RawMail.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_a_mail_with_lines_of_any_length_is_kept_as_it_is(protocol):
    """T49: many programs write a whole text as one line; the mail comes again for days if it is not taken."""
    add_mailbox(make_desk().network, address=FALA)
    raw = text_mail("Kasa " + "nie działa " * 40_000 + "\n.\n..\n" + "." * 70_000)
    with standing(protocol) as line:
        assert line.sendmail(FROM, [FALA], raw) == {}
    kept = bytes(RawMail.objects.get().raw)
    assert kept == f"Return-Path: <{FROM}>\r\n".encode() + raw + b"\r\n"


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_nobody_s_is_answered_by_nothing():
    """T20: whose the mail is says its envelope alone, which only the mail server knows."""
    add_mailbox(make_desk().network, address=FALA)
    with standing("lmtp") as line:
        for sender in ("", FROM):
            line.sendmail(sender, [FALA], text_mail("Kasa.", message_id=f"<{sender}-1@sklep.example>"))
    for event in Event.objects.filter(kind="order.placed"):
        confirm(event)
    assert Order.objects.count() == 2 and OutgoingMail.objects.get().recipient == FROM


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("protocol", "answers"), [("lmtp", [552, 552]), ("smtp", [552])])
def test_a_mail_that_is_too_big_is_refused_to_each_recipient(monkeypatch, protocol, answers):
    """T46: by LMTP the mail server waits for an answer for each, and sends again for days when one is missing."""
    monkeypatch.setattr(wire, "MOST_KEPT", 1000)
    add_mailbox(make_desk().network, address=FALA)
    add_mailbox(make_desk("BUR").network, address=BUR)
    with standing(protocol) as line:
        line.ehlo_or_helo_if_needed()
        for _again in range(2):
            line.mail(FROM), line.rcpt(FALA), line.rcpt(BUR)
            assert replies(line, len(answers), text_mail("x" * 2000)) == answers
        line.mail(FROM), line.rcpt(FALA)
        assert replies(line, 1) == [250]  # the line is as good as before
    assert RawMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_said_to_each_recipient_and_the_mail_comes_again(monkeypatch):
    """F11."""
    add_mailbox(make_desk().network, address=FALA)
    add_mailbox(make_desk("BUR").network, address=BUR)
    monkeypatch.setattr(wire, "SpooledTemporaryFile", lambda _most: FileIO("/dev/full", "wb"))
    with standing("lmtp") as line:
        line.ehlo_or_helo_if_needed()
        line.mail(FROM), line.rcpt(FALA), line.rcpt(BUR)
        assert replies(line, 2) == [451, 451]


@pytest.mark.django_db(transaction=True)
def test_more_lines_than_the_door_holds_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(door, "MOST_LINES", 1)
    with standing("lmtp") as line:
        with socket.create_connection(line.sock.getpeername()) as second:
            assert second.recv(100).startswith(b"421")
        assert line.noop()[0] == 250


def peak() -> int:
    """Return the most bytes of memory that this process has had since `forget_peak`."""
    told = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", told)[1]) * 1024


def forget_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("piece", [b"x" * 998 + b"\r\n", b"x" * 1000], ids=["lines", "one line"])
def test_a_mail_of_300_mb_is_refused_and_takes_no_memory(piece):
    """T46: it is read to its end, so that its sender is told, and thrown away beyond the limit."""
    add_mailbox(make_desk().network, address=FALA)
    with standing("lmtp") as line:
        line.sendmail(FROM, [FALA], RAW)
        before = forget_peak()
        line.mail(FROM), line.rcpt(FALA)
        line.docmd("DATA")
        for _megabyte in range(300):
            line.sock.sendall(piece * 1000)
        line.sock.sendall(b"\r\n.\r\n")
        assert line.getreply()[0] == 552
        assert peak() - before < 30 * MEGA
        assert line.sendmail(FROM, [FALA], text_mail("Skaner.", message_id="<2@x>")) == {}
    assert RawMail.objects.count() == 2


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_many_big_mails_that_come_at_once_wait_on_the_disk():
    add_mailbox(make_desk().network, address=FALA)
    many, size = 16, 20
    with standing("lmtp") as first:
        first.sendmail(FROM, [FALA], RAW)
        before, port = forget_peak(), first.sock.getpeername()[1]

        def bring(number: int) -> int:
            with smtplib.LMTP("127.0.0.1", port, timeout=120) as line:
                line.ehlo()
                line.mail(FROM), line.rcpt(FALA), line.docmd("DATA")
                head = text_mail("Film", message_id=f"<big{number}@x>") + b"\r\n"
                line.sock.sendall(head)
                for _megabyte in range(size):
                    line.sock.sendall((b"x" * 1022 + b"\r\n") * 1024)
                line.sock.sendall(b".\r\n")
                return line.getreply()[0]

        with ThreadPoolExecutor(many) as pool:
            assert list(pool.map(bring, range(many))) == [250] * many
        assert peak() - before < many * size * MEGA  # less than their mere bytes, each counted once
    assert RawMail.objects.count() == many + 1


@given(st.lists(st.sampled_from((b"a", b".", b"\r", b"\n", b"\r\n", b"xy" * 20))).map(b"".join), st.data())
def test_what_was_made_of_a_mail_to_send_it_is_undone(body: bytes, data):
    """However its bytes come, and whatever stands after its end."""
    body += b"\r\n" if body and not body.endswith(b"\r\n") else b""
    lines = body.split(b"\r\n")
    sent = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b".\r\nQUIT\r\n"

    async def read() -> tuple[bytes, bytes]:
        reader, at = asyncio.StreamReader(limit=16), 0
        while at < len(sent):
            size = data.draw(st.integers(1, 30))
            reader.feed_data(sent[at : at + size])
            at += size
        return b"".join([piece async for piece in wire.pieces(reader)]), await reader.readline()

    assert asyncio.run(read()) == (body, b"QUIT\r\n")


def test_the_door_is_the_machines_setting():
    assert read_configuration({}).mail_door is None
    given = {"AMBERDESK_MAIL_DOOR": "lmtp://127.0.0.1:2424"}
    assert read_configuration(given).mail_door == MailDoor("lmtp", "127.0.0.1", 2424)
    with pytest.raises(Wrong):
        read_configuration({"AMBERDESK_MAIL_DOOR": "lmtp://127.0.0.1"})
