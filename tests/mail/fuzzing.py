"""Mails that nobody would write: python -m tests.mail.fuzzing [--seconds 600] [--seed 1]."""

import argparse
import random
import time
from collections.abc import Callable

from django.db import transaction

from amberdesk.mail.actions.place import place
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.authentication import authentication
from amberdesk.mail.bounces import bounce_of
from amberdesk.mail.machines import is_automatic
from amberdesk.mail.matching import named_order
from amberdesk.mail.models import HELD, KEPT, Mailbox, RawMail
from amberdesk.mail.originals import original_of, with_pictures
from amberdesk.mail.parse import head_of, parse
from amberdesk.mail.screening import Facts, may_answer, screen
from amberdesk.orders.models import Message
from tests.factories import NINE
from tests.mail.make_raw import samples
from tests.orders.shop import Desk, actor

MOST = 200_000  # bytes of one mail
PIECES = (
    b"\r\n", b"\r\n\r\n", b"--=_b1\r\n", b"--=_b1--\r\n", b"Content-Type: ", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Type: message/delivery-status\r\n\r\n", b"Content-Type: text/calendar\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"charset=utf-7", b"charset=utf-16", b"charset=iso-2022-jp", b"charset=hz", b"filename*0*=", b"filename*9999=", b"=?utf-8?b?", b"?=",
    b"From: ", b"<", b">", b"(", b'"', b"\\", b"\x00", b"\xff", b"\xe2\x80\xae", b"\xed\xa0\x80", b"<div>", b"</", b"<!--", b"&#x", b"> ",
    b"W dniu 19.11.2026 o 14:05, X pisze:\r\n", b"Od: a\r\nWys\xc5\x82ano: b\r\nDo: c\r\n", b"begin 644 a\r\n", b"Return-Path: <>\r\n",
    b"Authentication-Results: mx; spf=pass (a (b) c; dmarc=fail\r\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"DTSTART:2026\r\n",
    b"\x78\x9f\x3e\x22", b"Date: Thu, 99 Nov 9999 99:99:99 +9999\r\n", b"References: " + b"<a@b> " * 200 + b"\r\n",
)  # fmt: skip


def mutated(seeds: list[bytes], rng: random.Random) -> bytes:
    """Return one of the mails with pieces changed, cut, doubled, moved, or taken from another one."""
    raw = bytearray(rng.choice(seeds))
    for _change in range(rng.randint(1, 12)):
        at, long = rng.randrange(len(raw) + 1), rng.choice((1, 2, 4, 16, 64, 500))
        match rng.randrange(7):
            case 0:
                raw[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del raw[at : at + long]
            case 2:
                raw[at:at] = rng.choice(PIECES)
            case 3:
                raw[at:at] = rng.choice(PIECES) * rng.choice((2, 30, 400))
            case 4:
                other = rng.choice(seeds)
                begun = rng.randrange(len(other) + 1)
                raw[at:at] = other[begun : begun + long * 8]
            case 5:
                raw[at:at] = raw[at : at + long] * rng.choice((1, 5))
            case 6:
                raw[at : at + long] = rng.randbytes(long)
    return bytes(raw[:MOST])


def read(raw: bytes) -> list[str]:
    """Read a mail on all ways; return what went wrong. Exceptions of the other rules reach the caller."""
    mail = parse(raw)
    for file in mail.attachments:
        file.read()
        assert file.name and "/" not in file.name and "\0" not in file.name
    for text in (mail.text, mail.html, mail.subject, *(text for _piece, text in mail.divided.pieces)):
        assert "\0" not in text
        text.encode()  # no lone surrogate: the database would refuse it
    assert "\n" not in mail.subject and "<script" not in mail.html.lower()
    facts = Facts(is_our_message=lambda id: id.startswith("<b"))
    screen(mail, facts), may_answer(mail, facts), bounce_of(mail), is_automatic(mail)
    assert "\0" not in "".join(head_of(raw)[:3])
    shown = with_pictures(mail.html, lambda name: "/picture" if len(name) % 2 else None)
    assert "cid:" not in shown.partition("<img")[2].partition(">")[0]
    authentication(mail, {"mx"}), named_order(mail, lambda word: len(word) if "b" in word else None)
    return [trouble for trouble in mail.troubles if trouble == "unreadable"]


def take(desk: Desk, box: Mailbox, raw: bytes) -> list[str]:
    """Take a mail in twice, let people place one that waits, and show it; return what went wrong. Nothing of it stays."""
    with transaction.atomic():
        row = take_in(box, raw, received_at=NINE, at=NINE)
        assert take_in(box, raw, received_at=NINE, at=NINE).pk == row.pk
        wrong = [row.error] if row.state == KEPT or row.reason == "failed" else []
        if row.state == HELD:
            place(row, by=actor(desk.anna), at=NINE)
        for message in Message.objects.filter(order__in=RawMail.objects.values("order")):
            original_of(message)
        transaction.set_rollback(True)
    return wrong


def run(seconds: float, seed: int, read: Callable[[bytes], list[str]] = read) -> tuple[int, list[bytes]]:
    """Return how many mails were read in the time, and those that were not readable."""
    rng, seeds = random.Random(seed), [sample.raw for sample in samples()]
    until, count, bad = time.monotonic() + seconds, 0, []
    while time.monotonic() < until:
        raw = mutated(seeds, rng)
        count += 1
        if read(raw):
            bad.append(raw)
    return count, bad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count, bad = run(options.seconds, options.seed)
    print(f"{count} mails, {len(bad)} that could not be read")
    for raw in bad[:5]:
        print(raw[:2000])
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
