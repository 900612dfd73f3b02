"""The open line to an Asterisk: hear its events, fill in what was missed, ask which calls live, tell it who is there."""

import asyncio
import json
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

from amberdesk.people.secrets import NoKey, opened
from amberdesk.phone.actions.give_up import lose_calls, open_calls
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.adapters.ami import Gate
from amberdesk.phone.backfill import OLDEST, Missed, Unreachable, missed_lines
from amberdesk.phone.exchanges import Kind, asterisk_settings
from amberdesk.phone.inbox import MOST, Inbox
from amberdesk.phone.keeping import Keeper
from amberdesk.phone.members import Member, members_wanted, moves
from amberdesk.phone.models import Exchange, Hotline
from amberdesk.phone.silence import UNHELD

log = logging.getLogger(__name__)
GATHER = 0.05  # seconds: what comes together is kept together
PATIENCE = 15.0  # seconds for an answer, and until a line counts as lost


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
        self.names: dict[str, str] = {}  # a queue member's name -> its interface
        self.there: dict[tuple[str, str], Member] = {}
        self.missing = frozenset[str]()  # calls that the exchange did not know when it was asked last
        self.up = self.is_lost = False
        self.since: datetime | None = timezone.now()  # when the line was lost
        self.last = exchange.told_at  # until when we heard everything
        self.torn: datetime | None = None  # since when the queue_log is read again: it ended in half a line

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
        manager = Manager(
            host=self.settings.host,
            port=self.settings.port,
            ssl=self.settings.tls,
            username=self.settings.user,
            secret=opened(self.settings.password),
            events="call,agent,user,system",
            reconnect_timeout=self.pace.reconnect,
            loop=asyncio.get_running_loop(),
            log=log,
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
        fields = {key: value for key, value in event.items() if isinstance(value, str)}
        self.inbox.put(self.gate.take(_cased(fields)), timezone.now())

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
        elif self.torn is not None:
            since, self.torn = self.torn, None
            await self._fill_in(since)
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
        members = await self._list(manager, "QueueStatus", "QueueMember")
        self.names = {m.get("Name", ""): _interface(m) for m in members}
        self.there = {(m.get("Queue", ""), _interface(m)): Member(m.get("Paused") == "1") for m in members}
        since = self.last or timezone.now() - OLDEST
        missed = await self._fill_in(since)
        self.torn = None if missed.whole else since
        self.since, self.is_lost = None, False

    async def _fill_in(self, since: datetime) -> Missed:
        """Take in what the queue_log says of the time since an instant."""
        try:
            missed = await self.db(lambda: missed_lines(self.settings.queue_log, since, timezone.now()))
        except Unreachable as error:
            log.warning("%s: its queue_log cannot be read: %s", self.exchange.code, error)
            return Missed(b"", whole=True)
        if missed.lines:
            headers = {"queues": json.dumps(self.queues), "agents": json.dumps(self.names)}
            await self.keeper.take_in(missed.lines, {"source": "queue_log", **headers})
        return missed

    async def _ask_live(self, manager: Manager) -> None:
        """Ask which calls live: unknown ones are taken up, ones that were missing twice are lost."""
        asked = timezone.now()
        channels = await self._list(manager, "CoreShowChannels", "CoreShowChannel")
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
        wanted = await self.db(lambda: members_wanted(self.exchange, timezone.now()))
        for action, place, member in moves(self.there, wanted):
            await self._act(manager, action)
            if member is None:
                self.there.pop(place, None)
            else:
                self.there[place] = member

    async def _act(self, manager: Manager, action: dict[str, str]) -> None:
        answer = await asyncio.wait_for(manager.send_action(action, as_list=False), PATIENCE)
        if not answer.success:
            log.warning("%s: %s was refused: %s", self.exchange.code, action["Action"], answer.message)

    async def _list(self, manager: Manager, action: str, event: str) -> list[dict[str, str]]:
        """Return what a listing action names. A line that gives no answer is cut, and built again."""
        try:
            told = await asyncio.wait_for(manager.send_action({"Action": action}, as_list=True), PATIENCE)
        except TimeoutError:
            manager.protocol.transport.abort()
            self._went(manager, None)
            raise
        rows = [{k: v for k, v in one.items() if isinstance(v, str)} for one in told]
        return [_cased(row) for row in rows if row.get("Event") == event]


def _cased(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields without what is only of this sending."""
    return {key: value for key, value in fields.items() if key not in ("ActionID", "Privilege", "content")}


def _interface(member: dict[str, str]) -> str:
    """Return where a queue's member is rung; versions of Asterisk call it differently."""
    return member.get("Location") or member.get("Interface", "")
