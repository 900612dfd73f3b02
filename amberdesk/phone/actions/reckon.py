"""Reckon calls again from everything that was told of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from amberdesk.outbox.publish import announce
from amberdesk.phone.actions.figures import mark_days
from amberdesk.phone.actions.follow import follow
from amberdesk.phone.actions.join import join_told_by_hand
from amberdesk.phone.actions.keep_calls import RECKONED, Parts, keep, lock, parts_of
from amberdesk.phone.actions.stand import note_how_it_stood
from amberdesk.phone.calls import CallFacts, call_of
from amberdesk.phone.changes import Before, Change
from amberdesk.phone.happenings import Happening, happening
from amberdesk.phone.known import Known
from amberdesk.phone.models import Call
from amberdesk.phone.numbers import as_number
from amberdesk.start.engine.prepared import found

MANY = 500  # calls in one turn
_TOLD = "SELECT source_id, call_key, what, at, data FROM phone_told WHERE call_key = ANY(%s::text[])"


def reckon_calls(keys: Sequence[str], *, at: datetime) -> int:
    """Reckon the calls with these keys; return how many there are. Each turn is one transaction under row locks."""
    ordered = sorted(set(keys))
    return sum(_reckon(ordered[start : start + MANY], at) for start in range(0, len(ordered), MANY))


@transaction.atomic(savepoint=False)
def _reckon(keys: Sequence[str], at: datetime) -> int:
    known = Known(keys)
    calls = lock(keys, [known.exchange_of[key] for key in keys], at=at)
    told = told_of(keys)  # read under the locks: whoever tells more meanwhile waits, and reckons again
    known.read(calls, told.values())
    parts = parts_of(calls)
    before, rows = _before(calls, parts), {call.pk: _row(call) for call in calls}
    places = {(call.network_id, call.offered_at) for call in calls if call.outcome}
    changes = []
    for call in calls:
        facts = call_of(told[call.key])
        if facts is not None:
            apply(facts, call, known)
            changes.append(Change(call, facts, before[call.pk], known.people(call, facts)))
    if known.by_hand and join_told_by_hand(changes):
        return _reckon(keys, at)
    note_how_it_stood(changes, at=at)
    now = _parts(changes, known)
    keep([c.call for c in changes if _row(c.call) != rows[c.call.pk]], parts, now)
    topics = follow(changes, at=at)
    mark_days(places | {(c.call.network_id, c.call.offered_at) for c in changes})
    announce(*topics, *topics_of(c.call for c in changes))
    return len(changes)


def _row(call: Call) -> list[object]:
    """Return the columns that are reckoned."""
    return [getattr(call, name) for name in RECKONED]


def _before(calls: Iterable[Call], parts: Parts) -> dict[int, Before]:
    """Return how the calls stand in the rows, by id."""
    rings: dict[int, dict[str, tuple[str, bool]]] = defaultdict(dict)
    for (call, key), row in parts.rings.items():
        rings[call][key] = (row[-4], row[-1])
    return {c.pk: Before(c.outcome, c.answered_at, c.ended_at, rings[c.pk]) for c in calls}


def told_of(keys: Iterable[str]) -> Mapping[str, list[Happening]]:
    """Return what was told of each call."""
    told: dict[str, list[Happening]] = defaultdict(list)
    for source_id, key, what, at, data in found(_TOLD, list(keys)):
        told[key].append(happening(source_id, what, at, json.loads(data)))
    return told


def topics_of(calls: Iterable[Call]) -> list[str]:
    """Return what open pages watch: each call, and the hotlines of its network."""
    found = list(calls)
    return sorted({f"call:{c.pk}" for c in found} | {f"hotline:{c.network_id or 0}" for c in found})


def apply(facts: CallFacts, call: Call, known: Known) -> None:
    """Set the call's columns from its facts."""
    hotline = known.hotline(facts, call)
    new = {
        "coarse": facts.coarse,
        "number": facts.number,
        "caller": as_number(facts.caller),
        "caller_name": facts.caller_name,
        "offered_at": facts.offered_at,
        "queued_at": facts.queued_at,
        "answered_at": facts.answered_at,
        "ended_at": facts.ended_at,
        "outcome": facts.outcome.value,
        "reason": known.reason(facts, call, hotline),
        "ended_by": facts.by.value if facts.by else "",
        "target": facts.target,
        "answered_by_id": known.person(call, facts, facts.answered_by),
        "wait_ms": facts.wait_ms,
        "talk_ms": facts.talk_ms,
        "hotline": hotline,
        "network": hotline.network if hotline else call.network,
    }
    for name, value in new.items():
        setattr(call, name, value)


def _parts(changes: Sequence[Change], known: Known) -> Parts:
    """Return rings and talks anew: they are only readings."""
    parts = Parts()
    for change in changes:
        call, facts = change.call, change.facts
        for ring in facts.rings:
            result = ring.result.value if ring.result else ""
            parts.rings[call.pk, ring.key] = (
                *(call.pk, ring.key, ring.agent, known.person(call, facts, ring.agent), ring.started_at),
                *(ring.ringing_at, ring.ended_at, result, ring.ring_ms, ring.rang_ms, ring.missed),
            )
        for talk in facts.talks:
            row = (call.pk, talk.agent, known.person(call, facts, talk.agent), talk.started_at, talk.ended_at)
            parts.talks.setdefault(call.pk, []).append(row)
    return parts
