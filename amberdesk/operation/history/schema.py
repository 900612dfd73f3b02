"""The form in which another desk's orders come: one JSON object a line, as docs/import.md describes it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from amberdesk.customers.codes import Channel, Degree, Kind, Level, Priority, WaitReason
from amberdesk.operation.history.fields import (
    REQUIRED,
    Bad,
    Field,
    choice,
    count,
    flag,
    instant,
    line,
    shown,
    take,
    text,
)
from amberdesk.orders.states import State

SPEECH = 100_000  # characters
SCOPES = ("agreement", "warranty", "payable")
MOST_EVENTS = 5000  # of one order
MOST_MINUTES = 7 * 24 * 60


def _codes(values: Any) -> Field:
    return Field(choice(tuple(values)), None)


_said, _words = Field(text(SPEECH), ""), Field(text(SPEECH), REQUIRED)
_degree, _level = _codes(Degree), Field(choice(tuple(Level)), REQUIRED)
_key = Field(line(80), REQUIRED)


def _anything(value: Any) -> Any:
    return value


ORDER: dict[str, Field] = {
    "source": Field(line(80), None),
    "id": _key,
    "network": Field(line(4), REQUIRED),
    "site": Field(line(20), None),
    "device": Field(line(80), None),
    "channel": Field(choice(tuple(Channel)), Channel.DESK.value),
    "reported_at": Field(instant, REQUIRED),
    "subject": Field(line(200), REQUIRED),
    "text": _said,
    "kind": _codes(Kind),
    "category": Field(line(40), None),
    "impact": Field(choice(tuple(Degree)), Degree.MEDIUM.value),
    "urgency": _degree,
    "language": Field(choice(("pl", "en", "uk")), "pl"),
    "reporter": Field(_anything, None),
    "by": Field(_anything, "customer"),
    "state": _codes(State),
    "events": Field(_anything, ()),
}
REPORTER = {"name": Field(line(120), ""), "phone": Field(line(40), ""), "email": Field(line(254), "")}
DOER = {"email": Field(line(254), ""), "name": Field(line(120), ""), "level": _codes(Level)}
ACTS: dict[str, dict[str, Field]] = {
    "verify": {
        "category": Field(line(40), None),
        "kind": _codes(Kind),
        "impact": _degree,
        "urgency": _degree,
        "scope": Field(choice(SCOPES), "agreement"),
    },
    "set_priority": {"priority": Field(choice(tuple(Priority)), REQUIRED), "text": _said},
    "assign": {"level": _level, "technician": Field(line(254), "")},
    "start": {},
    "hand_over": {"level": _level, "text": _said},
    "send_back": {"text": _said},
    "wait": {
        "reason": Field(choice(tuple(WaitReason)), REQUIRED),
        "until": Field(instant, None),
        "text": _said,
    },
    "resume": {},
    "reply": {"text": _words, "question": Field(flag, False)},
    "note": {"text": _words},
    "contact": {"way": Field(choice(("call", "visit")), "call"), "reached": Field(flag, True), "text": _said},
    "receive": {"text": _words},
    "resolve": {"text": _said, "code": Field(line(40), ""), "minutes": Field(count(MOST_MINUTES), 0)},
    "reopen": {"text": _said},
    "close": {},
    "cancel": {"text": _said},
    "merge": {"into": _key, "text": _said},
    "link": {"other": _key, "how": Field(choice(("related", "follows")), "related")},
    "correct": {
        "site": Field(line(20), None),
        "device": Field(line(80), None),
        "kind": _codes(Kind),
        "text": _words,
    },
}
_EVENT = {"at": Field(instant, REQUIRED), "act": Field(choice(tuple(ACTS)), REQUIRED)}
_USUAL = {"receive": "customer", "close": "machine"}  # who does it when nobody is named


@dataclass(frozen=True, slots=True)
class Doer:
    """`kind`: "customer", "machine" or "staff", these known to the desk by e-mail or else by their level alone."""

    kind: str
    email: str = ""
    name: str = ""
    level: str | None = None


@dataclass(frozen=True, slots=True)
class PastAct:
    """One thing that was done; `facts` by the names of ACTS."""

    act: str
    at: datetime
    by: Doer
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One checked line; `facts` by the names of ORDER, `digest` of all that it says."""

    reference: str
    source: str
    facts: Mapping[str, Any]
    reporter: Mapping[str, str]
    by: Doer
    acts: tuple[PastAct, ...]
    digest: bytes

    @property
    def named(self) -> frozenset[str]:
        """The other orders of its desk that it names, as references."""
        names = (act.facts.get(field) for act in self.acts for field in ("into", "other"))
        return frozenset(reference_of(self.source, name) for name in names if name)


def reference_of(source: str, id: str) -> str:
    """Return the key by which an order of another desk is known here."""
    return f"import:{source}:{id}"


def read_line(raw: bytes, *, source: str, now: datetime) -> PastOrder:
    """Return a line's order. `source` stands where the line names none. Raises Bad with the first thing wrong."""
    record = _parsed(raw)
    facts = take(record, ORDER, "")
    whence = facts["source"] or source
    if not whence:
        raise Bad("source is missing")
    reported_at = facts["reported_at"]
    if reported_at > now:
        raise Bad(f"reported_at lies in the future: {shown(record['reported_at'])}")
    return PastOrder(
        reference=reference_of(whence, facts["id"]),
        source=whence,
        facts=facts,
        reporter=take(facts["reporter"] or {}, REPORTER, "reporter"),
        by=_doer(facts["by"], "by"),
        acts=_acts(facts["events"], reported_at, now),
        digest=sha256(json.dumps(record, sort_keys=True).encode()).digest()[:16],
    )


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise Bad("the line is not written in UTF-8") from None
    except RecursionError:
        raise Bad("the line is nested too deeply") from None
    except ValueError as error:
        raise Bad(f"the line is no JSON: {error}"[:200]) from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _acts(events: Any, since: datetime, now: datetime) -> tuple[PastAct, ...]:
    if not isinstance(events, list | tuple):
        raise Bad("events is no list")
    if len(events) > MOST_EVENTS:
        raise Bad(f"events are more than {MOST_EVENTS}")
    done = []
    for place, event in enumerate(events):
        act = _act(event, f"events[{place}]")
        if act.at < since:
            raise Bad(f"events[{place}].at lies before what came earlier: {act.at.isoformat()}")
        if act.at > now:
            raise Bad(f"events[{place}].at lies in the future: {act.at.isoformat()}")
        since = act.at
        done.append(act)
    return tuple(done)


def _act(event: Any, where: str) -> PastAct:
    if not isinstance(event, dict):
        raise Bad(f"{where} is no object")
    known = take({k: event[k] for k in _EVENT if k in event}, _EVENT, where)
    act = known["act"]
    facts = take({k: v for k, v in event.items() if k not in (*_EVENT, "by")}, ACTS[act], where)
    by = event.get("by")
    doer = _doer(_USUAL.get(act, {}) if by is None else by, f"{where}.by")
    return PastAct(act, known["at"], doer, facts)


def _doer(value: Any, where: str) -> Doer:
    if value in ("customer", "machine"):
        return Doer(value)
    if not isinstance(value, dict):
        raise Bad(f'{where} is none of "customer", "machine", an object: {shown(value)}')
    found = take(value, DOER, where)
    return Doer("staff", found["email"].lower(), found["name"], found["level"])
