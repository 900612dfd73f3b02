"""One listener per web process: takes topics from PostgreSQL and hands them to the streams that follow them."""

import asyncio
import logging
import random
from collections import deque
from time import time

import psycopg
from django.conf import settings
from django.db import connections

from amberdesk.web.live.ending import before_exit
from amberdesk.web.live.stream import RESYNC, Stream, message

log = logging.getLogger(__name__)

CHANNEL = "live"
REVOKE = "revoke"
MEMORY = 2000  # last notifications, for pages that come late or come back
QUIET = 30.0  # seconds without a notification after which the connection is tried
FIRST_DELAY, LONGEST_DELAY = 0.2, 10.0
PER_PERSON = 50
SPREAD = 2  # milliseconds of jitter for each open stream
NO_QUERY = ("cursor_factory", "context", "prepare_threshold", "pool")


class Hub:
    """Streams by topic, and the last notifications."""

    def __init__(self) -> None:
        self.followers: dict[str, set[Stream]] = {}
        self.count = 0
        self.recent: deque[tuple[float, list[str]]] = deque(maxlen=MEMORY)
        self.heard_since: float | None = None
        self.listener: asyncio.Task[None] | None = None

    def open(self, topics: frozenset[str], since: float) -> Stream:
        """Return a stream that starts with what was missed since then (seconds since 1970)."""
        stream = Stream(topics)
        for topic in topics:
            self.followers.setdefault(topic, set()).add(stream)
        self.count += 1
        stream.put(self.hello())
        self.catch_up(stream, since)
        self.listen()
        return stream

    def close(self, stream: Stream) -> None:
        """Forget the stream."""
        self.count -= 1
        for topic in stream.topics:
            followers = self.followers[topic]
            followers.discard(stream)
            if not followers:
                del self.followers[topic]

    def has_room(self, person: int) -> bool:
        """Return False for a person with too many streams."""
        return len(self.followers.get(f"person:{person}", ())) < PER_PERSON

    def beat(self) -> bytes:
        """Return the heartbeat: over how many milliseconds pages spread their fetches. Its id: all is heard so far."""
        spread = max(50, min(10_000, self.count * SPREAD))
        return f"id: {int(time() * 1000)}\nevent: spread\ndata: {spread}\n\n".encode()

    def hello(self) -> bytes:
        """Return the first message: when to come back after a break, and the spread."""
        return f"retry: {random.randint(500, 1500 + self.count * SPREAD)}\n".encode() + self.beat()

    def catch_up(self, stream: Stream, since: float) -> None:
        """Replay what the stream missed, or tell it to fetch everything where memory does not reach."""
        if self.heard_since is None:
            return  # `resync` comes when listening starts
        forgotten = len(self.recent) == MEMORY and self.recent[0][0] > since
        if forgotten or self.heard_since > since:
            stream.put(RESYNC)
            return
        for at, topics in self.recent:
            if at >= since and not stream.topics.isdisjoint(topics):
                stream.put(message(known(topics, stream), at))

    def spread(self, payload: str) -> None:
        """Hand one notification to its followers."""
        topics = payload.split()
        if REVOKE in topics or all(map(is_person, topics)):
            self.revoke(topics)
            return
        now = time()
        self.recent.append((now, topics))
        for stream in set().union(*(self.followers.get(topic, ()) for topic in topics)):
            stream.put(message(known(topics, stream), now))

    def revoke(self, topics: list[str]) -> None:
        """End the streams of the named persons."""
        for topic in topics:
            if is_person(topic):
                for stream in self.followers.get(topic, ()):
                    stream.end()

    def resync(self) -> None:
        """Tell every page to fetch everything: something may have been missed."""
        for stream in set().union(*self.followers.values()):
            stream.put(RESYNC)

    def listen(self) -> None:
        """Start the listener, unless it runs on this loop."""
        loop = asyncio.get_running_loop()
        if self.listener is None or self.listener.done() or self.listener.get_loop() is not loop:
            self.listener = loop.create_task(self.keep_listening())
            before_exit(self.stop)

    def stop(self) -> None:
        """Close every stream, so that the web server need not wait for open pages."""
        for stream in set().union(*self.followers.values()):
            stream.stop()

    async def keep_listening(self) -> None:
        """Listen for good; come back after a break."""
        delay = FIRST_DELAY
        while True:
            try:
                async with await connect() as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    self.recent.clear()
                    self.heard_since, delay = time(), FIRST_DELAY
                    self.resync()
                    await self.hear(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("live.lost", extra={"reason": str(error), "retry_in": delay})
            except Exception:
                log.exception("live.lost")  # a fault of ours: told, but pages must not fall silent for it
            self.heard_since = None
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def hear(self, connection: psycopg.AsyncConnection) -> None:
        """Spread notifications until the connection breaks."""
        while True:
            async for notification in connection.notifies(timeout=QUIET):
                self.spread(notification.payload)
            async with asyncio.timeout(QUIET):
                await connection.execute("select 1")


def is_person(topic: str) -> bool:
    """Return True for the topic of a person."""
    return topic.startswith("person:")


def known(topics: list[str], stream: Stream) -> list[str]:
    """Return those topics of a notification that a follower may know: orders, and what it follows."""
    return [topic for topic in topics if topic in stream.topics or topic.startswith("order:")]


async def connect() -> psycopg.AsyncConnection:
    """Return a connection of its own, around a pooler if there is one."""
    if direct := settings.AMBERDESK.database_direct_url:
        return await psycopg.AsyncConnection.connect(direct, autocommit=True, application_name=CHANNEL)
    params = connections["default"].get_connection_params()
    own = {name: value for name, value in params.items() if name not in NO_QUERY} | {
        "application_name": CHANNEL
    }
    return await psycopg.AsyncConnection.connect(**own, autocommit=True)


hub = Hub()
