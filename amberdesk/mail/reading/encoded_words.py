"""Words of headers in other charsets (RFC 2047), as they come: broken in every manner there is. Pure."""

import binascii
import re
from contextlib import suppress

from amberdesk.mail.reading.charsets import decode, one_line

WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")

_NO_LETTERS = bytes({*range(256)} - {*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"})


def decoded(value: bytes | str) -> str:
    """Return a header's value as one line of text. Errors: none, what cannot be decoded stays as it came."""
    text = value if isinstance(value, str) else decode(value)
    if "=?" not in text:
        return one_line(text)
    found: list[str] = []
    waiting: tuple[str, bytes] = ("", b"")  # one character may be cut in two words: bytes are joined first
    at = 0
    for word in WORD.finditer(text):
        between = text[at : word.start()]
        charset, content = word[1].lower(), _content(word[2], word[3])
        if waiting[0] == charset and not between.strip():
            waiting = (charset, waiting[1] + content)
        else:
            found += [_text(waiting), between if between.strip() or not waiting[0] else ""]
            waiting = (charset, content)
        at = word.end()
    found += [_text(waiting), text[at:]]
    return one_line("".join(found))


def _text(waiting: tuple[str, bytes]) -> str:
    return decode(waiting[1], waiting[0]) if waiting[0] else ""


def _content(how: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if how in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "), header=False)
    return unbase64(raw)


def unbase64(raw: bytes | memoryview) -> bytes:
    """Return what the letters hold, though some be missing or strange."""
    for padding in (b"", b"=="):
        with suppress(binascii.Error):
            return binascii.a2b_base64(bytes(raw) + padding if padding else raw)
    letters = bytes(raw).translate(None, _NO_LETTERS)
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
