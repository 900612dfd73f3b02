"""Ordinary pages: Django's WSGI handler in a few threads, behind an ASGI server.

Threads keep their database connections, and a page costs a third of what it costs through Django's ASGI handler.
No thread waits for a slow client: bodies are spooled to disk first, files are read chunk by chunk.
"""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

IN_MEMORY = 512 * 1024  # bytes of a body before it goes to disk
LARGEST_BODY = 120 * 1024 * 1024
MOST_WAITING = 500


class Gone(Exception):
    """The client went away."""


class TooLarge(Exception):
    """The body is longer than any page takes."""


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes | None  # None: it streams
    stream: Any  # the response itself, to be closed after streaming


class PagesInThreads:
    """An ASGI application around a WSGI one."""

    def __init__(self, application: Callable[..., Any], threads: int, streams: int = 2):
        self.application = application
        self.threads = ThreadPoolExecutor(threads, "page")
        self.streams = ThreadPoolExecutor(streams, "stream")  # exports: a generator stays in one thread
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.waiting >= MOST_WAITING:
            return await say(send, 503, "Too busy, please try again.", (b"retry-after", b"2"))
        self.waiting += 1
        try:
            with SpooledTemporaryFile(IN_MEMORY) as body:
                length = await take_body(scope, receive, body)
                await self._answer(scope, make_environ(scope, body, length), send)
        except TooLarge:
            await say(send, 413, "That is too large.")
        except Gone:
            pass
        finally:
            self.waiting -= 1

    async def _answer(self, scope: Scope, environ: dict[str, Any], send: Send) -> None:
        loop, context = asyncio.get_running_loop(), copy_context()
        answer = await loop.run_in_executor(self.threads, context.run, self._run, environ)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.body is not None:
            return await send(
                {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body}
            )
        if scope["method"] == "HEAD":
            await loop.run_in_executor(self.threads, context.run, answer.stream.close)
        elif getattr(answer.stream, "file_to_stream", None):
            await self._send_file(answer.stream, send)
        else:
            work = loop.run_in_executor(self.streams, context.run, feed, answer.stream, loop, send)
            await work
        await send({"type": "http.response.body", "body": b""})

    def _run(self, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            started[:] = [int(status[:3]), encoded]

        response = self.application(environ, start_response)
        if getattr(response, "streaming", False):
            return Answer(started[0], started[1], None, response)
        try:
            return Answer(started[0], started[1], b"".join(response), None)
        finally:
            response.close()

    async def _send_file(self, response: Any, send: Send) -> None:
        """Read in a thread, send on the loop: a slow client holds no thread."""
        loop, chunks = asyncio.get_running_loop(), iter(response)
        try:
            while chunk := await loop.run_in_executor(self.threads, next, chunks, b""):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            await loop.run_in_executor(self.threads, response.close)


def feed(response: Any, loop: asyncio.AbstractEventLoop, send: Send) -> None:
    """Send a generated response, each chunk when the client has taken the one before."""
    with contextlib.closing(response):
        for chunk in chunks_of(response):
            event = {"type": "http.response.body", "body": chunk, "more_body": True}
            asyncio.run_coroutine_threadsafe(_sent(send, event), loop).result()


async def _sent(send: Send, event: MutableMapping[str, Any]) -> None:
    await send(event)


def chunks_of(response: Iterable[bytes]) -> Iterator[bytes]:
    return (chunk for chunk in response if chunk)


async def take_body(scope: Scope, receive: Receive, body: IO[bytes]) -> int:
    """Spool the request's body; return its length. Raises Gone, TooLarge."""
    if declared_length(scope) > LARGEST_BODY:
        raise TooLarge
    length = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Gone
        part = event.get("body", b"")
        length += len(part)
        if length > LARGEST_BODY:
            raise TooLarge
        body.write(part)
        if not event.get("more_body", False):
            body.seek(0)
            return length


def declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def make_environ(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the WSGI environment of a request."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def add_header(environ: dict[str, Any], name: str, value: str) -> None:
    """Add a header; names with an underscore are dropped, since they could pass for another."""
    if name == "content-type":
        environ["CONTENT_TYPE"] = value
    elif name not in ("content-length", "transfer-encoding") and "_" not in name:
        key = "HTTP_" + name.upper().replace("-", "_")
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = environ[key] + between + value if key in environ else value


async def say(send: Send, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *headers]})
    await send({"type": "http.response.body", "body": sentence.encode()})
