"""The ASGI side of streams. A stream costs a task and a few kilobytes: no thread, no database connection."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from time import time
from typing import Any
from urllib.parse import parse_qs

from amberdesk.web.live.hub import hub
from amberdesk.web.live.stream import Stream
from amberdesk.web.live.topics import MAX_AGE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

SLACK = 5  # seconds between reading a page's rows and signing its topics, at most
REPLACED = {b"content-type", b"content-length", b"cache-control", b"expires"}
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
]


class Streams:
    """Serves streams; whom and what, the ordinary pages say."""

    def __init__(self, pages: Application) -> None:
        self.pages = pages

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.pages(scope, receive, keep)
        if answer and answer[0]["status"] == 200 and scope["method"] == "GET":
            headers, ticket = answer[0]["headers"], json.loads(answer[1]["body"])
            answer.clear()
            await stream(ticket, seen(scope), receive, send, headers)
        for message in answer:
            await send(message)


async def stream(
    ticket: dict[str, Any], since: float | None, receive: Receive, send: Send, headers: Headers
) -> None:
    """Send what concerns the ticket's topics until it runs out or the page goes away."""
    opened = hub.open(frozenset(ticket["topics"]), since or ticket["signed_at"] - SLACK)
    watch = asyncio.create_task(end_with_page(receive, opened))
    kept = [header for header in headers if header[0] not in REPLACED]
    try:
        await send({"type": "http.response.start", "status": 200, "headers": [*kept, *HEADERS]})
        async for chunk in opened.chunks(hub.beat, ticket["signed_at"] + MAX_AGE.total_seconds() - time()):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except OSError:
        pass  # the page went away while being told
    finally:
        watch.cancel()
        hub.close(opened)


async def end_with_page(receive: Receive, opened: Stream) -> None:
    """End the stream when its page has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    opened.end()


def seen(scope: Message) -> float | None:
    """Return the instant up to which this page has heard everything, in seconds since 1970."""
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    text = last or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    return int(text) / 1000 if text.isascii() and text.isdigit() and len(text) < 15 else None
