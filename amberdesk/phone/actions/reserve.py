"""Reserve technicians for a call, and give them back. A technician is reserved for one call, of whatever network."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from amberdesk.phone.crew import Member
from amberdesk.phone.loop import Strategy, Turn
from amberdesk.phone.models import Exchange, Hotline, Phone, Reservation, Wait

MARGIN = timedelta(seconds=10)  # after its time a ring's end may still be on the way
MS = timedelta(milliseconds=1)
DECIDING = 0x616D6264  # the lock of decisions: each sees what the one before has taken
_RESERVE = """
INSERT INTO phone_reservation AS held (person_id, call_key, since, until, talking, wrap_up, ring)
SELECT person, %(call)s, %(at)s::timestamptz, %(until)s::timestamptz, false, false, %(mark)s::text || '-' || person::text
  FROM unnest(%(people)s::bigint[]) AS person ORDER BY person
ON CONFLICT (person_id) DO UPDATE SET call_key = excluded.call_key, since = excluded.since,
       until = excluded.until, talking = false, wrap_up = false, ring = excluded.ring
 WHERE NOT held.talking AND (held.until <= %(at)s::timestamptz OR held.wrap_up)
RETURNING person_id, ring
"""


def one_at_a_time() -> None:
    """Let no other decision be made before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DECIDING])


def reserve(wait: Wait, turn: Turn, members: Mapping[int, Member], *, at: datetime) -> dict[str, Any] | None:
    """Reserve the turn's people and return what the exchange is to ring; None when all were taken meanwhile.

    The wait is changed in memory only.
    """
    values: dict[str, Any] = {
        "call": wait.call_key,
        "at": at,
        "until": at + turn.ring + MARGIN,
        "mark": str(int(at.timestamp() * 1000)),
        "people": list(turn.people),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, values)
        rings = dict(cursor.fetchall())
    people = [person for person in turn.people if person in rings]
    if not people:
        return None
    if turn.new_lap:
        wait.rung, wait.lap = people, wait.lap + 1
    else:
        wait.rung = [*wait.rung, *people]
    wait.ringing, wait.rest_until = True, at + turn.ring
    if wait.hotline.strategy == Strategy.ROUND_ROBIN:
        Hotline.objects.filter(pk=wait.hotline_id).update(last=people[-1])
    known = _phones(wait.hotline.exchange, people)
    phones = [_phone(members[person], rings[person], known.get(person)) for person in people]
    return {"do": "ring", "ring_ms": turn.ring // MS, "phones": phones}


def give_back(call_key: str, *, at: datetime) -> None:
    """Let go of whoever was rung for a call: its rings are over, though their ends may still be on the way to us."""
    rung = Reservation.objects.filter(call_key=call_key, talking=False, wrap_up=False, until__gt=at)
    rung.update(until=at)


def own_key(person: int) -> str:
    """Return how the keys of a person's rings end, where the desk has given them."""
    return f"-{person}"


def _phones(exchange: Exchange | None, people: Collection[int]) -> dict[int, Phone]:
    """Return each one's first phone at the exchange."""
    rows = Phone.objects.filter(exchange=exchange, person__in=people).order_by("-pk")
    return {phone.person_id: phone for phone in rows}


def _phone(member: Member, ring: str, phone: Phone | None) -> dict[str, Any]:
    """Return what to ring: `ring` is its key in what the exchange tells of it."""
    agent = phone.agent if phone else f"p{member.id}"
    address = (phone.address or phone.agent) if phone else member.number
    return {"agent": agent, "address": address, "ring": ring, "person": member.id}
