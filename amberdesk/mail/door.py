"""A door for an own mail server: it hands mail over by LMTP or SMTP, and is told what became of each recipient."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connection
from django.utils import timezone

from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.mailboxes import mailbox_at
from amberdesk.start.configuration import MailDoor

log = logging.getLogger(__name__)
MOST = 64 * 1024 * 1024  # bytes of a mail; a longer one is refused, so that its sender is told
MOST_RECIPIENTS = 50
AT_ONCE = 4
KEPT, NOBODY, AGAIN, MANY = (
    "250 2.0.0 kept",
    "550 5.1.1 no such mailbox",
    "451 4.3.0 try again",
    "452 4.5.3 too many",
)
Run = Callable[..., Awaitable[Any]]


class Porter:
    """Answers the mail server. A mail is kept, committed, before it is said to be."""

    def __init__(self, run: Run, *, each: bool) -> None:
        self.run, self.each = run, each  # each: every recipient has an answer of its own

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

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail for each mailbox that it is to; one that fails is sent again, the others are not doubled."""
        raw = envelope.original_content or b""
        said = [await self.run(keep_for, address, raw) for address in envelope.rcpt_tos]
        if self.each:
            return "\r\n".join(said)
        return KEPT if all(one == KEPT for one in said) else AGAIN


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


def stand(door: MailDoor, stop: threading.Event) -> None:
    """Hold the door open until `stop`. Raises OSError when its port is taken."""
    asyncio.run(_stand(door, stop))


async def _stand(door: MailDoor, stop: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    lmtp = door.protocol == "lmtp"
    with ThreadPoolExecutor(AT_ONCE, "mail-door") as pool:
        porter = Porter(partial(loop.run_in_executor, pool), each=lmtp)
        make = partial(
            LMTP if lmtp else SMTP, porter, data_size_limit=MOST, enable_SMTPUTF8=True, hostname="amberdesk"
        )
        server = await loop.create_server(make, door.host, door.port)
        async with server:
            while not stop.is_set():
                await asyncio.sleep(0.5)
        list(pool.map(lambda _n: connection.close(), range(AT_ONCE)))
