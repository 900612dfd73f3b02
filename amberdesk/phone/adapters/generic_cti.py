"""The simple webhook that many exchanges and their scripts speak: newCall, answer, hangup, as a form or as JSON. Pure.

It tells neither instants nor ids of events: what comes in counts as happening now, and is coarse. Whose phones ring is
known only where the exchange names them with newCall, or with "ringing", which some scripts add; how such a ring ended
is seen by the call alone. Only calls to us are calls of a hotline.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from amberdesk.phone.adapters.hotline_api import LONGEST
from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.happenings import Happening, Reason, What

MOST_FIELDS = 100
LONGEST_ID = LONGEST["call"] - 6  # with the number of its turn behind it
INWARD = frozenset({"in", "inbound", ""})
TO_NOBODY = frozenset({"noAnswer", "busy", "congestion", "notFound"})  # why a call that nobody answered ended
MOST_AGENTS = 30
AGAIN = "\xa0"  # between an id and its turn; no id holds it
BETWEEN = "\x1f"  # no text holds it: it cannot be printed
TURN = "turn"  # a header of our own: the exchange has begun its ids anew, this is the id's second call, third, ...
Said = tuple[What, dict[str, Any]]


def begins(body: bytes) -> tuple[str, bool]:
    """Return the id of the call that a sending is about, and whether it tells of its beginning; "" for none."""
    try:
        fields = _fields(body)
    except (ValueError, RecursionError):
        return "", False
    call = fields.get("callId", "")
    return (call if len(call) <= LONGEST_ID else "", fields.get("event", "") == "newCall")


def named(call: str, turn: int) -> str:
    """Return how the desk names a call of which the exchange has used the id before."""
    return f"{call}{AGAIN}{turn}" if turn > 1 else call


def read(body: bytes, headers: Mapping[str, str], received_at: datetime) -> Reading:
    """Return the happenings of one sending. What cannot be read is a trouble, never an error."""
    found = Reading()
    try:
        fields = _fields(body)
        told = _said(fields) if fields.get("direction", "") in INWARD else []
    except (ValueError, RecursionError) as error:
        found.troubles.append(str(error)[:100] or "unreadable")
        return found
    call = named(fields.get("callId", ""), int(headers.get(TURN, 1)))
    for what, said in told:
        id = f"{call}:{said['ring']}" if what == What.STARTED else f"{call}:{fields['event']}:{what}"
        found.told.append((call, Happening(id=id, what=what, at=received_at, coarse=True, **said)))
    return found


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields as texts; several values of one stand with BETWEEN between them."""
    text = body.decode("utf-8", "replace")
    if text.lstrip()[:1] == "{":
        given = json.loads(text)
    else:
        given = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    if not isinstance(given, dict):
        raise ValueError("neither a form nor an object")
    return {str(name).removesuffix("[]"): _text(value) for name, value in given.items()}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN.join(text for text in map(_one, value[:MOST_AGENTS]) if text)
    return _one(value)


def _one(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return "".join(c for c in str(value) if c.isprintable()).strip()


def _said(fields: Mapping[str, str]) -> list[Said]:
    call, event = fields.get("callId", ""), fields.get("event", "")
    if not call or len(call) > LONGEST_ID:
        raise ValueError("callId is missing or too long")
    who = {
        "number": fields.get("to", "")[: LONGEST["number"]],
        "caller": fields.get("from", "")[: LONGEST["from"]],
    }
    match event:
        case "newCall":
            return [(What.OFFERED, who), *_ringing(fields)]
        case "ringing":
            return _ringing(fields)
        case "answer":
            user, number = (_first(fields, name) for name in ("user", "answeringNumber"))
            return [(What.ANSWERED, {**who, "agent": number or user, "ring": _ring(user or number)})]
        case "hangup":
            return _ended(fields.get("cause", ""), who)
    raise ValueError("unknown event")


def _ringing(fields: Mapping[str, str]) -> list[Said]:
    """Return whose phones ring, as far as the exchange names them: by names, else by numbers."""
    told = fields.get("user") or fields.get("answeringNumber", "")
    agents = dict.fromkeys(name[: LONGEST["agent"]] for name in told.split(BETWEEN) if name)
    return [(What.STARTED, {"agent": name, "ring": _ring(name)}) for name in [*agents][:MOST_AGENTS]]


def _ring(name: str) -> str:
    """Return the key of the ring of a phone that the exchange names so; where it names none there is none."""
    return f"cti:{name}" if name else ""


def _first(fields: Mapping[str, str], name: str) -> str:
    return fields.get(name, "").partition(BETWEEN)[0][: LONGEST["agent"]]


def _ended(cause: str, who: dict[str, Any]) -> list[Said]:
    """Return how it ended; of an answered call only the end counts, whatever else its cause would mean."""
    if cause == "forwarded":
        return [(What.REDIRECTED, who), (What.ENDED, {})]
    if cause in TO_NOBODY:
        return [(What.REJECTED, {**who, "reason": Reason.NOBODY}), (What.ENDED, {})]
    return [(What.ENDED, who)]
