"""The hub against a real PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import time

import pytest
from django.db import connection

from amberdesk.web.live import hub as hubs
from amberdesk.web.live.hub import Hub
from amberdesk.web.live.stream import RENEW, RESYNC, Stream
from tests.web.live.loops import run

pytestmark = pytest.mark.django_db(transaction=True)
Trip = Callable[[Hub], Awaitable[None]]


def with_hub(trip: Trip) -> None:
    """Run with a listening hub; leave no task behind."""

    async def whole() -> None:
        hub = Hub()
        first = hub.open(frozenset(["nothing:0"]), time())
        await until(lambda: hub.heard_since is not None)
        hub.close(first)
        try:
            await asyncio.wait_for(trip(hub), 15)
        finally:
            assert hub.listener
            hub.listener.cancel()
            with suppress(asyncio.CancelledError):
                await hub.listener

    run(whole())


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


def follow(hub: Hub, *topics: str, since: float | None = None) -> Stream:
    stream = hub.open(frozenset(topics), time() if since is None else since)
    stream.waiting.pop(0)  # the greeting
    stream.waiting[:] = [waiting for waiting in stream.waiting if waiting != RESYNC or since is not None]
    return stream


def notify(payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('live', %s)", [payload])


def said(stream: Stream) -> list[str]:
    text = b"".join(stream.waiting).decode()
    return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]


def test_a_page_hears_of_what_it_follows_and_of_nothing_else() -> None:
    async def trip(hub: Hub) -> None:
        fala, zatoka = follow(hub, "network:3"), follow(hub, "network:4")
        notify("order:12 network:3")
        await until(lambda: bool(fala.waiting))
        assert said(fala) == ["order:12 network:3"]
        assert zatoka.waiting == []

    with_hub(trip)


def test_a_page_is_not_told_topics_it_may_not_know() -> None:
    async def trip(hub: Hub) -> None:
        anna = follow(hub, "person:7")
        notify("order:12 network:3 person:7 person:8 team:5")
        await until(lambda: bool(anna.waiting))
        assert said(anna) == ["order:12 person:7"]

    with_hub(trip)


def test_nothing_is_heard_of_what_was_rolled_back() -> None:
    async def trip(hub: Hub) -> None:
        page = follow(hub, "order:12", "order:13")
        with connection.cursor() as cursor:
            cursor.execute("begin; select pg_notify('live', 'order:12'); rollback")
        notify("order:13")
        await until(lambda: bool(page.waiting))
        assert said(page) == ["order:13"]

    with_hub(trip)


def test_a_page_that_comes_late_is_told_what_it_missed() -> None:
    async def trip(hub: Hub) -> None:
        drawn = time()
        notify("order:12")
        notify("order:13")
        await until(lambda: len(hub.recent) == 2)
        page = follow(hub, "order:12", since=drawn)
        assert said(page) == ["order:12"]
        assert follow(hub, "order:12", since=time() + 1).waiting == []

    with_hub(trip)


def test_a_page_older_than_the_memory_fetches_everything() -> None:
    async def trip(hub: Hub) -> None:
        assert follow(hub, "order:12", since=time() - 3600).waiting == [RESYNC]

    with_hub(trip)


def test_a_lost_listener_comes_back_and_every_page_fetches_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hubs, "FIRST_DELAY", 0.01)

    async def trip(hub: Hub) -> None:
        page, heard = follow(hub, "order:12"), hub.heard_since
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'live'"
            )
        await until(lambda: hub.heard_since not in (None, heard))
        assert page.waiting == [RESYNC]
        notify("order:12")
        await until(lambda: len(page.waiting) == 2)

    with_hub(trip)


@pytest.mark.parametrize("payload", ["person:7", "revoke person:7", "team:2 person:7 revoke"])
def test_a_person_who_was_changed_must_ask_again(payload: str) -> None:
    async def trip(hub: Hub) -> None:
        anna, ewa = follow(hub, "person:7", "network:3"), follow(hub, "person:8", "network:3")
        notify(payload)
        await until(lambda: anna.ended)
        assert anna.waiting == [RENEW]
        assert not ewa.ended and ewa.waiting == []

    with_hub(trip)


def test_a_closed_page_leaves_nothing_behind() -> None:
    async def trip(hub: Hub) -> None:
        pages = [follow(hub, f"order:{n}", "network:3") for n in range(100)]
        for page in pages:
            hub.close(page)
        assert (hub.followers, hub.count) == ({}, 0)

    with_hub(trip)


def test_many_pages_spread_their_fetches() -> None:
    async def trip(hub: Hub) -> None:
        for _ in range(1000):
            follow(hub, "network:3")
        assert b"data: 2000\n" in hub.beat()

    with_hub(trip)


def test_a_person_cannot_hold_more_than_enough_streams() -> None:
    async def trip(hub: Hub) -> None:
        for _ in range(hubs.PER_PERSON):
            assert hub.has_room(7)
            follow(hub, "person:7")
        assert not hub.has_room(7) and hub.has_room(8)

    with_hub(trip)
