"""A raw mail as a tree of parts, found on its bytes. Pure.

The standard parser asks of each line whether it ends one of the open parts, and keeps every line; a mail can make that
last minutes. Here a boundary is searched for as bytes, once a level, and nothing is copied: a mail costs its size.
"""

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from amberdesk.mail.reading.encoded_words import unbase64
from amberdesk.mail.reading.fields import Fields, read_fields
from amberdesk.mail.reading.limits import (
    MOST_DEPTH,
    MOST_LINES,
    MOST_MARKS,
    MOST_PART_LINES,
    MOST_PARTS,
)
from amberdesk.mail.reading.parameters import parameters

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_LOST = re.compile(rb"(?:\A|\n)--([^\r\n]{1,70}?)[ \t]*\r?\n[Cc]ontent-")


@dataclass(slots=True)
class Part:
    """A piece of a mail: its header, and where its body lies in the raw bytes."""

    fields: Fields
    raw: bytes
    start: int
    end: int
    depth: int = 0
    kind: str = "text/plain"
    about: dict[str, str] = field(default_factory=dict)  # parameters of Content-Type
    disposition: str = ""
    file_name: str = ""
    parts: list["Part"] = field(default_factory=list)

    def body(self) -> memoryview:
        return memoryview(self.raw)[self.start : self.end]

    def content(self, most: int | None = None) -> bytes:
        """Return the decoded body, or what its first bytes decode to. Errors: none, broken encodings give what they hold."""
        body = self.body() if most is None else self.body()[:most]
        return undo(body, self.fields.word("content-transfer-encoding"))

    def walk(self) -> Iterator["Part"]:
        """Yield the part and all in it, in their order."""
        yield self
        for part in self.parts:
            yield from part.walk()  # bounded by MOST_DEPTH


def undo(body: memoryview, encoding: str) -> bytes:
    """Return a body without its transfer encoding."""
    if encoding == "base64":
        return unbase64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _unuuencode(bytes(body))
    return bytes(body)


def _unuuencode(body: bytes) -> bytes:
    found = bytearray()
    for line in body.partition(b"begin ")[2].splitlines()[1:]:
        if line.strip() in (b"end", b"`", b""):
            break
        said = ((line[0] - 32) & 63) * 4  # broken encoders write more letters than the line says
        for letters in (line, line[: (said + 5) // 3 + 1]):
            with suppress(binascii.Error):
                found += binascii.a2b_uu(letters)
                break
    return bytes(found)


class Tree:
    """The parts of one mail, and which limits it went beyond."""

    def __init__(self, raw: bytes) -> None:
        self.troubles: list[str] = []
        self._count = 0
        self.root = self._part(raw, 0, len(raw), 0)

    def _part(self, raw: bytes, start: int, end: int, depth: int) -> Part:
        self._count += 1
        fields, body, cut = read_fields(raw, start, end, MOST_PART_LINES if depth else MOST_LINES)
        if cut:
            self._note("header_too_long")
        part = Part(fields, raw, min(body, end), end, depth)
        _describe(part)
        if part.kind.startswith("multipart/"):
            self._divide(part)
        return part

    def _divide(self, part: Part) -> None:
        boundary = part.about.get("boundary", "").rstrip().encode("utf-8", "replace") or _lost_boundary(part)
        if not boundary:
            return
        if part.depth >= MOST_DEPTH:
            return self._note("too_deep")
        digest = part.kind == "multipart/digest"
        for start, end in self._between(part, boundary):
            if self._count >= MOST_PARTS:
                return self._note("too_many_parts")
            inner = self._part(part.raw, start, end, part.depth + 1)
            if digest and "content-type" not in inner.fields:
                inner.kind = "message/rfc822"
            part.parts.append(inner)

    def _between(self, part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
        """Yield where the bodies between the marks begin and end; without a last mark the last one reaches to the end."""
        raw, mark, begun = part.raw, b"--" + boundary, -1
        at = part.start
        for _mark in range(MOST_MARKS):
            found = raw.find(mark, at, part.end)
            if found < 0:
                break
            at = found + len(mark)
            if found > part.start and raw[found - 1] != 0x0A:
                continue
            stop = raw.find(b"\n", at, part.end) + 1 or part.end
            rest = raw[at : min(stop, at + 80)].strip()
            if rest not in (b"", b"--"):
                continue
            if begun >= 0:
                yield begun, _line_end(raw, begun, found)
            if rest == b"--":
                return
            begun = at = stop
        else:
            self._note("too_many_parts")
        if begun >= 0:
            yield begun, part.end

    def _note(self, trouble: str) -> None:
        if trouble not in self.troubles:
            self.troubles.append(trouble)


def _line_end(raw: bytes, start: int, end: int) -> int:
    """Return where the last line before a mark ends: its line break belongs to the mark."""
    if end > start and raw[end - 1] == 0x0A:
        end -= 1
    if end > start and raw[end - 1] == 0x0D:
        end -= 1
    return end


def _lost_boundary(part: Part) -> bytes:
    """Return the boundary that is used though none is named."""
    found = _LOST.search(part.raw, max(part.start - 1, 0), min(part.end, part.start + 10_000))
    return found[1] if found else b""


def _describe(part: Part) -> None:
    kind, part.about = parameters(part.fields.get("content-type"))
    if _TYPE.fullmatch(kind):
        part.kind = kind
    part.disposition, about = parameters(part.fields.get("content-disposition"))
    part.file_name = about.get("filename") or part.about.get("name") or ""
