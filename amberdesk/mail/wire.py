"""A mail as it comes over the line of an own mail server: lines of any length, to the disk, each recipient answered.

The library's own way keeps a mail as a list of its lines, refuses one with a line over 1,001 bytes for good, and answers
for all recipients at once where something is wrong, while by LMTP the other side waits for one answer each.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, syntax

from amberdesk.mail.reading.limits import MOST_KEPT

log = logging.getLogger(__name__)
IN_MEMORY = 256 * 1024  # bytes of a mail on its way in; what is longer lies on the disk
AGAIN, TOO_BIG = "451 4.3.0 try again", "552 5.3.4 the mail is too big"


class Keeper(Protocol):
    """Whoever a whole mail is given to, and who knows the lines that are open."""

    lines: set[object]

    async def keep(self, recipients: list[str], file: IO[bytes], size: int) -> list[str]:
        """Return an answer for each recipient."""
        ...


class Line(SMTP):
    """One line of a mail server, by SMTP: one answer for all."""

    line_length_limit = 64 * 1024  # of what is read at once; a longer line comes in pieces
    event_handler: Keeper
    envelope: Envelope

    def __init__(self, keeper: Keeper, **facts: Any) -> None:
        super().__init__(keeper, **facts)
        keeper.lines.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.lines.discard(self)
        super().connection_lost(error)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if arg:
            return await self.push("501 5.5.4 DATA takes no words")
        if not self.envelope.rcpt_tos:
            return await self.push("503 5.5.1 no recipient")
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        with SpooledTemporaryFile(IN_MEMORY) as file:
            said = await self._taken(file)
        self._set_post_data_state()
        await self.push(self.as_one(said))

    def as_one(self, said: list[str]) -> str:
        """Return what the other side is told: the mail comes again unless it is kept for each, or never can be."""
        return said[0] if len(set(said)) == 1 else AGAIN

    async def _taken(self, file: IO[bytes]) -> list[str]:
        recipients = list(self.envelope.rcpt_tos)
        try:
            size = await read_into(file, self._reader, return_path(self.envelope.mail_from))
            if size > MOST_KEPT:
                return [TOO_BIG] * len(recipients)
            return await self.event_handler.keep(recipients, file, size)
        except Exception:  # whatever it is, the mail server keeps the mail
            log.exception("mail was not taken")
            return [AGAIN] * len(recipients)


class LineEach(Line, LMTP):
    """One line of a mail server, by LMTP: an answer for each recipient."""

    def as_one(self, said: list[str]) -> str:
        return "\r\n".join(said)


def return_path(sender: str | None) -> bytes:
    """Return the field that says from whom a mail's envelope is: who delivers a mail writes it. Nobody: `<>`."""
    shown = "".join(char for char in sender or "" if char.isprintable() and char not in "<> ")
    return f"Return-Path: <{shown}>\r\n".encode("utf-8", "replace")


async def read_into(file: IO[bytes], reader: asyncio.StreamReader, head: bytes) -> int:
    """Write the head and the mail, read to its end; return its length. Of one over MOST_KEPT the rest is thrown away.

    Raises OSError, once the mail has ended, where the disk did not take it.
    """
    size, trouble = 0, None
    async for piece in pieces(reader):
        size += len(piece)
        if size <= MOST_KEPT and trouble is None:
            try:
                file.write(head + piece)
            except OSError as error:
                trouble = error
        head = b""
    if trouble is not None:
        raise trouble
    return size


async def pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield a mail's lines as they were before they were sent, in pieces where they are long, up to the lone dot."""
    begins = True
    while True:
        try:
            piece = await reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as long:
            piece = await reader.read(long.consumed)
        if begins and piece == b".\r\n":
            return
        yield piece.removeprefix(b".") if begins else piece
        begins = piece.endswith(b"\r\n")
