"""An Asterisk's queues are given whom the desk's statuses name, and what its own telephones change there is told apart."""

import asyncio
import logging
from collections.abc import Mapping

from panoramisk import Manager

from amberdesk.phone.adapters.ami import MEMBER_MOVED, Fields
from amberdesk.phone.keeping import Keeper
from amberdesk.phone.members import Member, Place, members_wanted, moves
from amberdesk.phone.wire import PATIENCE, listed

log = logging.getLogger(__name__)


class Push:
    """How the queues stand as far as we know, and what we are just telling them.

    names: a member's name -> its interface
    """

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.names: dict[str, str] = {}
        self.there: dict[Place, Member] = {}
        self._telling: dict[Place, Member | None] = {}  # of what is told, the event comes back as well
        self._refused: set[tuple[Place, Member | None]] = set()  # until the queues are looked at again

    async def look(self, manager: Manager) -> None:
        """See how the queues stand; what was refused before is tried again."""
        members = await listed(manager, "QueueStatus", "QueueMember")
        self.names = {row.get("Name", ""): _interface(row) for row in members}
        self.there = {_place(row): _member(row) for row in members}
        self._telling.clear()
        self._refused.clear()

    def is_own(self, event: Fields) -> bool:
        """Note how an event says that a queue stands; tell whether that is only what we have just told it."""
        if event.get("Event") not in MEMBER_MOVED:
            return False
        place, unknown = _place(event), Member(paused=False, reason="?")
        member = None if event["Event"] == "QueueMemberRemoved" else _member(event)
        self._set(place, member)
        told = self._telling.pop(place, unknown)
        return told is not unknown and (told and told.paused) == (member and member.paused)

    async def push(self, manager: Manager) -> None:
        """Let the queues have whom the desk's statuses name."""
        keeper = self.keeper
        wanted = await keeper.db(lambda: members_wanted(keeper.exchange, keeper.now()))
        for action, place, member in moves(self.there, wanted):
            if (place, member) in self._refused:
                continue
            self._telling[place] = member
            if await self._is_done(manager, action):
                self._set(place, member)
            else:
                self._telling.pop(place, None)
                self._refused.add((place, member))

    async def _is_done(self, manager: Manager, action: dict[str, str]) -> bool:
        answer = await asyncio.wait_for(manager.send_action(action, as_list=False), PATIENCE)
        if not answer.success:
            code = self.keeper.exchange.code
            log.warning("%s: %s was refused: %s", code, action["Action"], answer.message)
        return bool(answer.success)

    def _set(self, place: Place, member: Member | None) -> None:
        if member is None:
            self.there.pop(place, None)
        else:
            self.there[place] = member


def _place(row: Mapping[str, str]) -> Place:
    return row.get("Queue", ""), _interface(row)


def _member(row: Mapping[str, str]) -> Member:
    return Member(row.get("Paused") == "1")


def _interface(row: Mapping[str, str]) -> str:
    """Return where a queue's member is rung; versions of Asterisk call it differently."""
    return row.get("Location") or row.get("Interface", "")
