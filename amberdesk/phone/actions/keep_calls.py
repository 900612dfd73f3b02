"""Write reckoned calls with their rings and talks: one statement for all of them, and only what has changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models

from amberdesk.phone.models import Call, Ring, Segment
from amberdesk.start.engine.prepared import columns, done, found, made

RECKONED = (
    *("coarse", "number", "caller", "caller_name", "offered_at", "queued_at", "answered_at", "ended_at"),
    *("outcome", "reason", "ended_by", "target", "answered_by_id", "wait_ms", "talk_ms", "hotline_id"),
    *("network_id", "duty", "found_free"),
)
RING = (
    *("call_id", "key", "agent", "person_id", "started_at", "ringing_at", "ended_at", "result", "ring_ms"),
    *("rang_ms", "missed"),
)
TALK = ("call_id", "agent", "person_id", "started_at", "ended_at")
Row = tuple[Any, ...]


def _given(model: type[models.Model], names: Sequence[str]) -> str:
    """Return a JSON list of rows, which is one value of a statement, as a table."""
    types = {f.column: f.db_type(connection) for f in model._meta.concrete_fields}
    kinds = ", ".join(f"{name} {types[name]}" for name in names)
    return f"jsonb_to_recordset(%s::jsonb) AS new({kinds})"


def _set(names: Sequence[str], source: str) -> str:
    return ", ".join(f"{name} = {source}.{name}" for name in names)


_LOCKED = (
    f"SELECT {columns(Call, 'c')} FROM phone_call c WHERE c.key = ANY(%s::text[]) ORDER BY c.key FOR UPDATE"
)
_BLANK = f"""
INSERT INTO phone_call AS c (key, exchange_id, coarse, number, caller, caller_name, offered_at, outcome, reason, ended_by,
  target, duty, ending, ending_reason)
SELECT new.key, new.exchange_id, false, '', '', '', %s, '', '', '', '', '', '', ''
  FROM unnest(%s::text[], %s::bigint[]) AS new(key, exchange_id) ORDER BY 1
ON CONFLICT (key) DO NOTHING RETURNING {columns(Call, "c")}"""
_RINGS = f"SELECT id, {', '.join(RING)} FROM phone_ring WHERE call_id = ANY(%s::bigint[])"
_TALKS = f"SELECT {', '.join(TALK)} FROM phone_segment WHERE call_id = ANY(%s::bigint[])"
_KEEP = f"""
WITH changed AS (
  UPDATE phone_call AS call SET {_set(RECKONED, "new")} FROM {_given(Call, ("id", *RECKONED))} WHERE call.id = new.id
), no_ring AS (
  DELETE FROM phone_ring WHERE id = ANY(%s::bigint[])
), rung AS (
  INSERT INTO phone_ring ({", ".join(RING)}) SELECT * FROM {_given(Ring, RING)}
  ON CONFLICT (call_id, key) DO UPDATE SET {_set(RING[2:], "excluded")}
), no_talk AS (
  DELETE FROM phone_segment WHERE call_id = ANY(%s::bigint[])
)
INSERT INTO phone_segment ({", ".join(TALK)}) SELECT * FROM {_given(Segment, TALK)}"""


@dataclass(slots=True)
class Parts:
    """What belongs to calls. rings: (call, key) -> row; talks: call -> rows; ids: of the rings' rows."""

    rings: dict[tuple[int, str], Row] = field(default_factory=dict)
    talks: dict[int, list[Row]] = field(default_factory=dict)
    ids: dict[tuple[int, str], int] = field(default_factory=dict)


def lock(keys: Sequence[str], exchanges: Sequence[int], *, at: datetime) -> list[Call]:
    """Return the calls with these keys, in their order and locked; of which nothing was known, as blank rows.

    exchanges: of each key
    """
    calls = {call.key: call for call in _calls(found(_LOCKED, list(keys)))}
    missing = [(key, id) for key, id in zip(keys, exchanges, strict=True) if key not in calls]
    if missing:
        blank = found(_BLANK, at, [key for key, _ in missing], [id for _, id in missing])
        calls |= {call.key: call for call in _calls(blank)}
    if later := [key for key in keys if key not in calls]:  # others told of them at the same instant
        calls |= {call.key: call for call in _calls(found(_LOCKED, later))}
    return [calls[key] for key in keys]


def _calls(rows: Iterable[Row]) -> list[Call]:
    return [made(Call, row) for row in rows]


def parts_of(calls: Iterable[Call]) -> Parts:
    """Return what is kept of these calls."""
    known = [call for call in calls if call.outcome]
    parts = Parts()
    for id, *row in found(_RINGS, [call.pk for call in known]) if known else ():
        parts.rings[row[0], row[1]], parts.ids[row[0], row[1]] = tuple(row), id
    talked = [call.pk for call in known if call.answered_at]
    for talk in found(_TALKS, talked) if talked else ():
        parts.talks.setdefault(talk[0], []).append(talk)
    return parts


def keep(calls: Sequence[Call], before: Parts, now: Parts) -> None:
    """Write calls that have changed, and what has changed of their parts."""
    gone = [id for key, id in before.ids.items() if key not in now.rings]
    rings = [row for key, row in now.rings.items() if before.rings.get(key) != row]
    other = [
        call
        for call in sorted({*before.talks, *now.talks})
        if sorted(before.talks.get(call, ()), key=_since) != sorted(now.talks.get(call, ()), key=_since)
    ]
    if calls or gone or rings or other:
        rows = [{"id": call.pk} | {name: getattr(call, name) for name in RECKONED} for call in calls]
        talks = [row for call in other for row in now.talks.get(call, ())]
        done(_KEEP, _json(rows), gone, _rows(RING, rings), other, _rows(TALK, talks))


def _since(talk: Row) -> tuple[datetime, str]:
    return talk[TALK.index("started_at")], talk[TALK.index("agent")]


def _rows(names: Sequence[str], rows: Iterable[Row]) -> str:
    return _json([dict(zip(names, row, strict=True)) for row in rows])


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, default=datetime.isoformat)
