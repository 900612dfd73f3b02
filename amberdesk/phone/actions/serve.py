"""Ring whoever is free for whoever waits, and tell the exchanges so, each at its own pace."""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple

from django.db import transaction

from amberdesk.phone.actions.reserve import give_back, one_at_a_time, reserve
from amberdesk.phone.models import Wait
from amberdesk.phone.transport import push
from amberdesk.phone.waiting import POLL, Queue, takes_push, waiting
from amberdesk.start.engine.prepared import found

ON_THE_WAY = timedelta(seconds=10)
ROUNDS = 20  # each refused push gives its technicians to the next caller; so often at most
LONGEST = 4.0  # seconds for one exchange in one round: what it did not take by then is tried again
MOST_AT_ONCE = 16  # exchanges
_SOMEBODY_WAITS = "SELECT 1 FROM phone_wait WHERE NOT ringing AND handle <> '' LIMIT 1"


class Pushed(NamedTuple):
    """What is pushed for a call that waits."""

    wait: Wait
    data: dict[str, Any]


def serve_waiting(at: datetime) -> int:
    """Let the worst waiting calls have the technicians who are free, pushed to their exchanges; return how many took it.

    After the commit of what has set them free: no lock is held while an exchange is talked to.
    """
    if not found(_SOMEBODY_WAITS):
        return 0
    served, refused, silent = 0, set[str](), set[int | None]()
    for _ in range(ROUNDS):
        told = _push_all(_reserved(at, refused, silent), at)
        for pushed, taken in told:
            if not taken:
                _undo(pushed.wait, refused=taken is False, at=at)
        served += sum(bool(taken) for _, taken in told)
        refused |= {pushed.wait.call_key for pushed, taken in told if taken is False}
        silent |= {pushed.wait.hotline.exchange_id for pushed, taken in told if taken is None}
        if all(taken for _, taken in told):
            break
    return served


@transaction.atomic
def _reserved(at: datetime, refused: Collection[str], silent: Collection[int | None]) -> list[Pushed]:
    """Return whom to push, reserved; calls that were just refused stand back, and exchanges that do not answer."""
    one_at_a_time()
    waits = [w for w in waiting(at) if w.call_key not in refused and w.hotline.exchange_id not in silent]
    queue = Queue(waits, at)
    by_key = {wait.call_key: wait for wait in waits}
    turns = [(by_key[turn.key], turn) for turn in queue.turns()]
    pushed = [(wait, turn) for wait, turn in turns if wait.handle and takes_push(wait.hotline.exchange)]
    rung = reserve(pushed, queue.members(), at=at)  # the others ask by themselves
    kept = {key for key, data in sorted(rung.items()) if _keep(by_key[key], data, at)}
    return [Pushed(by_key[turn.key], rung[turn.key]) for _, turn in pushed if turn.key in kept]


def _keep(wait: Wait, data: dict[str, Any], at: datetime) -> bool:
    """Note what is pushed for a caller; of one who has left meanwhile give everybody back, and return False."""
    wait.answer = data
    if _change(wait, "rung", "lap", "ringing", "rest_until", "answer"):
        return True
    give_back(wait.call_key, at=at)
    return False


def _change(wait: Wait, *fields: str) -> bool:
    """Write these fields; return whether the caller is still there: his row is gone as soon as his call is over."""
    return bool(Wait.objects.filter(pk=wait.pk).update(**{name: getattr(wait, name) for name in fields}))


def _push_all(chosen: Sequence[Pushed], at: datetime) -> list[tuple[Pushed, bool | None]]:
    """Return what became of each push. One exchange that hangs keeps no other waiting: each has a thread of its own."""
    apart: dict[int | None, list[Pushed]] = {}
    for pushed in chosen:
        apart.setdefault(pushed.wait.hotline.exchange_id, []).append(pushed)
    if len(apart) < 2:
        return [told for mine in apart.values() for told in _push_in_turn(mine, at)]
    with ThreadPoolExecutor(min(len(apart), MOST_AT_ONCE)) as pool:
        return [
            told for done in pool.map(lambda mine: _push_in_turn(mine, at), apart.values()) for told in done
        ]


def _push_in_turn(mine: Sequence[Pushed], at: datetime) -> list[tuple[Pushed, bool | None]]:
    """Push to one exchange; when it does not answer, or is slow, nothing more is asked of it in this round."""
    end, told = monotonic() + LONGEST, list[tuple[Pushed, bool | None]]()
    for pushed in mine:
        silent = monotonic() > end or (bool(told) and told[-1][1] is None)
        told.append((pushed, None if silent else _push(pushed, at)))
    return told


def _push(pushed: Pushed, at: datetime) -> bool | None:
    exchange = pushed.wait.hotline.exchange
    return push(exchange, pushed.wait.handle, pushed.data, at=at) if exchange else None


@transaction.atomic
def _undo(wait: Wait, *, refused: bool, at: datetime) -> None:
    """Give back the technicians of a push that was not taken; it is tried again.

    refused: the exchange does not know the call as waiting, or not yet: its answer may still be on the way
    """
    one_at_a_time()
    row = Wait.objects.filter(pk=wait.pk, ringing=True, rest_until=wait.rest_until).first()
    if row is None:  # it has asked, or ended, meanwhile
        return
    people = {phone["person"] for phone in wait.answer["phones"]}
    give_back(wait.call_key, at=at, people=people)
    row.rung = [person for person in row.rung if person not in people]
    row.ringing = False
    if refused and at - row.asked_at > ON_THE_WAY:
        row.handle, row.asked_at = "", at - 2 * POLL  # until it asks again nobody is kept for it
    _change(row, "ringing", "handle", "rung", "asked_at")
