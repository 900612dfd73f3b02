"""How an exchange proves who it is: by its secret, or by a signature made with it.

A secret is derived from a key of the installation, so that neither the database nor a log ever holds it. It begins with
the exchange's code, so a bearer names himself. Signed is "<second>.<body>", and the second may be five minutes off:
the window is for the sending, what is told inside may be days old.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from amberdesk.phone.models import Exchange

WINDOW_SECONDS = 300
EXCHANGE, SECOND, SIGNATURE = "hotline-exchange", "hotline-timestamp", "hotline-signature"
BEARER = "bearer "


class NoKey(LookupError):
    """The installation no longer has the key that the secret came from: renew the secret."""


def secret_of(exchange: Exchange) -> str:
    """Return the secret as it is entered at the exchange. Raises NoKey."""
    return f"{exchange.code}.{_derived(exchange, 'secret')}"


def token_of(exchange: Exchange) -> str:
    """Return the token in the address of the simple webhook: it stands in logs, and opens nothing else. Raises NoKey."""
    return _derived(exchange, "cti")


def headers_for(exchange: Exchange, second: int, body: bytes) -> dict[str, str]:
    """Return the headers that name the exchange and sign a body, either way. Raises NoKey."""
    return {EXCHANGE: exchange.code, SECOND: str(second), SIGNATURE: _signature(exchange, str(second), body)}


def named_in(headers: Mapping[str, str]) -> str:
    """Return the code of the exchange that somebody says he is; "" for nobody. Names of headers in lower case."""
    return headers.get(EXCHANGE) or _bearer(headers).partition(".")[0]


def is_genuine(
    exchange: Exchange, headers: Mapping[str, str], body: bytes, *, at: datetime, private: bool
) -> bool:
    """Tell whether a message is the exchange's own and not sent again later.

    private: nobody can listen (TLS, or the machine itself): only then a bare secret counts
    """
    try:
        if SIGNATURE in headers:
            second = headers.get(SECOND, "")
            return _is_now(second, at) and _same(headers[SIGNATURE], _signature(exchange, second, body))
        return private and _same(_bearer(headers), secret_of(exchange))
    except NoKey:
        return False


def is_token(exchange: Exchange, token: str) -> bool:
    """Tell whether it is the token of the exchange's address."""
    try:
        return _same(token, token_of(exchange))
    except NoKey:
        return False


def _is_now(second: str, at: datetime) -> bool:
    if not (second.isascii() and second.isdigit() and len(second) <= 12):
        return False
    return abs(at.timestamp() - int(second)) <= WINDOW_SECONDS


def _bearer(headers: Mapping[str, str]) -> str:
    value = headers.get("authorization", "")
    return value[len(BEARER) :].strip() if value[: len(BEARER)].lower() == BEARER else ""


def _signature(exchange: Exchange, second: str, body: bytes) -> str:
    signed = second.encode() + b"." + body
    return "v1=" + hmac.new(secret_of(exchange).encode(), signed, sha256).hexdigest()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())


def _derived(exchange: Exchange, purpose: str) -> str:
    key = settings.LINK_KEYS.get(exchange.key_id)
    if key is None:
        raise NoKey(exchange.key_id)
    made = hmac.new(key.encode(), f"exchange:{purpose}:{exchange.pk}:{exchange.epoch}".encode(), sha256)
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")
