"""The desk's own hotline API: a JSON list of events, each with its id, call, type and instant. Pure.

Format: docs/hotline.md. What one event says wrong does not cost the others.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.happenings import AgentState, By, Happening, Reason, Result, Standing, What

AGENT_STATE = "agent.state"  # an event of no call
OLDEST = timedelta(days=7)  # an exchange whose desk was away tells it later
AHEAD = timedelta(minutes=5)  # clocks differ; no further
LONGEST = {
    "id": 120,
    "call": 80,
    "ring": 120,
    "agent": 80,
    "number": 40,
    "from": 40,
    "name": 120,
    "target": 80,
}


def read(body: bytes, headers: Mapping[str, str], received_at: datetime) -> Reading:
    """Return the happenings of a batch. Unreadable events are troubles, never an error."""
    found = Reading()
    try:
        events = json.loads(body)
    except (ValueError, RecursionError):
        found.troubles.append("not JSON")
        return found
    if not isinstance(events, list):
        found.troubles.append("not a list of events")
        return found
    for place, event in enumerate(events):
        try:
            if isinstance(event, dict) and event.get("type") == AGENT_STATE:
                found.states.append(_state(event, received_at))
            else:
                found.told.append(_happening(event, received_at))
        except (ValueError, TypeError, OverflowError, OSError, KeyError) as error:
            found.troubles.append(f"event {place}: {error}"[:100])
    return found


def _happening(event: Any, received_at: datetime) -> tuple[str, Happening]:
    if not isinstance(event, dict):
        raise TypeError("not an object")
    said = {key: _text(event, key) for key in LONGEST}
    if not said["id"] or not said["call"]:
        raise ValueError("id and call are needed")
    return said["call"], Happening(
        id=said["id"],
        what=_choice(What, event, "type"),
        at=instant(event.get("at"), received_at),
        seq=_count(event, "seq") or 0,
        result=_choice(Result, event, "result") if event.get("result") else None,
        reason=_choice(Reason, event, "reason") if event.get("reason") else None,
        by=_choice(By, event, "by") if event.get("by") else None,
        ring_ms=_count(event, "ring_ms"),
        rang_ms=_count(event, "rang_ms"),
        ring=said["ring"],
        agent=said["agent"],
        number=said["number"],
        caller=said["from"],
        caller_name=said["name"],
        target=said["target"],
    )


def _state(event: Mapping[str, Any], received_at: datetime) -> AgentState:
    agent = _text(event, "agent")
    if not agent:
        raise ValueError("agent is needed")
    return AgentState(
        agent=agent, state=_choice(Standing, event, "state"), at=instant(event.get("at"), received_at)
    )


def _text(event: Mapping[str, Any], key: str) -> str:
    """Return a text without control characters, cut to what is kept; ids are never cut."""
    value = event.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    value = "".join(c for c in value if c.isprintable()).strip()
    if len(value) > LONGEST[key] and key in ("id", "call", "ring"):
        raise ValueError(f"{key} is too long")
    return value[: LONGEST[key]]


def _choice(of: Any, event: Mapping[str, Any], key: str) -> Any:
    try:
        return of(event.get(key))
    except ValueError:
        raise ValueError(f"unknown {key}") from None


def _count(event: Mapping[str, Any], key: str) -> int | None:
    value = event.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(f"{key} is no count")
    return value


def instant(value: Any, received_at: datetime) -> datetime:
    """Return an instant told as ISO 8601 with an offset, or as seconds since 1970 (number or text).

    Errors: ValueError for what cannot be read, is older than OLDEST or further ahead than AHEAD.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        at = datetime.fromtimestamp(value, UTC)
    elif isinstance(value, str) and value.replace(".", "", 1).isdigit():
        whole, _, part = value.partition(".")
        at = datetime.fromtimestamp(int(whole), UTC) + timedelta(microseconds=int((part + "000000")[:6]))
    elif isinstance(value, str):
        at = datetime.fromisoformat(value)
    else:
        raise ValueError("at is missing")
    if at.tzinfo is None:
        raise ValueError("at has no offset")
    if at < received_at - OLDEST:
        raise ValueError("at is too old")
    if at > received_at + AHEAD:
        raise ValueError("at lies ahead")
    return at
