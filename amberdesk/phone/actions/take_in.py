"""Take in what an exchange tells: first whole, then as happenings, then as calls. Twice is once."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, transaction

from amberdesk.phone.actions.agent_states import follow_agents
from amberdesk.phone.actions.hear import count_refused, hear
from amberdesk.phone.actions.reckon import reckon_calls
from amberdesk.phone.adapters import reading_of
from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.happenings import Happening
from amberdesk.phone.models import Delivery, Exchange
from amberdesk.start.engine.prepared import done, found

LONGEST_TROUBLE = 200
POISON = (DataError, ValueError, TypeError, OverflowError, OSError)  # of the data, not of the database
_KEEP = """
INSERT INTO phone_delivery (exchange_id, received_at, body, headers, signature, told, trouble)
VALUES (%s, %s, %s, %s::jsonb, %s, 0, '') ON CONFLICT DO NOTHING RETURNING id"""
_READ = "UPDATE phone_delivery SET read_at = %s, told = %s, trouble = %s WHERE id = %s"
_ANSWERED = "UPDATE phone_exchange SET told_at = %s WHERE id = %s"
_HEARD = """
UPDATE phone_exchange SET told_at = %s, quiet_since = %s, heard_since = least(heard_since, %s::timestamptz),
       heard_until = greatest(heard_until, %s::timestamptz) WHERE id = %s"""
_NOTE = """
INSERT INTO phone_told (exchange_id, received_at, source_id, call_key, what, at, data)
SELECT %s::bigint, %s::timestamptz, new.* FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::jsonb[]) AS new
ON CONFLICT (exchange_id, source_id) DO NOTHING RETURNING call_key"""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a delivery: new happenings, and the troubles of its unreadable parts."""

    delivery: Delivery
    new: int
    troubles: tuple[str, ...]


class Repeated(PermissionError):
    """This very message was taken before: nothing of it is kept but a count."""


def take_in(
    exchange: Exchange, body: bytes, *, headers: Mapping[str, str], at: datetime, signature: str = ""
) -> Taken:
    """Keep a delivery and read it. It is kept before it is read: what cannot be read now can be read later.

    signature: of a signed message, which counts once. Raises Repeated.
    """
    rows = found(_KEEP, exchange.pk, at, body, json.dumps(dict(headers)), signature)
    if not rows:
        count_refused(exchange)
        raise Repeated(exchange.code)
    kept = {"received_at": at, "body": body, "headers": dict(headers), "signature": signature}
    return read_or_set_aside(Delivery(pk=rows[0][0], exchange=exchange, **kept), at=at)


def read_or_set_aside(delivery: Delivery, *, at: datetime) -> Taken:
    """Read a kept delivery; one that no program of ours can take is set aside, so that those behind it are read."""
    try:
        return read_delivery(delivery, at=at)
    except POISON:
        log.exception("a delivery cannot be taken: %s", delivery.pk)
        Delivery.objects.filter(pk=delivery.pk).update(read_at=at, trouble="unreadable")
        return Taken(delivery, 0, ("unreadable",))


def read_delivery(delivery: Delivery, *, at: datetime) -> Taken:
    """Read a kept delivery, again or for the first time; what it tells a second time changes nothing."""
    reading = reading_of(delivery.exchange, bytes(delivery.body), delivery.headers, delivery.received_at)
    if reading.states:
        follow_agents(delivery.exchange, reading.states, at=at)
    return _note(delivery, reading, at)


@transaction.atomic
def _note(delivery: Delivery, reading: Reading, at: datetime) -> Taken:
    new = note_told(delivery.exchange, reading.told, received_at=delivery.received_at, at=at)
    delivery.read_at, delivery.told = at, delivery.told + new
    delivery.trouble = "; ".join(reading.troubles)[:LONGEST_TROUBLE]
    done(_READ, at, delivery.told, delivery.trouble, delivery.pk)
    return Taken(delivery, new, tuple(reading.troubles))


def note_told(
    exchange: Exchange, told: Sequence[tuple[str, Happening]], *, received_at: datetime, at: datetime
) -> int:
    """Keep what an exchange told, each with its call's id there, and reckon the calls; return how many were new."""
    count = note_happenings(exchange, told, received_at=received_at, at=at)
    if told:  # last: whoever has this row waits for nothing any more
        instants = [happening.at for _, happening in told]
        done(_HEARD, at, at, min(at, *instants), min(at, max(instants)), exchange.pk)
    else:
        done(_ANSWERED, at, exchange.pk)
    if exchange.lost_at is not None:
        hear(exchange, at=at, of_call=bool(told))
    return count


def note_happenings(
    exchange: Exchange, told: Sequence[tuple[str, Happening]], *, received_at: datetime, at: datetime
) -> int:
    """Keep happenings and reckon their calls, whoever knows of them: the watchdog is no word of the exchange."""
    once = {happening.id: (call_id, happening) for call_id, happening in reversed(told)}
    if not once:
        return 0
    rows = [
        (id, call_key(exchange, call_id), happening.what.value, happening.at, json.dumps(happening.rest()))
        for id, (call_id, happening) in sorted(once.items())
    ]
    fresh = found(_NOTE, exchange.pk, received_at, *(list(column) for column in zip(*rows, strict=True)))
    reckon_calls(sorted({key for (key,) in fresh}), at=at)
    return len(fresh)


def call_key(exchange: Exchange, call_id: str) -> str:
    """Return the desk's key of a call: a source's id alone is not unique."""
    return f"{exchange.code}:{call_id}"
