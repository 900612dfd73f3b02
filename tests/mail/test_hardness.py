"""Mails that mean to hold up those behind them: each is read in the time of two seconds, whatever it is."""

from collections.abc import Collection, Iterable
from time import process_time

import pytest
from _pytest.mark import ParameterSet

from amberdesk.mail.bounces import bounce_of
from amberdesk.mail.parse import parse
from amberdesk.mail.quotes import divide
from amberdesk.mail.screening import Facts, screen
from tests.mail.samples.building import header, mail, part, several, text_mail
from tests.mail.samples.files import tnef

MOST = 2.0  # seconds of one core
MEGA = 1024 * 1024
HEAD = header()
MIXED = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def nested(depth: int) -> bytes:
    """Return multiparts within multiparts, built from the outside."""
    marks = [b"b%d" % number for number in range(depth)]
    heads = b"".join(
        b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n" for mark in marks
    )
    return heads + part("x") + b"".join(b"\r\n--" + mark + b"--" for mark in reversed(marks))


def winmail(objects: bytes) -> bytes:
    return mail(
        part(b"\x78\x9f\x3e\x22\x01\x00" + objects, "application/ms-tnef; name=winmail.dat", "base64")
    )


MONSTERS = {
    "T40 a message id of brackets": lambda: text_mail("x", message_id="<" * 100_000),
    "T41 nested comments": lambda: text_mail("x", **{"from": "a@b.example " + "(" * 100_000}),
    "T41 nested multiparts": lambda: HEAD + nested(1000),
    "T42 8,000 recipients": lambda: text_mail("x", to=", ".join(f"Ala {n} <a{n}@b.example>" for n in range(8000))),
    "T42 200 kB of one field": lambda: text_mail("x", x_long="a" * 200_000),
    "T42 200 kB of folds": lambda: text_mail("x", x_long="a" + "\r\n b" * 50_000),
    "T42 a megabyte of fields": lambda: b"A: b\r\n" * 170_000 + text_mail("x"),
    "T42 10,000 parts": lambda: mail(several([part("x")] * 10_000)),
    "T42 16,000 empty parts": lambda: HEAD + MIXED + b"--b\r\n\r\n" * 16_000,
    "T42 25 MB of boundaries": lambda: HEAD + MIXED + b"--b\r\n" * (5 * MEGA),
    "T42 25 MB of almost boundaries": lambda: HEAD + MIXED + b"--bb\n" * (5 * MEGA),
    "T46 25 MB of a file": lambda: mail(several([part("x"), part(bytes(18 * MEGA), "application/zip", "base64")])),
    "T46 25 MB of empty lines": lambda: HEAD + b"\r\n" * (12 * MEGA),
    "T46 25 MB in one line": lambda: HEAD + b"\r\n" + b"x" * (25 * MEGA),
    "T46 25 MB without a header's end": lambda: b"A: b\n" * (5 * MEGA),
    "T46 60 MB": lambda: HEAD + b"\r\n" + bytes(60 * MEGA),
    "parameters without end": lambda: HEAD + b'Content-Type: text/plain; a="' + b';"' * 100_000 + b"\r\n\r\nx",
    "500 parts with long headers": lambda: mail(several([part("x", 'text/plain; a="' + ';"' * 8000)] * 500)),
    "encoded words": lambda: text_mail("x", subject="=?utf-8?q?a?= " * 20_000),
    "almost encoded words": lambda: text_mail("x", subject="=?" * 100_000),
    "base64 of garbage": lambda: mail(part(b"x", "text/plain", "7bit").replace(b"7bit", b"base64") + b"!@#$%^\r\n" * 3_000_000),
    "quoted-printable of breaks": lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 8_000_000,
    "open divs": lambda: HEAD + HTML + b"<div>" * 200_000,
    "open bolds": lambda: HEAD + HTML + b"<b>" * 300_000,
    "open tables": lambda: HEAD + HTML + b"<table>" * 100_000,
    "divs hidden in tables": lambda: HEAD + HTML + b"<div><table></div></table>" * 12_000,
    "paragraphs": lambda: HEAD + HTML + b"<p>a" * 29_000,
    "formats that are carried on": lambda: HEAD + HTML + b"".join(b"<p><font size=%d>" % n for n in range(20_000)),
    "half a tag": lambda: HEAD + HTML + b"<a href=" * 120_000,
    "half a comment": lambda: HEAD + HTML + b"<!--" * 250_000,
    "half an entity": lambda: HEAD + HTML + b"&#" * 500_000,
    "T45 on and on": lambda: text_mail("On x\n" * 200_000),
    "T45 on days": lambda: text_mail("W dniu 1.1.2026 12:00 a\n" * 40_000),
    "T45 arrows": lambda: text_mail(">" * 900_000),
    "T45 arrows in lines": lambda: text_mail("> > > a\n\n" * 100_000),
    "T45 labels": lambda: text_mail("Od: a\n" * 150_000),
    "T45 rules": lambda: text_mail("_" * 40 + "\n" + ("_" * 40 + "\n") * 20_000),
    "T45 a long quote": lambda: text_mail("x\n\nW dniu 19.11.2026 o 14:05, IT pisze:\n" + "> Kasa nie działa od rana.\n" * 28_000),
    "spaces": lambda: text_mail(" " * 900_000),
    "greetings": lambda: text_mail("Pozdrawiam\n" * 80_000),
    "a returned mail of addresses": lambda: text_mail("<a@b.example>\n" * 60_000, **{"from": "mailer-daemon@b.example"}),
    "winmail of empty objects": lambda: winmail(b"\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00" * 1_500_000),
    "winmail that counts to four billion": lambda: winmail(tnef()[6:] + b"\x01\x03\x90\x06\x00\x0c\x00\x00\x00" + b"\xff" * 14),
    "winmail that lies about lengths": lambda: winmail(b"\x02\x0f\x80\x06\x00\xff\xff\xff\xff" + bytes(1000)),
    "an invitation of lines": lambda: mail(part("BEGIN:VCALENDAR\n" + "X:y\n" * 60_000, "text/calendar")),
    "an invitation within invitations": lambda: mail(part("BEGIN:VEVENT\n" * 15_000, "text/calendar")),
    "an invitation without end": lambda: mail(part("BEGIN:VCALENDAR\nX" + ";a=b" * 60_000 + ":y", "text/calendar")),
    "utf-7 of garbage": lambda: HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+AAA" * 250_000,
}  # fmt: skip

