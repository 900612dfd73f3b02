"""How the raw mails are put together: byte by byte, by no mail library, so that they can be as wrong as real ones."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

BREAK = b"\r\n"


@dataclass(frozen=True)
class Sample:
    """A raw mail and what is expected of it: sender, name, subject, new, quoted, signature, files, kind, troubles, ..."""

    name: str
    raw: bytes
    expected: dict[str, Any] = field(default_factory=dict)


def header(**fields: str | bytes | None) -> bytes:
    """Return an ordinary header; a field that is given replaces the ordinary one, None leaves it out.

    Names are written with underscores: `message_id`.
    """
    usual: dict[str, str | bytes | None] = {
        "from": "Jan Kowalski <jan@sklep.example>",
        "to": "Serwis <serwis@pomoc.example>",
        "subject": "Kasa 2",
        "date": "Thu, 19 Nov 2026 14:05:00 +0100",
        "message_id": "<a1@sklep.example>",
        "mime_version": "1.0",
    }
    usual.update(fields)
    lines = [_name(name) + b": " + _bytes(value) for name, value in usual.items() if value is not None]
    return b"".join(line + BREAK for line in lines)


def _name(name: str) -> bytes:
    known = {"message_id": "Message-ID", "mime_version": "MIME-Version", "list_id": "List-Id"}
    return known.get(name, "-".join(word.capitalize() for word in name.split("_"))).encode()


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def wire(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def encoded(content: bytes, how: str) -> bytes:
    """Return the content in a transfer encoding."""
    if how == "base64":
        return base64.encodebytes(content).replace(b"\n", BREAK)
    if how == "quoted-printable":
        return binascii.b2a_qp(content.replace(b"\r\n", b"\n"), istext=True).replace(b"\n", BREAK)
    return content


def part(
    content: str | bytes, kind: str = "text/plain; charset=utf-8", how: str = "8bit", **fields: str
) -> bytes:
    """Return one part of a mail: its header and its encoded content."""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {how}\r\n" if kind else ""
    head += "".join(f"{_name(name).decode()}: {value}\r\n" for name, value in fields.items())
    raw = wire(content).encode() if isinstance(content, str) else content
    return head.encode() + BREAK + encoded(raw, how)


def several(
    parts: Iterable[bytes], kind: str = "mixed", boundary: str = "=_b1", more: str = "", end: bool = True
) -> bytes:
    """Return parts as one part of their own."""
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'.encode()
    inside = b"".join(b"--" + boundary.encode() + BREAK + each + BREAK for each in parts)
    return head + inside + (b"--" + boundary.encode() + b"--" + BREAK if end else b"")


def mail(body: bytes, **fields: str | bytes | None) -> bytes:
    """Return a mail of a body that brings its own Content-Type."""
    return header(**fields) + body


def text_mail(text: str, **fields: str | bytes | None) -> bytes:
    """Return a mail of plain text."""
    return mail(part(text), **fields)


def html_mail(html: str, **fields: str | bytes | None) -> bytes:
    """Return a mail of hypertext alone."""
    return mail(part(html, "text/html; charset=utf-8", "quoted-printable"), **fields)


def file_of(name: str, content: bytes) -> list[Any]:
    """Return how an expected file is written down."""
    return [name, len(content), sha256(content).hexdigest()[:16]]
