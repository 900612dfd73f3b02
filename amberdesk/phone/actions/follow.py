"""What follows when calls have become something else: who is engaged, who comes free, what is promised."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from amberdesk.phone.actions.callbacks import follow_callbacks
from amberdesk.phone.actions.engage import engage
from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.actions.settle import settle
from amberdesk.phone.actions.stand import OLDEST
from amberdesk.phone.changes import Change


def follow(changes: Sequence[Change], *, at: datetime) -> list[str]:
    """Let everything follow what calls have become; return what open pages should hear of it.

    In reckon's transaction, under the locks of the calls.
    """
    recent = [change for change in changes if change.call.offered_at > at - OLDEST]
    if not recent:
        return []
    came_free = engage(recent, at=at)
    follow_callbacks([change.call for change in recent if change.decided], at=at)
    if over := [c.call.key for c in recent if _found(c)]:
        settle(over, at=at)
    if came_free:
        transaction.on_commit(partial(serve_waiting, at), robust=True)
    return _topics(recent)


def _found(change: Change) -> bool:
    """Return whether nobody need be sought any more."""
    return change.is_over or change.call.answered_at is not None


def _topics(changes: Sequence[Change]) -> list[str]:
    """Return what the screens of the technicians watch whom a call concerns."""
    moved = [c for c in changes if c.decided or c.new_rings() or c.ended_rings()]
    return sorted({f"phone:{person}" for change in moved for person in change.people.values()})
