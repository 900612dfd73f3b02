"""Files in a winmail.dat (TNEF), the envelope that Outlook sends to those who cannot open it. Pure.

Read by hand, since lengths and counts in it may lie: nothing is followed that lies outside, nothing is repeated more
often than there are bytes for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack_from

from amberdesk.mail.reading.charsets import decode
from amberdesk.mail.reading.limits import MOST_UNPACKED

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _BEGIN, _DATA, _TITLE, _ATTACHMENT, _PROPERTIES, _CODEPAGE = (
    0x800C,
    0x9002,
    0x800F,
    0x8010,
    0x9005,
    0x9003,
    0x9007,
)
_SHORT, _LONG, _LONGER, _CLASS = {2, 11}, {3, 4, 10}, {5, 6, 7, 20, 64}, 72
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_LONG_NAME, _NAME, _CONTENT, _HTML, _PLAIN, _CID, _MIME = (
    0x3707,
    0x3704,
    0x3701,
    0x1013,
    0x1000,
    0x3712,
    0x370E,
)
_MOST_OBJECTS = 5000
_MOST_VALUES = 2000


@dataclass(slots=True)
class Unpacked:
    """A file from the envelope."""

    name: str = ""
    content: bytes = b""
    content_id: str = ""
    kind: str = ""


@dataclass(slots=True)
class Envelope:
    """What a winmail.dat holds. `cut`: there is more in it than was read."""

    cut: bool = False
    text: str = ""
    html: str = ""
    files: list[Unpacked] = field(default_factory=list)


def read_tnef(content: bytes) -> Envelope | None:
    """Return what the envelope holds; None for what is none. Errors: none, a broken one gives what came before."""
    if not content.startswith(_SIGNATURE):
        return None
    found, codepage = Envelope(), "cp1252"
    for name, value in _objects(content):
        if name == _CODEPAGE and len(value) >= 4:
            codepage = f"cp{unpack_from('<I', value)[0]}"
        elif name == _BEGIN:
            if len(found.files) >= MOST_UNPACKED:
                found.cut = True
                break
            found.files.append(Unpacked())
        elif name == _BODY:
            found.text = found.text or _text(value, codepage)
        elif name == _PROPERTIES:
            _message(found, value, codepage)
        elif found.files:
            _file(found.files[-1], name, value, codepage)
    whole = [file for file in found.files if file.content]
    found.cut = found.cut or len(whole) < len(found.files) or not _is_whole(content)
    found.files = whole
    return found


def _is_whole(content: bytes) -> bool:
    """Tell whether no object reaches beyond the end, and all were looked at."""
    at = 6
    for _object in range(_MOST_OBJECTS):
        if at + 11 > len(content):
            return at <= len(content)
        at += unpack_from("<I", content, at + 5)[0] + 11
    return False


def _objects(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    for _object in range(_MOST_OBJECTS):
        if at + 11 > len(content):
            return
        name, length = unpack_from("<H", content, at + 1)[0], unpack_from("<I", content, at + 5)[0]
        yield name, content[at + 9 : at + 9 + length]
        at += length + 11


def _message(found: Envelope, value: bytes, codepage: str) -> None:
    for name, kind, content in _values(value):
        if name == _HTML:
            found.html = decode(content) if kind == _BINARY else _string(kind, content, codepage)
        elif name == _PLAIN:
            found.text = _string(kind, content, codepage)


def _file(file: Unpacked, name: int, value: bytes, codepage: str) -> None:
    if name == _TITLE:
        file.name = file.name or _text(value, codepage)
    elif name == _DATA:
        file.content = value
    elif name == _ATTACHMENT:
        for key, kind, content in _values(value):
            if key == _LONG_NAME or (key == _NAME and not file.name):
                file.name = _string(kind, content, codepage)
            elif key == _CONTENT and content:
                file.content = content[16:] if kind == _OBJECT else content  # an object begins with its class
            elif key == _CID:
                file.content_id = _string(kind, content, codepage)
            elif key == _MIME:
                file.kind = _string(kind, content, codepage).lower()


def _values(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield name, type and content of each text, file or object among the properties; numbers are passed over."""
    at, end = 4, len(data)
    for _value in range(_MOST_VALUES):
        if at + 4 > end:
            return
        kind, name = unpack_from("<HH", data, at)
        at += 4
        if name >= 0x8000:  # named: its class, then a number or a name
            at = _past_name(data, at)
        count, several = 1, bool(kind & 0x1000)
        kind &= 0xEFFF
        if several or kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
            if at + 4 > end:
                return
            count, at = unpack_from("<I", data, at)[0], at + 4
        if kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
            for _each in range(min(count, _MOST_VALUES)):
                if at + 4 > end:
                    return
                length = unpack_from("<I", data, at)[0]
                yield name, kind, data[at + 4 : at + 4 + length]
                at += 4 + length + -length % 4
        elif size := _size(kind):
            at += count * size + -(count * size) % 4
        else:
            return


def _past_name(data: bytes, at: int) -> int:
    if at + 24 > len(data):
        return len(data)
    by_name, number = unpack_from("<II", data, at + 16)
    return at + 24 + (number + -number % 4 if by_name else 0)


def _size(kind: int) -> int:
    if kind in _SHORT:
        return 2
    return 4 if kind in _LONG else 8 if kind in _LONGER else 16 if kind == _CLASS else 0


def _string(kind: int, content: bytes, codepage: str) -> str:
    return decode(content, "utf-16-le").rstrip("\0") if kind == _UNICODE else _text(content, codepage)


def _text(content: bytes, codepage: str) -> str:
    return decode(content.rstrip(b"\0"), codepage)
