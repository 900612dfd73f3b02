"""Addresses in headers, as they come: with names, comments, groups, or nothing that is an address. Pure.

Read in one pass: comments may nest a thousand deep and a list may hold thousands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amberdesk.mail.reading.charsets import decode, one_line
from amberdesk.mail.reading.encoded_words import WORD, decoded
from amberdesk.mail.reading.limits import CUT_FIELD, MOST_ADDRESSES, MOST_FIELD

_TOKEN = re.compile(rf'{WORD.pattern}|"(?:[^"\\]|\\.)*+"?|\\.|[()<>,:;]|\s+|[^\s"\\()<>,:;=]+|.', re.DOTALL)
_ADDRESS = re.compile(r"[^@\s<>()\[\],:;\"\\]{1,64}@[^@\s<>(),:;\"\\]{1,253}")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: its name as it is shown, its address in lower case."""

    name: str
    email: str

    @property
    def host(self) -> str:
        return self.email.rpartition("@")[2]


def addresses(value: bytes) -> list[Address]:
    """Return the mailboxes of a field in their order, each once; what is no address is left out."""
    found: dict[str, Address] = {}
    if len(value) >= CUT_FIELD:  # the last one may not be whole
        value = value.rpartition(b",")[0]
    for words, inside in _entries(decode(value[:MOST_FIELD])):
        address = _address(words, inside)
        if address:
            found.setdefault(address.email, address)
        if len(found) >= MOST_ADDRESSES:
            break
    return list(found.values())


def _entries(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield what stands between commas: the words outside, and what is inside angle brackets."""
    words: list[str] = []
    inside: list[str] | None = None
    last = ""
    comments = 0
    for token in (match[0] for match in _TOKEN.finditer(text)):
        if token == "(":
            comments += 1
        elif token == ")":
            comments = max(0, comments - 1)
        elif comments:
            continue
        elif token == "<":
            inside = []
        elif token == ">" and inside is not None:
            last, inside = "".join(inside), None
        elif inside is not None:
            inside.append(token)
        elif token in (",", ";"):
            yield words, last
            words, last = [], ""
        elif token == ":":
            words = []  # the name of a group
        else:
            words.append(token)
    yield words, "".join(inside) if inside is not None else last


def _address(words: list[str], inside: str) -> Address | None:
    outside = "".join(words).strip()
    bare = inside.strip() or outside
    shape = _ADDRESS.search(decoded(bare) if "=?" in bare else bare.replace('"', ""))
    if not shape:
        return None
    name = _name(outside) if inside.strip() else ""
    return Address("" if _ADDRESS.search(name) else name, one_line(shape[0]).strip(".'").lower())


def _name(outside: str) -> str:
    """Return a name as it is shown: without quotes and escapes."""
    plain = re.sub(r"\\(.)", r"\1", outside.replace('"', "") if '\\"' not in outside else outside.strip('"'))
    return decoded(plain).strip("\"' ")[:120]
