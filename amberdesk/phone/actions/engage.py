"""Let reservations and statuses of technicians follow the calls: he is rung, he talks, he writes it up, he is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amberdesk.phone.actions.reserve import let_go, locked, own_key, write
from amberdesk.phone.actions.status import Statuses
from amberdesk.phone.changes import Change
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.misses import misses_too_many
from amberdesk.phone.models import Reservation
from amberdesk.phone.rings import Rung, rings_until
from amberdesk.rosters.statuses import Status

LONGEST_TALK = timedelta(hours=12)  # a call that old has ended, though nobody told
WRAP_UP = 30  # seconds, where no hotline says another
LATE = timedelta(minutes=10)  # a miss that is told later sends nobody away


@dataclass(frozen=True, slots=True)
class Doing:
    """What a call makes of a technician now: the ring, or None while he talks."""

    change: Change
    ring: Rung | None


def engage(changes: Sequence[Change], *, at: datetime) -> bool:
    """Reserve who is rung or talks, let go of the others; return whether somebody came free."""
    doing, of_key = _doing(changes, at), {change.call.key: change for change in changes}
    rows = locked(calls=of_key, people=doing)
    away = _away(changes, at)
    people = sorted({*doing, *away, *(p for p, row in rows.items() if row.call_key in of_key)})
    if not people:
        return False
    statuses = Statuses(people, at)
    freed = False
    for person in people:
        row = rows.get(person)
        if person in away:
            statuses.go(person, Status.AWAY, Status.RINGING, Status.AVAILABLE, why="missed")
        if person in doing:
            _take(person, doing[person], row, statuses, at)
        elif row is not None and row.call_key in of_key:
            freed |= _leave(row, of_key[row.call_key], statuses, at)
    return freed


def _doing(changes: Sequence[Change], at: datetime) -> dict[int, Doing]:
    """Return who is rung or talks now: a call that is told late engages nobody."""
    found: dict[int, Doing] = {}
    for change in changes:
        if change.is_over or change.call.offered_at < at - LONGEST_TALK:
            continue
        if change.call.outcome == Outcome.OPEN:
            begun = [
                r
                for r in change.new_rings()
                if r.result is None and rings_until(r.started_at, r.ring_ms) > at
            ]
            found |= {change.people[r.agent]: Doing(change, r) for r in begun if r.agent in change.people}
        talks = [talk for talk in change.facts.talks if talk.ended_at is None and talk.agent in change.people]
        found |= {change.people[talk.agent]: Doing(change, None) for talk in talks}
    return found


def _take(person: int, doing: Doing, row: Reservation | None, statuses: Statuses, at: datetime) -> None:
    call, ring = doing.change.call, doing.ring
    mine = row is not None and row.call_key == call.key
    if row is not None and not mine and (row.talking or (ring and row.until > at and not row.wrap_up)):
        return  # another call has him
    if row is not None and mine and (row.talking or (ring and _is_earlier(ring, row))):
        return
    since = row.since if row is not None and mine else at
    new = Reservation(
        person_id=person,
        call_key=call.key,
        since=since,
        until=rings_until(at, ring.ring_ms) if ring else at + LONGEST_TALK,
        talking=ring is None,
        ring=ring.key if ring else "",
    )
    if not write([new], {person} if row is not None else ()):
        return  # he was just taken for another call
    if ring:
        statuses.go(person, Status.RINGING, Status.AVAILABLE)
    else:
        statuses.go(person, Status.ON_CALL, Status.AVAILABLE, Status.RINGING, Status.WRAP_UP)


def _is_earlier(ring: Rung, row: Reservation) -> bool:
    """Return whether the ring is one of ours, but not the one for which he is reserved now."""
    return ring.key != row.ring and ring.key.endswith(own_key(row.person_id))


def _leave(row: Reservation, change: Change, statuses: Statuses, at: datetime) -> bool:
    """Let go of who is neither rung nor talks in the call any more; return whether he may be free."""
    if row.wrap_up:
        return False
    person, call = row.person_id, change.call
    talks = [talk for talk in change.facts.talks if change.people.get(talk.agent) == person]
    if row.talking or talks:
        ended = min(at, max((t.ended_at for t in talks if t.ended_at), default=call.ended_at or at))
        seconds = call.hotline.wrap_up_seconds if call.hotline else WRAP_UP
        until = ended + timedelta(seconds=seconds)
        if until > at:
            row.since, row.until, row.talking, row.wrap_up, row.ring = ended, until, False, True, ""
            row.over = False
            write([row], {person})
            statuses.go(person, Status.WRAP_UP, Status.ON_CALL, Status.RINGING)
            return False
    elif not (change.is_over or call.answered_at or _has_ended(row.ring, change)):
        return False
    let_go(person)
    statuses.go(person, Status.AVAILABLE, Status.RINGING, Status.ON_CALL, Status.WRAP_UP)
    return True


def _has_ended(key: str, change: Change) -> bool:
    return any(ring.key == key and ring.result is not None for ring in change.facts.rings)


def _away(changes: Sequence[Change], at: datetime) -> set[int]:
    """Return who has just missed one call too many."""
    missed = {
        change.people[ring.agent]
        for change in changes
        for ring in change.new_misses()
        if ring.agent in change.people and ring.ended_at and ring.ended_at > at - LATE
    }
    return {person for person in missed if misses_too_many(person)}
