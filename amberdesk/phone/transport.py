"""Tell an exchange what to do with a call that waits: one HTTP request, from which little is expected."""

import contextlib
import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from amberdesk.phone.models import Exchange
from amberdesk.phone.signing import NoKey, headers_for, secret_of

PATIENCE = 2.0  # seconds; an exchange stands near, and a caller waits
TAKEN = range(200, 300)
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def push_url(exchange: Exchange) -> str:
    """Return where the exchange takes what to do with calls that wait; "" where it takes nothing."""
    return str(exchange.settings.get("push_url", ""))


def push(exchange: Exchange, handle: str, data: Mapping[str, Any], *, at: datetime) -> bool | None:
    """Send what to do; "{handle}" in the address is the call's. Return whether it was taken; None: not reached."""
    body = json.dumps({**data, "handle": handle}).encode()
    try:
        parts = urlsplit(push_url(exchange).replace("{handle}", quote(handle, safe="")))
        headers = _headers(exchange, parts, body, at)
        line = _line(parts)
    except (ValueError, NoKey):
        return None
    with contextlib.closing(line):
        try:
            line.request(
                "POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers
            )
            return line.getresponse().status in TAKEN
        except (OSError, http.client.HTTPException, ValueError):
            return None


def _headers(exchange: Exchange, parts: SplitResult, body: bytes, at: datetime) -> dict[str, str]:
    """Return headers that prove who sends: a signature, and the secret itself where nobody can listen.

    The header Via is for exchanges whose HTTP server reads SIP too and wants one.
    """
    headers = headers_for(exchange, int(at.timestamp()), body) | {
        "Content-Type": "application/json",
        "Via": f"SIP/2.0/TCP {parts.netloc}",
        "Connection": "close",
    }
    if parts.scheme == "https" or parts.hostname in HERE:
        headers["Authorization"] = f"Bearer {secret_of(exchange)}"
    return headers


def _line(parts: SplitResult) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)
    if parts.scheme != "http" or not host:
        raise ValueError(parts.scheme)
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)
