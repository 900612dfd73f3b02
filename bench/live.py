"""Live boards: memory of the web process with 1,000 open streams, and time from commit to the event in a browser."""

import asyncio
import re
import time

import psycopg

from amberdesk.operation.demo.people import DOMAIN, STAFF
from bench.desk import Desk, memory
from bench.pages import sign_in

STREAM = re.compile(r'data-live-stream="([^"]+)"|data-live="([^"]*stream[^"]*)"|(/live/stream\?[^"]+)"')
READERS = [
    f"{s.email}@{DOMAIN}" for s in STAFF if s.role in ("coordinator", "deputy", "manager", "technician")
]


async def _follow(port: int, path: str, cookie: str, seen: list[float], opened: asyncio.Semaphore) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    opened.release()
    while line := await reader.readline():
        if b"order:987654321" in line:
            seen.append(time.monotonic())


async def _measure(desk: Desk, streams: int, rounds: int) -> dict[str, float]:
    web = desk.pid_of("granian")
    doors = []
    for email in READERS:
        client = await asyncio.to_thread(sign_in, desk, email)
        page = (await asyncio.to_thread(client.get, "/board/")).text
        found = STREAM.search(page)
        if found:
            path = next(group for group in found.groups() if group).replace("&amp;", "&")
            doors.append((path, "; ".join(f"{k}={v}" for k, v in client.cookies.items())))
    assert doors, "the board names no stream"
    before = memory(web)
    seen: list[float] = []
    opened = asyncio.Semaphore(0)
    tasks = []
    for i in range(streams):
        path, cookie = doors[i % len(doors)]
        tasks.append(asyncio.create_task(_follow(desk.port, path, cookie, seen, opened)))
        if i % 50 == 49:
            await asyncio.sleep(0.1)
    for _ in range(streams):
        await asyncio.wait_for(opened.acquire(), 120)
    await asyncio.sleep(3)
    with_streams = memory(web)
    latencies: list[float] = []
    async with await psycopg.AsyncConnection.connect(desk.dsn, autocommit=True) as connection:
        row = await (
            await connection.execute("SELECT string_agg('network:' || id, ' ') FROM customers_network")
        ).fetchone()
        for _ in range(rounds):
            seen.clear()
            await connection.execute("SELECT pg_notify('live', %s)", [f"order:987654321 {row[0]}"])  # type: ignore[index]
            committed = time.monotonic()
            for _ in range(100):
                await asyncio.sleep(0.05)
                if len(seen) >= streams:
                    break
            latencies += [at - committed for at in seen]
            await asyncio.sleep(0.5)
    for task in tasks:
        task.cancel()
    latencies.sort()
    return {
        "streams": streams,
        "web_mb": with_streams,
        "kb_per_stream": (with_streams - before) / streams * 1024,
        "heard": len(latencies) / rounds,
        "p50_ms": latencies[len(latencies) // 2] * 1000,
        "p95_ms": latencies[int(len(latencies) * 0.95)] * 1000,
    }


def measure(desk: Desk, streams: int = 1000, rounds: int = 10) -> dict[str, float]:
    """Open the streams and announce a change `rounds` times."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most < 65_536 and most != -1 else 65_536, most))
    return asyncio.run(_measure(desk, streams, rounds))
