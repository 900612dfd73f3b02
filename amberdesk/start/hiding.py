"""No secret reaches a log line, whoever wrote it: the settings' own, and those that stand in addresses."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

HIDDEN = "***"
NAMES = (
    "AMBERDESK_SECRET_KEY",
    "AMBERDESK_OIDC_CLIENT_SECRET",
    "AMBERDESK_METRICS_TOKEN",
    "AMBERDESK_SENTRY_DSN",
)
ADDRESSES = ("DATABASE_URL", "DATABASE_DIRECT_URL", "AMBERDESK_SMTP_URL")
KEYS = "AMBERDESK_MAIL_PROVIDER_KEYS"
SHORTEST = 6  # a shorter word would be found everywhere
SHAPES = re.compile(
    r"(?P<link>\b[a-z]\d{1,18}-\d{1,9}-[0-9a-z]{1,8}-)[0-9a-f]{32}\b"  # keys in links: who it is stays, not the proof
    r"|(?P<proof>[?&]m=)[0-9a-f]{32}\b"
    r"|(?P<once>/(?:join|reset/\w+)/)[^/\s\"'?]{8,}"
    r"|(?P<bearer>\b[Bb]earer\s+)[^\s\"',]+"
    r"|(?P<address>://[^:/@\s\"']*:)[^@/\s\"']+(?=@)"
)


def secrets_of(environ: Mapping[str, str], *more: str) -> list[str]:
    """Return what must not be logged: whole settings, and the passwords in addresses."""
    found = [environ.get(name, "") for name in NAMES] + list(more)
    found += [key.partition("=")[2].strip() for key in environ.get(KEYS, "").split(",")]
    for name in ADDRESSES:
        try:
            found.append(urlsplit(environ.get(name, "")).password or "")
        except ValueError:  # the configuration says what is wrong with it
            continue
    return sorted(
        {s for secret in found for s in (secret, unquote(secret)) if len(s) >= SHORTEST},
        key=len,
        reverse=True,
    )


def hiding(secrets: Iterable[str]) -> Callable[[Any, str, Any], Any]:
    """Return the last step of a logger: it blanks secrets in a finished line."""
    forms = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1])}
    known = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None

    def hide(logger: Any, method: str, line: Any) -> Any:
        if not isinstance(line, str):
            return line
        line = known.sub(HIDDEN, line) if known else line
        return SHAPES.sub(lambda found: (found[found.lastgroup] if found.lastgroup else "") + HIDDEN, line)

    return hide
