"""Raw mails of all kinds, and what a person reads in them."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from amberdesk.mail.bounces import bounce_of
from amberdesk.mail.machines import is_automatic
from amberdesk.mail.parse import parse
from amberdesk.mail.parsed import Parsed
from amberdesk.mail.screening import Facts, screen
from tests.mail.make_raw import EXPECTED, FOLDER, samples

MAILS: dict[str, dict[str, Any]] = json.loads(EXPECTED.read_text())
US = Facts(own_addresses={"serwis@pomoc.example"}, own_hosts={"pomoc.example"})

READ: dict[str, Callable[[Parsed], Any]] = {
    "sender": lambda mail: mail.sender_email,
    "name": lambda mail: mail.sender.name if mail.sender else "",
    "subject": lambda mail: mail.subject,
    "date": lambda mail: mail.date.isoformat() if mail.date else "",
    "message_id": lambda mail: mail.message_id,
    "references": lambda mail: list(mail.references),
    "reply_to": lambda mail: [address.email for address in mail.reply_to],
    "new": lambda mail: mail.divided.new,
    "signature": lambda mail: mail.divided.signature.removeprefix("-- \n"),
    "files": lambda mail: [[file.name, *_content(file.read())] for file in mail.attachments],
    "file_names": lambda mail: [file.name for file in mail.attachments],
    "flags": lambda mail: sorted(mail.flags - {"forward", "remote"}),
    "troubles": lambda mail: list(mail.troubles),
    "kind": lambda mail: screen(mail, US).reason or "",
    "human": lambda mail: not is_automatic(mail),
    "bounced": lambda mail: list(bounce.recipients) if (bounce := bounce_of(mail)) else None,
    "original": lambda mail: bounce.message_id if (bounce := bounce_of(mail)) else None,
    "status": lambda mail: bounce.status if (bounce := bounce_of(mail)) else None,
}


def _content(content: bytes) -> list[Any]:
    return [len(content), sha256(content).hexdigest()[:16]]


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_read_as_a_person_would(name: str):
    mail = parse((FOLDER / f"{name}.eml").read_bytes())
    expected = dict(MAILS[name])
    if "signature" in expected:
        expected["signature"] = expected["signature"].removeprefix("-- \n")
    assert {key: READ[key](mail) for key in expected if key in READ} == {
        key: value for key, value in expected.items() if key in READ
    }
    assert expected.get("new_has", "") in mail.divided.new
    if "quoted" in expected:
        assert expected["quoted"] in mail.divided.quoted if expected["quoted"] else not mail.divided.quoted
    assert [mark for mark in expected.get("html_has", []) if mark not in mail.html] == []
    assert [mark for mark in expected.get("html_lacks", []) if mark in mail.html] == []
    assert "unreadable" not in mail.troubles
    pieces = " ".join(text for _piece, text in mail.divided.pieces)
    assert pieces.split() == mail.text.split()  # nothing is dropped by dividing it


def test_the_raw_mails_are_what_their_generator_writes():
    written = {sample.name: sample.raw for sample in samples()}
    assert {file.stem: file.read_bytes() for file in FOLDER.glob("*.eml")} == written
    assert len(written) >= 200
