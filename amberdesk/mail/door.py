"""A door for an own mail server: it hands mail over by LMTP or SMTP, and is told what became of each recipient."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import IO, Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connection
from django.utils import timezone

from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.mailboxes import mailbox_at
from amberdesk.mail.reading.limits import MOST_KEPT
from amberdesk.mail.wire import AGAIN, Line, LineEach
from amberdesk.start.configuration import MailDoor

log = logging.getLogger(__name__)
MOST_RECIPIENTS = 50
MOST_LINES = 100  # of mail servers at once
AT_ONCE = 4  # mails that are kept at once; the others wait on the disk
LARGE = 8 * 1024 * 1024  # bytes; one mail of that length is kept at once
KEPT, NOBODY, MANY = "250 2.0.0 kept", "550 5.1.1 no such mailbox", "452 4.5.3 too many"
FULL = b"421 4.3.2 too many lines, try again\r\n"
Run = Callable[..., Awaitable[Any]]


class Porter:
    """Answers the mail server. A mail is kept, committed, before it is said to be."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.lines: set[object] = set()
        self._places, self._large = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say whether there is such a mailbox, before the mail itself is sent."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return MANY
        try:
            known = await self.run(exists, address)
        except Exception:
            log.exception("whether there is a mailbox is not known")
            return AGAIN
        if not known:
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def keep(self, recipients: list[str], file: IO[bytes], size: int) -> list[str]:
        """Keep the mail for each mailbox that it is to; one that fails is sent again, the others are not doubled."""
        async with self._large if size > LARGE else nullcontext(), self._places:
            raw = await self.run(whole, file)
            return [await self.run(keep_for, address, raw) for address in recipients]


def whole(file: IO[bytes]) -> bytes:
    """Return all that was written."""
    file.seek(0)
    return file.read()


def exists(address: str) -> bool:
    """Tell whether there is a mailbox of that address."""
    close_old_connections()
    return mailbox_at(address) is not None


def keep_for(address: str, raw: bytes) -> str:
    """Take a mail into a mailbox and return what the mail server is told."""
    try:
        close_old_connections()
        box = mailbox_at(address)
        if box is None:
            return NOBODY
        at = timezone.now()
        take_in(box, raw, received_at=at, at=at)
        return KEPT
    except Exception:  # whatever it is, the mail server keeps the mail
        log.exception("mail was not taken")
        return AGAIN


class Full(asyncio.Protocol):
    """One line too many: the other side comes again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        line = cast(asyncio.WriteTransport, transport)
        line.write(FULL)
        line.close()


def stand(door: MailDoor, stop: threading.Event) -> None:
    """Hold the door open until `stop`. Raises OSError when its port is taken."""
    asyncio.run(_stand(door, stop))


async def _stand(door: MailDoor, stop: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    kind = LineEach if door.protocol == "lmtp" else Line
    with ThreadPoolExecutor(AT_ONCE, "mail-door") as pool:
        porter = Porter(partial(loop.run_in_executor, pool))

        def answer() -> asyncio.BaseProtocol:
            if len(porter.lines) >= MOST_LINES:
                return Full()
            return kind(porter, data_size_limit=MOST_KEPT, enable_SMTPUTF8=True, hostname="amberdesk")

        server = await loop.create_server(answer, door.host, door.port)
        async with server:
            while not stop.is_set():
                await asyncio.sleep(0.5)
        list(pool.map(_let_go, [threading.Barrier(AT_ONCE)] * AT_ONCE))


def _let_go(of_all: threading.Barrier) -> None:
    """Close the thread's connection to the database, and wait, so that the next one is another thread."""
    connection.close()
    of_all.wait()
