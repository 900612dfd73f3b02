"""When a way may make a noise, and what a gateway is sent. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus

PUSH, SMS, VOICE = KINDS = ("push", "sms", "voice")
BY_GATEWAY = (SMS, VOICE)  # the others need neither gateway nor number
JSON, FORM = FORMS = ("json", "form")  # of the body
METHODS = ("POST", "PUT")
CONTENT_TYPES = {JSON: "application/json", FORM: "application/x-www-form-urlencoded"}
PLACES = ("to", "text", "kind", "key")  # what a body may ask for
SAMPLE = {"to": "+48500100200", "text": 'a "b"\n', "kind": SMS, "key": "0"}
OURS = frozenset({"host", "content-length", "content-type", "connection", "transfer-encoding", "user-agent"})
LONGEST_WAIT = 60  # minutes
URGENT = "P1"
DAY = 24 * 60
_PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
_SECRET = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


@dataclass(frozen=True, slots=True)
class Manner:
    """One way of a person: so many minutes after the letter, for priorities from `least` up, at these hours.

    opens, closes: minutes after local midnight; an end before the start is on the next day; the same: all day
    """

    kind: str
    after: int
    least: str
    opens: int = 0
    closes: int = 0


def rings(way: Manner, *, priority: str, minute: int, on_shift: bool) -> bool:
    """Tell whether the way is used for an order at a minute of the day. Quiet hours never silence P1 on shift."""
    if priority > way.least:
        return False
    return is_loud(way, minute) or (priority == URGENT and on_shift)


def is_loud(way: Manner, minute: int) -> bool:
    """Tell whether a minute of the day is among the way's hours."""
    if way.opens == way.closes:
        return True
    if way.opens < way.closes:
        return way.opens <= minute < way.closes
    return minute >= way.opens or minute < way.closes


def fault_of_way(way: Manner) -> str:
    """Return the code of what is wrong with a way; "" for nothing."""
    hours = all(0 <= minute < DAY for minute in (way.opens, way.closes))
    if way.kind not in KINDS or way.least not in ("P1", "P2", "P3", "P4") or not hours:
        return "way_unknown"
    return "" if 0 <= way.after <= LONGEST_WAIT else "wait_wrong"


def filled(body: str, form: str, values: Mapping[str, str]) -> str:
    """Return the body with its places filled, each written as the body's form wants it."""
    return _PLACE.sub(lambda found: _written(values[found[1]], form), body)


def _written(value: str, form: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1] if form == JSON else quote_plus(value)


def fault_of_body(body: str, form: str) -> str:
    """Return the code of what is wrong with a body; "" for nothing."""
    if form not in FORMS:
        return "form_unknown"
    if not {"to", "text"} <= set(_PLACE.findall(body)):
        return "places_missing"
    if form == JSON:
        try:
            json.loads(filled(body, form, SAMPLE))
        except ValueError:
            return "not_json"
    return ""


def fault_of_header(name: str, secret: str) -> str:
    """Return the code of what is wrong with a header; "" for nothing."""
    if not name and not secret:
        return ""
    if not _HEADER.fullmatch(name) or name.lower() in OURS:
        return "header_wrong"
    return "" if not secret or _SECRET.fullmatch(secret) else "secret_wrong"