FIRST = {
    "T40 a message id of brackets",
    "T41 nested comments",
    "T41 nested multiparts",
    "T42 8,000 recipients",
    "T42 200 kB of folds",
    "T42 10,000 parts",
    "T45 on days",
    "T45 a long quote",
    "T46 25 MB of a file",
    "winmail that counts to four billion",
    "half a tag",
}


def first(values: Iterable[str], chosen: Collection[str]) -> list[ParameterSet]:
    """Return the cases; those that are not chosen run with the long tests."""
    return [pytest.param(value, marks=() if value in chosen else pytest.mark.long) for value in values]


@pytest.mark.parametrize("name", first(MONSTERS, FIRST))
def test_no_mail_holds_up_the_next_for_two_seconds(name: str):
    raw = MONSTERS[name]()
    begun = process_time()
    found = parse(raw)
    bounce_of(found), screen(found, Facts())
    for file in found.attachments:
        file.read()
    assert process_time() - begun < MOST
    assert "unreadable" not in found.troubles


LINES = (
    "On x\n",
    "> a\n",
    "W dniu 1.1.2026 12:00\n",
    "Od: a\n",
    "\n",
    "Pozdrawiam\n",
    "_" * 30 + "\n",
    "> \n\n",
)


@pytest.mark.parametrize("line", first(LINES, LINES[:2]))
def test_dividing_takes_time_in_proportion_to_the_text(line: str):
    """T45: eight times the text takes about eight times as long, not sixty-four."""

    def seconds(count: int) -> float:
        text, found = line * count, []
        for _try in range(3):
            begun = process_time()
            divide(text)
            found.append(process_time() - begun)
        return min(found)

    assert seconds(16_000) < 8 * 3 * seconds(2_000) + 0.02


def test_a_mail_beyond_the_limits_is_held_and_not_lost():
    for name in ("T41 nested multiparts", "T42 10,000 parts", "T46 60 MB"):
        found = parse(MONSTERS[name]())
        assert found.sender_email == "jan@sklep.example" and found.subject == "Kasa 2"
        assert screen(found, Facts()).fate == "hold"
