import asyncio
from collections.abc import Callable

from amberdesk.web.live import stream as streams
from amberdesk.web.live.stream import MOST_WAITING, RENEW, RESYNC, Stream, message
from tests.web.live.loops import run


def read(stream: Stream, lasts: float = 60, beat: Callable[[], bytes] = lambda: b"beat") -> list[bytes]:
    async def all_of_it() -> list[bytes]:
        return [chunk async for chunk in stream.chunks(beat, lasts)]

    return run(all_of_it(), 5)


def test_messages_come_in_order_and_together() -> None:
    stream = Stream(frozenset())
    stream.put(b"one ")
    stream.put(b"two ")
    stream.end()

    assert read(stream) == [b"one two " + RENEW]


def test_a_page_that_reads_too_slowly_fetches_everything_once() -> None:
    stream = Stream(frozenset())
    for number in range(MOST_WAITING + 5):
        stream.put(b"%d " % number)
    stream.end()

    told = b"".join(read(stream))
    assert told.startswith(RESYNC) and told.count(RESYNC) == 1
    assert b"68 " in told and b"63 " not in told


def test_a_ticket_that_has_run_out_makes_the_page_ask_again() -> None:
    assert read(Stream(frozenset()), lasts=0.05) == [RENEW]


def test_silence_is_broken_by_a_heartbeat(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)

    told = read(Stream(frozenset()), lasts=0.18)

    assert told[:2] == [b"beat", b"beat"] and told[-1] == RENEW


def test_a_message_wakes_a_waiting_stream() -> None:
    async def trip() -> bytes:
        stream = Stream(frozenset())
        chunks = stream.chunks(lambda: b"beat", 60)
        asyncio.get_running_loop().call_later(0.02, stream.put, b"now")
        return await asyncio.wait_for(anext(chunks), 2)

    assert run(trip()) == b"now"


def test_a_message_has_the_form_of_server_sent_events() -> None:
    assert message(["order:12", "network:3"], 1700000000.5) == (
        b"id: 1700000000500\nevent: live\ndata: order:12 network:3\n\n"
    )
