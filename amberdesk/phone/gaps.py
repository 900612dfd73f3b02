"""What an Asterisk told while nobody heard it is filled in from its queue_log."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amberdesk.phone.backfill import Missed, Unreachable, missed_lines
from amberdesk.phone.keeping import Keeper

log = logging.getLogger(__name__)


class Gaps:
    """Fills gaps in. A log that ended in half a line is read again later, from `torn` on."""

    def __init__(self, place: str, keeper: Keeper) -> None:
        self.place, self.keeper = place, keeper
        self.torn: datetime | None = None

    async def fill(self, since: datetime, queues: Mapping[str, Any], names: Mapping[str, str]) -> None:
        """Take in what the queue_log says of the time since an instant. `names`: the interface behind each member's."""
        missed = await self.keeper.db(lambda: self._missed(since))
        if missed.lines:
            headers = {"queues": json.dumps(queues), "agents": json.dumps(names)}
            await self.keeper.take_in(missed.lines, {"source": "queue_log", **headers})
        self.torn = None if missed.whole else since

    def _missed(self, since: datetime) -> Missed:
        try:
            return missed_lines(self.place, since, self.keeper.now())
        except Unreachable as error:
            log.warning("%s: its queue_log cannot be read: %s", self.keeper.exchange.code, error)
            return Missed(b"", whole=True)
