"""An Asterisk's manager interface without an Asterisk: takes any client in, plays captured events, keeps what it is told."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from queue import Queue
from time import time
from typing import Any

from django.db import OperationalError

from amberdesk.phone.adapters.ami import Fields

BYE = "\r\n\r\n"
PATIENCE = 10.0  # seconds


def block(fields: Mapping[str, str]) -> bytes:
    return ("\r\n".join(f"{key}: {value}" for key, value in fields.items()) + BYE).encode()


class Ami:
    """The server. `channels` and `members` are what its lists name; `told` is what clients asked for, in order.

    Its queues do as they are told, and say so, but for the actions that it `refuses`.
    """

    def __init__(self, user: str = "amberdesk", secret: str = "bursztyn") -> None:
        self.user, self.secret = user, secret
        self.channels: list[dict[str, str]] = []
        self.members: list[dict[str, str]] = []
        self.told: list[dict[str, str]] = []
        self.refuses: set[str] = set()
        self.logins = 0
        self.lines: list[asyncio.StreamWriter] = []
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Ami"]:
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.cut()
            server.close()

    async def play(self, events: Sequence[Fields], piece: int = 700) -> None:
        """Send events to everybody who has signed in, in pieces that care nothing for their bounds."""
        body = b"".join(block(event) for event in events)
        for start in range(0, len(body), piece):
            for line in self.lines:
                line.write(body[start : start + piece])
                await line.drain()
            await asyncio.sleep(0)

    def cut(self) -> None:
        """Cut every line."""
        for line in self.lines:
            line.transport.abort()
        self.lines.clear()

    def asked(self, action: str) -> list[dict[str, str]]:
        return [one for one in self.told if one.get("Action") == action]

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/9.0.0\r\n")
        action: dict[str, str] = {}
        try:
            while line := await reader.readline():
                key, found, value = line.decode().strip().partition(":")
                if found:
                    action[key] = value.strip()
                elif action:
                    self.told.append(action)
                    self._answer(action, writer)
                    action = {}
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _answer(self, action: dict[str, str], writer: asyncio.StreamWriter) -> None:
        name, mark = action.get("Action", ""), {"ActionID": action.get("ActionID", "")}
        if name == "Login":
            good = (action.get("Username"), action.get("Secret")) == (self.user, self.secret)
            writer.write(
                block({"Response": "Success" if good else "Error", **mark, "Message": "Authentication"})
            )
            if good:
                self.logins += 1
                self.lines.append(writer)
                writer.write(block({"Event": "FullyBooted", "Status": "Fully Booted"}))
            else:
                writer.close()
        elif name in ("QueueStatus", "CoreShowChannels"):
            rows = self.members if name == "QueueStatus" else self.channels
            one = "QueueMember" if name == "QueueStatus" else "CoreShowChannel"
            writer.write(
                block({"Response": "Success", **mark, "EventList": "start", "Message": "will follow"})
            )
            for row in rows:
                writer.write(block({"Event": one, **mark, **row}))
            writer.write(block({"Event": f"{name}Complete", **mark, "EventList": "Complete"}))
        elif name in self.refuses:
            writer.write(block({"Response": "Error", **mark, "Message": "Unable"}))
        else:
            if name in ("QueueAdd", "QueuePause", "QueueRemove"):
                self.move(name, action["Queue"], action["Interface"], action.get("Paused") == "true")
            writer.write(block({"Response": "Success", **mark, "Message": "Done"}))

    def move(self, name: str, queue: str, interface: str, paused: bool = False) -> None:
        """Change who is in a queue, told by a client or by a telephone, and say so to everybody."""
        member = {"Queue": queue, "Name": interface, "Location": interface, "Paused": str(int(paused))}
        mine = [m for m in self.members if (m["Queue"], m["Location"]) == (queue, interface)]
        self.members = [m for m in self.members if m not in mine] + [member] * (name != "QueueRemove")
        said = {"QueueAdd": "Added", "QueuePause": "Pause", "QueueRemove": "Removed"}[name]
        event = {"Event": f"QueueMember{said}", "Timestamp": f"{time():.6f}", "Queue": queue}
        for line in self.lines:
            line.write(block(event | {"Interface": interface, "Paused": member["Paused"]}))


@contextmanager
def served() -> Iterator[Ami]:
    """A manager interface in a thread of its own, for whoever opens a line for one action."""
    made, ready, stop = Ami(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with made.open():
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait(10)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


class Desk(Executor):
    """Does what is asked of it in the thread that serves: the test's, whose database nobody else may use."""

    def __init__(self) -> None:
        self._asked: Queue[tuple[Future[Any], Callable[[], Any]]] = Queue()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        asked: Future[Any] = Future()
        self._asked.put((asked, partial(fn, *args, **kwargs)))
        return asked

    def serve(self, story: Coroutine[Any, Any, None]) -> None:
        """Let a story run in another thread, and do here what is asked meanwhile."""
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(asyncio.run, story)
            told.add_done_callback(lambda _: self.submit(lambda: None))
            while not (told.done() and self._asked.empty()):
                self._do(*self._asked.get())
            told.result()

    def _do(self, asked: "Future[Any]", act: Callable[[], Any]) -> None:
        if not asked.set_running_or_notify_cancel():
            return
        try:
            asked.set_result(act())
        except Exception as error:
            asked.set_exception(error)

    async def do(self, act: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self, act)

    async def until(self, true: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait for a condition."""
        end = asyncio.get_running_loop().time() + patience
        while not await self.do(true):
            assert asyncio.get_running_loop().time() < end, "it did not come"
            await asyncio.sleep(0.01)


class Away(Executor):
    """The way to a desk whose database goes away and comes back: meanwhile nothing is done there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.gone, self.asked = False, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        if not self.gone:
            return self._desk.submit(fn, *args, **kwargs)
        self.asked += 1
        refused: Future[Any] = Future()
        refused.set_exception(OperationalError("server closed the connection unexpectedly"))
        return refused
