"""The open line to an Asterisk: hear its events, see that it lives and which calls do, and after a gap what was missed."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connections
from django.utils import timezone
from panoramisk import Manager
from panoramisk.message import Message

from amberdesk.people.secrets import NoKey
from amberdesk.phone.actions.give_up import lose_calls, open_calls
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.adapters.ami import Gate
from amberdesk.phone.backfill import OLDEST
from amberdesk.phone.exchanges import Kind, asterisk_settings
from amberdesk.phone.gaps import Gaps
from amberdesk.phone.inbox import MOST, Inbox
from amberdesk.phone.keeping import Keeper
from amberdesk.phone.models import Exchange, Hotline
from amberdesk.phone.pushing import Push
from amberdesk.phone.silence import UNHELD
from amberdesk.phone.wire import PATIENCE, listed, manager_of, plain

log = logging.getLogger(__name__)
GATHER = 0.05  # seconds: what comes together is kept together


class Pace:
    """How often the line does what, in seconds; tests are in more of a hurry."""

    reconnect, check, push, look, retry, hand_over = 5, 60.0, 2.0, 2.0, 1.0, 5.0
    room = MOST  # events that may wait for the database


def asterisk_exchanges() -> list[Exchange]:
    """Return the exchanges that have a line."""
    return list(Exchange.objects.filter(kind=Kind.ASTERISK, active=True).order_by("code"))


def hold(code: str, stop: threading.Event, pace: type[Pace] = Pace) -> None:
    """Hold the line to an exchange until `stop`, or until it is set up anew."""
    pool = ThreadPoolExecutor(1, thread_name_prefix=f"asterisk {code}")
    try:
        exchange = pool.submit(_exchange, code).result()
        if exchange is not None:
            asyncio.run(Session(exchange, stop, pool, pace).run())
    finally:
        pool.submit(connections.close_all).result()
        pool.shutdown()


def _exchange(code: str) -> Exchange | None:
    return Exchange.objects.filter(code=code, kind=Kind.ASTERISK, active=True).first()


def _queues(exchange: Exchange) -> dict[str, tuple[str, int]]:
    rows = Hotline.objects.filter(exchange=exchange, active=True).exclude(queue="")
    return {row.queue: (row.number, row.ring_seconds * 1000) for row in rows}


class Session:
    """One holding of the line."""

    def __init__(
        self, exchange: Exchange, stop: threading.Event, pool: ThreadPoolExecutor, pace: type[Pace]
    ) -> None:
        self.exchange, self.stop, self.pool, self.pace = exchange, stop, pool, pace
        self.settings = asterisk_settings(exchange.settings)
        self.gate = Gate(self.settings.contexts, ())
        self.queues: dict[str, tuple[str, int]] = {}
        self.inbox = Inbox(pace.room)
        self.keeper = Keeper(exchange, pool, self.inbox, timezone.now)
        self.db = self.keeper.db
        self.gaps, self.members = Gaps(self.settings.queue_log, self.keeper), Push(self.keeper)
        self.missing = frozenset[str]()  # calls that the exchange did not know when it was asked last
        self.up = self.is_lost = False
        self.since: datetime | None = timezone.now()  # when the line was lost
        self.last = exchange.told_at  # until when we heard everything

    async def run(self) -> None:
        self.queues = await self.db(lambda: _queues(self.exchange))
        self.keeper.queues = self.queues
        known = await self.db(lambda: open_calls(self.exchange, before=timezone.now()))
        self.gate = Gate(self.settings.contexts, self.queues, known)
        await self._say_if_unheld()
        try:
            manager = self._manager()
        except NoKey:
            log.error("%s: its password cannot be opened, enter it again in the office", self.exchange.code)
            await self._lose(self.last or timezone.now())
            return
        manager.connect()
        beats = (self._keep_in_store, self._check, self._push)
        tasks = [asyncio.create_task(self._again(beat, manager)) for beat in beats]
        try:
            while not await self._stopped(self.pace.look) and not await self._must_begin_anew():
                pass
        finally:
            manager.on_disconnect = lambda *_: None
            manager.reconnect_timeout = 86_400  # it ends with its loop
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            manager.close()
            await self.keeper.hand_over(self.pace.hand_over, self.pace.retry)

    def _manager(self) -> Manager:
        manager = manager_of(
            self.settings, events="call,agent,user,system", reconnect_timeout=self.pace.reconnect
        )
        manager.on_login, manager.on_disconnect = self._came, self._went
        manager.register_event("*", self._heard)
        return manager

    async def _stopped(self, seconds: float) -> bool:
        """Wait, and tell whether the line is to be let go."""
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while not self.stop.is_set():
            if clock() >= end:
                return False
            await asyncio.sleep(0.1)
        return True

    async def _must_begin_anew(self) -> bool:
        """Return whether the exchange was set up anew; while the database is away the line is held on."""
        try:
            row = await self.db(lambda: _exchange(self.exchange.code))
            return row is None or row.settings != self.exchange.settings or await self._has_other_queues(row)
        except Error:
            return False

    async def _has_other_queues(self, row: Exchange) -> bool:
        return await self.db(lambda: _queues(row)) != self.queues

    async def _say_if_unheld(self) -> None:
        """Say that nobody held the line for longer than a restart takes: of that time nothing is known."""
        if self.last is not None and timezone.now() - self.last > UNHELD:
            await self._lose(self.last)

    async def _lose(self, since: datetime) -> None:
        await self.db(lambda: lose(self.exchange, since=since, at=timezone.now()))
        self.is_lost = True

    async def _again(self, beat: Callable[[Manager], Any], manager: Manager) -> None:
        """Do something again and again; what goes wrong once is tried at the next turn."""
        while True:
            try:
                await beat(manager)
            except Error as error:
                log.warning("the line to %s waits for the database: %s", self.exchange.code, error)
                await asyncio.sleep(self.pace.retry)
            except Exception:  # a beat that ended would leave a line that seems held and is deaf
                log.exception("the line to %s", self.exchange.code)
                await asyncio.sleep(self.pace.retry)

    def _heard(self, manager: Manager, event: Message) -> None:
        fields = plain(event)
        if not self.members.is_own(fields):
            self.inbox.put(self.gate.take(fields), timezone.now())

    def _went(self, manager: Manager, error: Exception | None) -> None:
        self.since = self.since or timezone.now()
        self.up = False

    def _came(self, manager: Manager) -> None:
        self.up = True

    async def _keep_in_store(self, manager: Manager) -> None:
        await asyncio.sleep(GATHER)
        if self.inbox:
            await self.keeper.store()

    async def _check(self, manager: Manager) -> None:
        """See that the line lives and which calls do; after a gap fill in first what happened meanwhile."""
        if not self.up:
            await self._give_up_line()
            await asyncio.sleep(0.2)
            return
        if self.inbox.spilled_at is not None:
            await self._say_what_spilled(self.inbox.spilled_at)
        if self.since is not None:
            await self._catch_up(manager)
        else:
            await self.members.look(manager)
            if self.gaps.torn is not None:
                await self._fill_in(self.gaps.torn)
        await self._ask_live(manager)
        for _ in range(int(self.pace.check / 0.2)):
            await asyncio.sleep(0.2)
            if not self.up or self.since is not None or self.inbox.spilled_at is not None:
                return

    async def _say_what_spilled(self, since: datetime) -> None:
        """Say that events were lost for want of room: the line was as good as gone, and what is missing is filled in."""
        await self.keeper.store()
        await self._lose(since)
        self.inbox.spilled_at, self.since = None, self.since or since

    async def _give_up_line(self) -> None:
        """Say that the line is lost, once it has been for a while."""
        since = self.since
        if since and not self.is_lost and timezone.now() - since > timedelta(seconds=PATIENCE):
            await self._lose(since)

    async def _catch_up(self, manager: Manager) -> None:
        """After the line came back: learn the members' names, read the queue_log since we heard last."""
        await self.members.look(manager)
        await self._fill_in(self.last or timezone.now() - OLDEST)
        self.since, self.is_lost = None, False

    async def _fill_in(self, since: datetime) -> None:
        await self.gaps.fill(since, self.queues, self.members.names)

    async def _ask_live(self, manager: Manager) -> None:
        """Ask which calls live: unknown ones are taken up, ones that were missing twice are lost."""
        asked = timezone.now()
        channels = await listed(manager, "CoreShowChannels", "CoreShowChannel")
        for channel in channels:
            if not self.gate.knows(channel.get("Linkedid", "")):
                self.inbox.put(self.gate.take(channel), asked)
        await self.keeper.store()
        live = {channel.get("Linkedid", "") for channel in channels}
        mine = await self.db(lambda: open_calls(self.exchange, before=asked - timedelta(seconds=5)))
        missing = frozenset(mine) - live
        lost = missing & self.missing
        self.missing = missing
        await self.db(lambda: lose_calls(self.exchange, lost, at=asked))
        await self.db(lambda: hear(self.exchange, at=asked))
        self.last = asked

    async def _push(self, manager: Manager) -> None:
        """Let the exchange's queues have whom the desk's statuses name."""
        await asyncio.sleep(self.pace.push)
        if not self.up or self.since is not None or not self.queues:
            return
        await self.members.push(manager)
