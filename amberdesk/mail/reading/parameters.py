"""Parameters of a header value (`text/plain; charset=...`), RFC 2231 included. Pure."""

import re
from urllib.parse import unquote_to_bytes

from amberdesk.mail.reading.charsets import decode
from amberdesk.mail.reading.encoded_words import decoded

MOST = 4096  # characters of a value
_PARAMETER = re.compile(
    r';\s*([^\s=;"*]{1,60})(\*\d{1,3})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*+)"?|([^;]*))', re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """Return the value's first word in lower case, and its parameters, of which the first of a name counts."""
    text = decode(value[:MOST])
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for piece in _PARAMETER.finditer(text):
        name = piece[1].lower()
        said = _ESCAPED.sub(r"\1", piece[4]) if piece[4] is not None else piece[5].strip()
        if piece[2]:
            pieces.setdefault(name, {}).setdefault(int(piece[2][1:]), (bool(piece[3]), said))
        elif piece[3]:
            found[name] = _percent(said)
        else:
            found.setdefault(name, decoded(said) if "=?" in said else said)
    for name, numbered in pieces.items():
        found.setdefault(name, _joined(numbered))
    return text.partition(";")[0].strip().lower(), found


def _joined(numbered: dict[int, tuple[bool, str]]) -> str:
    """Return the pieces in their order; the charset stands before the first one."""
    charset, _language, first = _charset(numbered[0][1]) if 0 in numbered and numbered[0][0] else ("", "", "")
    content = b""
    for number, (encoded, said) in sorted(numbered.items()):
        said = first if number == 0 and encoded else said
        content += unquote_to_bytes(said) if encoded else said.encode("utf-8", "replace")
    return decode(content, charset)


def _percent(said: str) -> str:
    charset, _language, rest = _charset(said)
    return decode(unquote_to_bytes(rest), charset)


def _charset(said: str) -> tuple[str, str, str]:
    parts = said.split("'", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", said)
