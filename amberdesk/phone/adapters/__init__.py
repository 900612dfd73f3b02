"""How each kind of exchange is read. An adapter turns what came into happenings; it decides nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime

from amberdesk.phone.adapters import asterisk, generic_cti, hotline_api
from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.models import Exchange

Read = Callable[[bytes, Mapping[str, str], datetime], Reading]
ADAPTERS: dict[str, Read] = {"api": hotline_api.read, "asterisk": asterisk.read, "cti": generic_cti.read}


def reading_of(exchange: Exchange, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Reading:
    """Return what a delivery of an exchange tells."""
    return ADAPTERS[exchange.kind](body, headers, received_at)
