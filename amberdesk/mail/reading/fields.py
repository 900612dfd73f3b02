"""Header fields as they came, found on the raw bytes. Pure."""

import re
from collections.abc import Iterator, Sequence

from amberdesk.mail.reading.limits import CUT_FIELD, MOST_FIELD, MOST_FIELDS

_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_GAP = re.compile(rb"\n\r?\n")


class Fields:
    """Header fields in their order: names in lower case, values raw and unfolded, cut to what is read."""

    def __init__(self, pairs: Sequence[tuple[str, bytes]] = ()) -> None:
        self.pairs = pairs

    def all(self, name: str) -> list[bytes]:
        """Return the values of all fields of a name, the topmost first."""
        return [value for key, value in self.pairs if key == name]

    def get(self, name: str) -> bytes:
        """Return the value of the topmost field of a name; nothing when there is none."""
        return next((value for key, value in self.pairs if key == name), b"")

    def word(self, name: str) -> str:
        """Return a value that is one plain word or phrase, in lower case."""
        return " ".join(self.get(name).decode("ascii", "replace").lower().split())

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _value in self.pairs)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self.pairs)


def read_fields(raw: bytes, start: int, end: int, most_lines: int) -> tuple[Fields, int, bool]:
    """Return the header that begins at a place, where its body begins, and whether the header was cut.

    A line that is no header begins the body: some senders forget the empty line.
    """
    found: list[tuple[str, bytearray]] = []
    at = start
    for _line in range(most_lines):
        if at >= end or len(found) > MOST_FIELDS:
            break
        stop = raw.find(b"\n", at, end) + 1 or end
        line = raw[at : min(stop, at + MOST_FIELD)]
        if not line.strip(b"\r\n"):
            return _fields(found), stop, _is_cut(found)
        if line[:1] in (b" ", b"\t") and found:
            _fold(found[-1][1], line)
        elif shape := _NAME.match(line):
            found.append((shape[1].decode().lower(), bytearray(line[shape.end() :].strip(b"\r\n"))))
        elif not (at == start and line.startswith((b"From ", b">From "))):
            return _fields(found), at, _is_cut(found)
        at = stop
    if at >= end:
        return _fields(found), end, _is_cut(found)
    gap = _GAP.search(raw, at, end)
    return _fields(found), gap.end() if gap else end, True


def _fold(value: bytearray, line: bytes) -> None:
    if len(value) < MOST_FIELD:
        value += b" " + line.strip(b"\r\n").lstrip(b" \t")


def _fields(found: list[tuple[str, bytearray]]) -> Fields:
    return Fields([(name, bytes(value[:MOST_FIELD]).strip()) for name, value in found[:MOST_FIELDS]])


def _is_cut(found: list[tuple[str, bytearray]]) -> bool:
    return any(len(value) >= CUT_FIELD for _name, value in found)
