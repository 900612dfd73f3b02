"""Whether a mail comes from where it says: what our own mail server found (RFC 8601). Pure.

Only the topmost Authentication-Results that names a server we trust counts: anybody can write such a field, and our
server puts its own above what came with the mail.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from amberdesk.mail.parsed import Parsed

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z0-9-]{1,30})\s*(?:/\s*\d+)?\s*=\s*([a-z]{1,20})\b(.*)", re.DOTALL)
_DOMAIN = re.compile(r"\b(?:header\.(?:d|i|from)|smtp\.mailfrom|smtp\.helo)\s*=\s*\"?([^\s;\"]{1,300})")
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]{1,300})")
_FAILS = {"fail", "permerror"}


class Verdict(StrEnum):
    """What is known of a mail's origin."""

    PASSED = "passed"  # the sender's domain vouches for it
    FAILED = "failed"  # the sender's domain says that it is not from there
    UNKNOWN = "unknown"  # nobody we trust has looked, or the domain says nothing


@dataclass(frozen=True, slots=True)
class Authentication:
    """The results, in the words of the server; empty where it says nothing."""

    verdict: Verdict = Verdict.UNKNOWN
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    vouched: bool = False  # by DMARC, for this very sender's domain


def authentication(parsed: Parsed, trusted: Collection[str]) -> Authentication:
    """Return what a trusted server found. `trusted`: authserv-ids; an empty one is a server that names none."""
    for value in parsed.fields.all("authentication-results"):
        text = _without_comments(value.decode("ascii", "replace").lower())
        server, _semicolon, rest = text.partition(";")
        named = not _RESULT.fullmatch(server)
        if (server.split() or [""])[0] in trusted if named else "" in trusted:
            return _read(rest if named else text, parsed.sender.host if parsed.sender else "")
    return Authentication()


def vouches(parsed: Parsed, found: Authentication) -> bool:
    """Tell whether the sender's domain says by DMARC that the mail is from its one sender."""
    return found.vouched and bool(parsed.sender) and "several_senders" not in parsed.flags


def _read(text: str, host: str) -> Authentication:
    found: dict[str, str] = {}
    aligned = elsewhere = False
    for part in text.split(";"):
        result = _RESULT.fullmatch(part)
        if not result:
            continue
        method, said, about = result[1], result[2], result[3]
        if method not in found or said == "pass":  # of several signatures one that holds is enough
            found[method] = said
        if method == "dmarc":
            elsewhere = any(name.rpartition("@")[2] != host for name in _FROM.findall(about))
        if method in ("dkim", "spf") and said == "pass":
            aligned = aligned or any(_is_aligned(name, host) for name in _DOMAIN.findall(about))
    dmarc, spf, dkim = (found.get(method, "") for method in ("dmarc", "spf", "dkim"))
    vouched = dmarc == "pass" and bool(host) and not elsewhere
    if vouched or (dmarc in ("", "none", "bestguesspass") and aligned):
        verdict = Verdict.PASSED
    elif dmarc in _FAILS or (dmarc in ("", "none") and spf in _FAILS and dkim != "pass"):
        verdict = Verdict.FAILED
    else:
        verdict = Verdict.UNKNOWN
    return Authentication(verdict, spf, dkim, dmarc, vouched)


def _is_aligned(name: str, host: str) -> bool:
    """Tell whether a domain that vouches is the sender's own, or the one above it."""
    domain = name.rpartition("@")[2].strip(".")
    return bool(host) and "." in domain and (domain == host or host.endswith(f".{domain}"))


def _without_comments(text: str) -> str:
    for _depth in range(5):
        text, count = _COMMENT.subn(" ", text)
        if not count:
            break
    return text
