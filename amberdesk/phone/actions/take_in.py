"""Take in what an exchange tells: first whole, then as happenings, then as calls. Twice is once."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least

from amberdesk.phone.actions.agent_states import follow_agents
from amberdesk.phone.actions.hear import count_refused, hear
from amberdesk.phone.actions.reckon import reckon_calls
from amberdesk.phone.adapters import reading_of
from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.happenings import Happening
from amberdesk.phone.models import Delivery, Exchange, Told

LONGEST_TROUBLE = 200
POISON = (DataError, ValueError, TypeError, OverflowError, OSError)  # of the data, not of the database
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
    new = Delivery(exchange=exchange, received_at=at, body=body, headers=dict(headers), signature=signature)
    if signature:
        _keep_once(new)
    else:
        new.save(force_insert=True)
    return read_or_set_aside(new, at=at)


def _keep_once(delivery: Delivery) -> None:
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError as error:
        count_refused(delivery.exchange)
        raise Repeated(delivery.exchange.code) from error


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
    delivery.save(update_fields=["read_at", "told", "trouble"])
    return Taken(delivery, new, tuple(reading.troubles))


def note_told(
    exchange: Exchange, told: Sequence[tuple[str, Happening]], *, received_at: datetime, at: datetime
) -> int:
    """Keep what an exchange told, each with its call's id there, and reckon the calls; return how many were new."""
    count = note_happenings(exchange, told, received_at=received_at, at=at)
    heard: dict[str, Any] = {"told_at": at}
    if told:
        instants = [happening.at for _, happening in told]
        heard |= {
            "heard_until": Greatest(F("heard_until"), min(at, max(instants))),
            "heard_since": Least(F("heard_since"), min(at, *instants)),
            "quiet_since": at,
        }
    Exchange.objects.filter(pk=exchange.pk).update(
        **heard
    )  # last: whoever has this row waits for nothing any more
    if exchange.lost_at is not None:
        hear(exchange, at=at, of_call=bool(told))
    return count


def note_happenings(
    exchange: Exchange, told: Sequence[tuple[str, Happening]], *, received_at: datetime, at: datetime
) -> int:
    """Keep happenings and reckon their calls, whoever knows of them: the watchdog is no word of the exchange."""
    rows = [_row(exchange, call_id, happening, received_at) for call_id, happening in told]
    once = {row.source_id: row for row in reversed(rows)}
    if not once:
        return 0
    known = set(
        Told.objects.filter(exchange=exchange, source_id__in=once).values_list("source_id", flat=True)
    )
    fresh = [row for source_id, row in sorted(once.items()) if source_id not in known]
    Told.objects.bulk_create(fresh, ignore_conflicts=True)
    reckon_calls(_keys(fresh), at=at)
    return len(fresh)


def _row(exchange: Exchange, call_id: str, happening: Happening, received_at: datetime) -> Told:
    return Told(
        exchange=exchange,
        source_id=happening.id,
        call_key=call_key(exchange, call_id),
        what=happening.what.value,
        at=happening.at,
        received_at=received_at,
        data=happening.rest(),
    )


def _keys(rows: Iterable[Told]) -> list[str]:
    return sorted({row.call_key for row in rows})


def call_key(exchange: Exchange, call_id: str) -> str:
    """Return the desk's key of a call: a source's id alone is not unique."""
    return f"{exchange.code}:{call_id}"
