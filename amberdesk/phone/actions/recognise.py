"""Recognise the exchange that speaks. Of a stranger nothing is kept but a count."""

from collections.abc import Mapping
from datetime import datetime

from amberdesk.phone.actions.hear import count_refused
from amberdesk.phone.models import Exchange
from amberdesk.phone.signing import is_genuine, is_token, named_in
from amberdesk.start.engine.prepared import columns, found, made

_NAMED = f"SELECT {columns(Exchange, 'x')} FROM phone_exchange x WHERE x.code = %s AND x.active"


class Stranger(PermissionError):
    """It is not an exchange in use, or not its secret: 401, the same for all of them."""


def recognise(headers: Mapping[str, str], body: bytes, *, at: datetime, private: bool) -> Exchange:
    """Return the exchange that sent this. `private` as in signing.is_genuine. Raises Stranger."""
    exchange = _exchange(named_in(headers))
    if not is_genuine(exchange, headers, body, at=at, private=private):
        raise _refused(exchange)
    return exchange


def recognise_by_token(code: str, token: str) -> Exchange:
    """Return the exchange to whose address something was sent. Raises Stranger."""
    exchange = _exchange(code)
    if not is_token(exchange, token):
        raise _refused(exchange)
    return exchange


def _exchange(code: str) -> Exchange:
    rows = found(_NAMED, code) if code.isprintable() else []
    if not rows:
        raise Stranger(code)
    return made(Exchange, rows[0])


def _refused(exchange: Exchange) -> Stranger:
    count_refused(exchange)
    return Stranger(exchange.code)
