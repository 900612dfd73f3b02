"""A line to an Asterisk's manager interface: what is particular to its socket and its way of answering."""

import asyncio
import logging
from codecs import getincrementaldecoder
from typing import Any

from panoramisk import Manager
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.message import Message

from amberdesk.people.secrets import opened
from amberdesk.phone.exchanges import AsteriskSettings

log = logging.getLogger(__name__)
PATIENCE = 15.0  # seconds for an answer, and until a line counts as lost
OF_THIS_SENDING = ("ActionID", "Privilege", "content")


class Wire(AMIProtocol):
    """Keeps letters whole whose bytes come in two packets; a byte that is no letter's is seen as such."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._letters = getincrementaldecoder("utf-8")("replace")
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        super().data_received(self._letters.decode(data).encode())


def manager_of(settings: AsteriskSettings, **more: Any) -> Manager:
    """Return a manager that can connect; it is for the loop that runs. Raises NoKey."""
    return Manager(
        host=settings.host,
        port=settings.port,
        ssl=settings.tls,
        username=settings.user,
        secret=opened(settings.password),
        protocol_factory=Wire,
        loop=asyncio.get_running_loop(),
        log=log,
        **more,
    )


def plain(message: Message) -> dict[str, str]:
    """Return the fields of an event without what is only of this sending."""
    return {k: v for k, v in message.items() if isinstance(v, str) and k not in OF_THIS_SENDING}


async def listed(manager: Manager, action: str, event: str) -> list[dict[str, str]]:
    """Return what a listing action names. A line that gives no answer is cut, and built again. Raises TimeoutError."""
    try:
        told = await asyncio.wait_for(manager.send_action({"Action": action}, as_list=True), PATIENCE)
    except TimeoutError:
        manager.protocol.transport.abort()
        raise
    return [row for row in map(plain, told) if row.get("Event") == event]
