"""Tell an exchange what to do with a call that waits: one HTTP request, from which little is expected."""

import contextlib
import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

PATIENCE = 2.0  # seconds; an exchange stands near, and a caller waits
TAKEN = range(200, 300)


def push(url: str, handle: str, data: Mapping[str, Any], *, secret: str) -> bool | None:
    """Send what to do to the address; "{handle}" in it is the call's. Return whether it was taken; None: not reached.

    The header Via is for exchanges whose HTTP server reads SIP too and wants one.
    """
    try:
        parts = urlsplit(url.replace("{handle}", quote(handle, safe="")))
        line = _line(parts.scheme, parts.hostname or "", parts.port)
    except ValueError:
        return None
    body = json.dumps({**data, "handle": handle}).encode()
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {secret}",
        "Via": f"SIP/2.0/TCP {parts.netloc}",
        "Connection": "close",
    }
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    with contextlib.closing(line):
        try:
            line.request("POST", path or "/", body, headers)
            return line.getresponse().status in TAKEN
        except (OSError, http.client.HTTPException, ValueError):
            return None


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=PATIENCE, context=ssl.create_default_context()
        )
    if scheme != "http" or not host:
        raise ValueError(scheme)
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)
