"""What was heard on an open line is kept in the database: in order, all of it, and whenever that is there again."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import datetime
from typing import Any, TypeVar

from django.db import Error, connections

from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.adapters.ami import written
from amberdesk.phone.inbox import Inbox
from amberdesk.phone.models import Exchange

log = logging.getLogger(__name__)
T = TypeVar("T")
AT_ONCE = 500  # events that are kept together at most


class Keeper:
    """Keeps what a line puts into `inbox`. All that touches the database goes through one thread, in order.

    queues: number and ring time of each, with which its events are read
    """

    def __init__(self, exchange: Exchange, pool: Executor, inbox: Inbox, now: Callable[[], datetime]) -> None:
        self.exchange, self.pool, self.inbox, self.now = exchange, pool, inbox, now
        self.queues: Mapping[str, Any] = {}
        self._storing = asyncio.Lock()

    async def db(self, act: Callable[[], T]) -> T:
        """Run something on the database's thread, over a connection that lives. Raises django.db.Error without one."""

        def done() -> T:
            for one in connections.all(initialized_only=True):
                if not one.in_atomic_block:
                    one.close_if_unusable_or_obsolete()
            return act()

        return await asyncio.get_running_loop().run_in_executor(self.pool, done)

    async def store(self) -> None:
        """Hand in what was heard, in order; it stays in hand until it is kept."""
        async with self._storing:
            while events := self.inbox.first(AT_ONCE):
                body, headers = written(events), {"source": "ami", "queues": json.dumps(self.queues)}
                await self.take_in(body, headers)
                self.inbox.drop(len(events))

    async def take_in(self, body: bytes, headers: dict[str, str]) -> None:
        await self.db(lambda: take_in(self.exchange, body, headers=headers, at=self.now()))

    async def hand_over(self, seconds: float, retry: float) -> None:
        """Keep what is still in hand before the line is let go; a database that is away may come back for a while."""
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while self.inbox:
            try:
                await self.store()
            except Error:
                if clock() > end:
                    log.error("%s: %s events are left to its queue_log", self.exchange.code, len(self.inbox))
                    return
                await asyncio.sleep(retry)
