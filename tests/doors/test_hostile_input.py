"""Whatever stands in a filter or a field, every address answers in words: nothing that is sent breaks a page."""

import re

import pytest

from tests.doors.table import ROWS, STREAM
from tests.doors.visitors import Visitor, address_of, body, query, visitors
from tests.doors.world import World, make_world

pytestmark = [pytest.mark.long, pytest.mark.django_db]
ODD = {
    "nothing": "",
    "a zero byte": "a\x00b",
    "a number beyond all rows": "9" * 30,
    "below zero": "-1",
    "no number": "1e309",
    "digits of another script": "١٢",
    "quotes": "'\"`;--",
    "jokers": "%%%%_\\",
    "markup": "<img src=x>{{ 7*7 }}{% x %}",
    "line breaks": "a\r\nBcc: x@y\u2028b",
    "no date": "2026-99-99",
    "the end of time": "9999-12-31",
    "a list": "[]",
    "a novel": "ż" * 6000,
}
NAMED = re.compile(rb' name="([^"]+)"')
TOKEN = re.compile(rb' name="token" value="([^"]+)"')  # with this wrong a form is not even read
WHO = ("A:coordinator", "administrator", "A:link", "A:shop")


@pytest.mark.parametrize("odd", ODD)
def test_no_page_breaks_by_what_is_sent(odd: str) -> None:
    world = make_world()
    everybody = {visitor.name: visitor for visitor in visitors(world)}
    owner, broken = everybody["A:coordinator"], []
    for visitor in (everybody[name] for name in WHO):
        for pattern, door in ROWS.items():
            if visitor.name in door.opens and door is not STREAM and not pattern.startswith("api/"):
                broken += tried(visitor, pattern, ODD[odd], world, owner)
    assert broken == []


def tried(visitor: Visitor, pattern: str, odd: str, world: World, owner: Visitor) -> list[str]:
    """Return the answers that are faults of ours, to a reading and to a form with this in every field."""
    address = address_of(pattern, world.a, visitor)
    plain = visitor.ask("GET", address + query(pattern, world.a, owner.client), {}, api=False)
    names = {name.decode() for name in NAMED.findall(plain.said)} | set(body(pattern, world.a))
    sent = dict.fromkeys(names, odd) | {"token": token.decode() for token in TOKEN.findall(plain.said)[:1]}
    filters = "?" + "&".join(
        f"{name}={quoted(odd)}" for name in (*sent, "q", "page", "sort", "week", "since")
    )
    answers = [
        visitor.ask("GET", address + filters, {}, api=False),
        visitor.ask("POST", address, sent, api=False),
    ]
    return [f"{address}: {answer.status_code}" for answer in answers if answer.status_code >= 500]


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode()[:4000])  # a longer line no web server takes
