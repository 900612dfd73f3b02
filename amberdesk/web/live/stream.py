"""One open stream: what waits to be sent to one page, in the format of server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Callable

HEARTBEAT = 20.0  # seconds
MOST_WAITING = 64
RESYNC = b"event: resync\ndata: \n\n"
RENEW = b"event: renew\ndata: \n\n"


class Stream:
    """Messages for one page. A page that reads too slowly is told to fetch everything once instead."""

    __slots__ = ("ended", "topics", "waiter", "waiting")

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.waiting: list[bytes] = []
        self.waiter: asyncio.Future[None] | None = None
        self.ended = False

    def put(self, message: bytes) -> None:
        """Add a message, or fall back to one `resync` when too many wait."""
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            message = RESYNC
        self.waiting.append(message)
        self.wake()

    def end(self) -> None:
        """Tell the page to ask again what it may follow, then close."""
        self.waiting.append(RENEW)
        self.stop()

    def stop(self) -> None:
        """Close when everything is sent; the page comes back by itself."""
        self.ended = True
        self.wake()

    def wake(self) -> None:
        """Let the sender go on."""
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)

    async def chunks(self, beat: Callable[[], bytes], lasts: float) -> AsyncIterator[bytes]:
        """Yield what waits as it comes; `beat` when nothing comes; end after `lasts` seconds."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + lasts
        while True:
            if self.waiting:
                chunk = b"".join(self.waiting)
                self.waiting.clear()
                yield chunk
            elif self.ended:
                return
            elif loop.time() >= ends:
                self.end()
            elif not await self.woken(min(HEARTBEAT, ends - loop.time())) and loop.time() < ends:
                yield beat()

    async def woken(self, seconds: float) -> bool:
        """Wait for a message; False when none came in time."""
        loop = asyncio.get_running_loop()
        self.waiter = waiter = loop.create_future()
        timer = loop.call_later(seconds, self.wake)
        try:
            await waiter
        finally:
            timer.cancel()
            self.waiter = None
        return bool(self.waiting) or self.ended


def message(topics: list[str], at: float) -> bytes:
    """Return the event that names what has changed; its id is the instant in milliseconds."""
    return f"id: {int(at * 1000)}\nevent: live\ndata: {' '.join(topics)}\n\n".encode()
