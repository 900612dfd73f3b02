"""The simple webhook that many exchanges and their scripts speak: newCall, answer, hangup, as a form or as JSON. Pure.

It tells neither instants nor ids of events nor rings: what comes in counts as happening now, and is coarse. Only calls
to us are calls of a hotline.
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
INWARD = frozenset({"in", "inbound", ""})
TO_NOBODY = frozenset({"noAnswer", "busy", "congestion", "notFound"})  # why a call that nobody answered ended
Said = tuple[What, dict[str, Any]]


def read(body: bytes, headers: Mapping[str, str], received_at: datetime) -> Reading:
    """Return the happenings of one sending. What cannot be read is a trouble, never an error."""
    found = Reading()
    try:
        fields = _fields(body)
        told = _said(fields) if fields.get("direction", "") in INWARD else []
    except (ValueError, RecursionError) as error:
        found.troubles.append(str(error)[:100] or "unreadable")
        return found
    call, event = fields.get("callId", ""), fields.get("event", "")
    for what, said in told:
        one = Happening(id=f"{call}:{event}:{what}", what=what, at=received_at, coarse=True, **said)
        found.told.append((call, one))
    return found


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields as texts; of several values of one the first."""
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
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return "".join(c for c in str(value) if c.isprintable()).strip()


def _said(fields: Mapping[str, str]) -> list[Said]:
    call, event = fields.get("callId", ""), fields.get("event", "")
    if not call or len(call) > LONGEST["call"]:
        raise ValueError("callId is missing or too long")
    who = {
        "number": fields.get("to", "")[: LONGEST["number"]],
        "caller": fields.get("from", "")[: LONGEST["from"]],
    }
    match event:
        case "newCall":
            return [(What.OFFERED, who)]
        case "answer":
            agent = fields.get("answeringNumber") or fields.get("user", "")
            return [(What.ANSWERED, {**who, "agent": agent[: LONGEST["agent"]]})]
        case "hangup":
            return _ended(fields.get("cause", ""), who)
    raise ValueError("unknown event")


def _ended(cause: str, who: dict[str, Any]) -> list[Said]:
    """Return how it ended; of an answered call only the end counts, whatever else its cause would mean."""
    if cause == "forwarded":
        return [(What.REDIRECTED, who), (What.ENDED, {})]
    if cause in TO_NOBODY:
        return [(What.REJECTED, {**who, "reason": Reason.NOBODY}), (What.ENDED, {})]
    return [(What.ENDED, who)]
