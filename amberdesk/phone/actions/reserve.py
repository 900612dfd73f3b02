"""Reserve technicians for calls, and give them back. A technician is reserved for one call, of whatever network.

Whoever touches reservations locks all that he needs at once, in the order of people (`locked`), and adds new ones only
then, in the same order: so nobody ever waits for somebody who waits for him.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from amberdesk.phone.crew import Member, is_over
from amberdesk.phone.loop import Strategy, Turn
from amberdesk.phone.models import Exchange, Hotline, Phone, Reservation, Wait
from amberdesk.phone.rings import MARGIN
from amberdesk.start.engine.prepared import columns, done, found, made

MS = timedelta(milliseconds=1)
DECIDING = 0x616D6264  # the lock of decisions: each sees what the one before has taken
_ONE_AT_A_TIME = f"SELECT pg_advisory_xact_lock({DECIDING})"
_LOCKED = f"""
SELECT {columns(Reservation, "r")} FROM phone_reservation r
 WHERE r.call_key = ANY(%s::text[]) OR r.person_id = ANY(%s::bigint[]) ORDER BY r.person_id FOR UPDATE"""
_OVER = """
UPDATE phone_reservation SET over = true, until = least(until, %s::timestamptz) WHERE person_id = ANY(%s::bigint[])"""
FIELDS = ("person_id", "call_key", "since", "until", "talking", "wrap_up", "over", "ring")
_TYPES = ("bigint", "text", "timestamptz", "timestamptz", "boolean", "boolean", "boolean", "text")
_ROWS = f"unnest({', '.join(f'%s::{kind}[]' for kind in _TYPES)}) AS new({', '.join(FIELDS)})"
_CHANGE = f"""
UPDATE phone_reservation AS held SET {", ".join(f"{name} = new.{name}" for name in FIELDS[1:])}
  FROM {_ROWS} WHERE held.person_id = new.person_id"""
_ADD = f"""
INSERT INTO phone_reservation ({", ".join(FIELDS)}) SELECT * FROM {_ROWS} ORDER BY 1
ON CONFLICT DO NOTHING RETURNING person_id"""


def one_at_a_time() -> None:
    """Let no other decision be made before this transaction ends."""
    found(_ONE_AT_A_TIME)


def locked(*, calls: Iterable[str] = (), people: Iterable[int] = ()) -> dict[int, Reservation]:
    """Return the reservations for these calls and of these people, locked. Once in a transaction."""
    rows = (made(Reservation, row) for row in found(_LOCKED, list(calls), list(people)))
    return {row.person_id: row for row in rows}


def write(rows: Sequence[Reservation], held: Collection[int]) -> set[int]:
    """Write reservations; return whose. `held`: whose are locked; of the others nobody else may have been quicker."""
    mine = [row for row in rows if row.person_id in held]
    new = [row for row in rows if row.person_id not in held]
    written = {row.person_id for row in mine}
    if mine:
        done(_CHANGE, *_columns(mine))
    if new:
        written |= {person for (person,) in found(_ADD, *_columns(new))}
    return written


def let_go(person: int) -> None:
    """Take away the reservation of a person; it is locked."""
    done("DELETE FROM phone_reservation WHERE person_id = %s", person)


def _columns(rows: Sequence[Reservation]) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in FIELDS]


def reserve(
    chosen: Sequence[tuple[Wait, Turn]], members: Mapping[int, Member], *, at: datetime, stopped: str = ""
) -> dict[str, dict[str, Any]]:
    """Reserve people for calls; return by call what its exchange is to ring: nothing where all were taken meanwhile.

    stopped: the key of a call for which nothing rings any more; whoever rang for it is given back.
    The waits are changed in memory only.
    """
    if not (chosen or stopped):
        return {}
    people = [person for _, turn in chosen for person in turn.people]
    held = locked(calls=[stopped] if stopped else (), people=people)
    rows = [
        _row(wait, turn, person, at)
        for wait, turn in chosen
        for person in turn.people
        if person not in held or _may_be_taken(held[person], members[person], stopped, at)
    ]
    written = write(rows, held)
    _give_back([p for p, row in held.items() if _rang_for(row, stopped) and p not in written], at)
    rung = {}
    for wait, turn in chosen:
        mine = {row.person_id: row.ring for row in rows if row.call_key == wait.call_key}
        taken = [person for person in turn.people if person in mine and person in written]
        if taken:
            rung[wait.call_key] = _ring(wait, turn, {p: mine[p] for p in taken}, members, at)
    return rung


def give_back(call_key: str, *, at: datetime, people: Collection[int] | None = None) -> None:
    """Let go of whoever was rung for a call: its rings are over, though their ends may still be on the way to us.

    people: only of these; of others who rang for the call before nobody knows yet
    """
    held = locked(calls=[call_key])
    rang = [person for person, row in held.items() if _rang_for(row, call_key)]
    _give_back([person for person in rang if people is None or person in people], at)


def own_key(person: int) -> str:
    """Return how the keys of a person's rings end, where the desk has given them."""
    return f"-{person}"


def _row(wait: Wait, turn: Turn, person: int, at: datetime) -> Reservation:
    ring = f"{int(at.timestamp() * 1000)}{own_key(person)}"
    until = at + turn.ring + MARGIN
    return Reservation(person_id=person, call_key=wait.call_key, since=at, until=until, ring=ring)


def _rang_for(row: Reservation, call_key: str) -> bool:
    return row.call_key == call_key and not row.talking and not row.wrap_up


def _may_be_taken(row: Reservation, member: Member, stopped: str, at: datetime) -> bool:
    """Return whether he is free still: his row may be another one than when he was chosen."""
    if row.talking:
        return False
    if row.wrap_up:
        return member.wrap_up or row.until <= at
    return row.over or _rang_for(row, stopped) or is_over(row.until, at, member.heard)


def _give_back(people: Collection[int], at: datetime) -> None:
    if people:
        done(_OVER, at, list(people))


def _ring(
    wait: Wait, turn: Turn, rings: Mapping[int, str], members: Mapping[int, Member], at: datetime
) -> dict[str, Any]:
    people = list(rings)
    if turn.new_lap:
        wait.rung, wait.lap = people, wait.lap + 1
    else:
        wait.rung = [*wait.rung, *people]
    wait.ringing, wait.rest_until = True, at + turn.ring
    if wait.hotline.strategy == Strategy.ROUND_ROBIN:
        Hotline.objects.filter(pk=wait.hotline_id).update(last=people[-1])
    known = _phones(wait.hotline.exchange, [person for person in people if members[person].place])
    phones = [_phone(members[person], rings[person], known.get(person)) for person in people]
    return {"do": "ring", "ring_ms": turn.ring // MS, "phones": phones}


def _phones(exchange: Exchange | None, people: Collection[int]) -> dict[int, Phone]:
    """Return each one's first phone at the exchange, of people who have phones anywhere."""
    if not people:
        return {}
    rows = Phone.objects.filter(exchange=exchange, person__in=people).order_by("-pk")
    return {phone.person_id: phone for phone in rows}


def _phone(member: Member, ring: str, phone: Phone | None) -> dict[str, Any]:
    """Return what to ring: `ring` is its key in what the exchange tells of it."""
    agent = phone.agent if phone else f"p{member.id}"
    address = (phone.address or phone.agent) if phone else member.number
    return {"agent": agent, "address": address, "ring": ring, "person": member.id}
