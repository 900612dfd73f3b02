"""A row of an operator's call report -> a call, as coarse as the report is. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from amberdesk.phone.adapters.hotline_api import AHEAD, LONGEST
from amberdesk.phone.exchanges import ReportSettings
from amberdesk.phone.happenings import By, Happening, What

OLDEST = timedelta(days=400)
MOST_SECONDS = 86_400
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,]\d+)?")
SECONDS = re.compile(r"(\d{1,6})(?:[.,]\d+)?\s*(?:s|sek\.?|sec)?")


class BadEntry(ValueError):
    """A cell cannot be read: the fact it should hold, and a code."""

    def __init__(self, fact: str, code: str) -> None:
        super().__init__(code)
        self.fact, self.code = fact, code


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of a report. Lengths that it does not tell are None."""

    mark: str  # the same for the same call in every report
    at: datetime
    caller: str
    number: str
    agent: str
    answered: bool
    wait: timedelta | None
    talk: timedelta | None

    @property
    def call_id(self) -> str:
        return f"o-{self.mark}"


def is_call(cells: Mapping[str, str]) -> bool:
    """Tell whether a row is of a call: sums and remarks at the end of a report are not."""
    return bool(cells.get("at")) and bool(cells.get("number") or cells.get("caller"))


def read_entry(cells: Mapping[str, str], settings: ReportSettings, received_at: datetime) -> Entry:
    """Return the call of a row. Raises BadEntry."""
    at = _moment(cells, settings, received_at)
    caller = cells.get("caller", "")[: LONGEST["from"]]
    number = cells.get("number", "")[: LONGEST["number"]]
    if not number:
        raise BadEntry("number", "missing")
    wait, talk = _length(cells, "wait"), _length(cells, "talk")
    answered = _answered(cells, settings, talk)
    named = cells.get("id", "") or f"{at.timestamp()}|{caller}|{number}{cells.get('again', '')}"
    mark = sha256(named.encode()).hexdigest()[:24]
    caller = caller if any(c.isdigit() for c in caller) else ""  # hidden, in the operator's word for it
    agent = cells.get("agent", "")[: LONGEST["agent"]]
    return Entry(mark, at, caller, number, agent, answered, wait, talk if answered else None)


def happenings_of(entry: Entry, *, answered_by: str | None = None) -> list[Happening]:
    """Return what an entry tells. What it does not tell stays unknown: without a wait call and answer are one instant.

    answered_by: who says himself that he answered (the agent's name), for he knows better; then the report's
    instants stand for his, which are those of a key.
    """
    who = {"number": entry.number, "caller": entry.caller}
    taken = entry.at + (entry.wait or timedelta(0))
    told: list[tuple[What, datetime, dict]] = [(What.OFFERED, entry.at, who)]
    if not entry.answered:
        told.append((What.ENDED, taken, {**who, "by": By.CALLER}))
    elif entry.talk is not None:
        told.append((What.ANSWERED, taken, {**who, "agent": answered_by or entry.agent}))
        told.append((What.ENDED, taken + entry.talk, {}))
    elif answered_by is None:
        told.append((What.ANSWERED, taken, {**who, "agent": entry.agent}))
        told.append((What.LOST, taken, {}))
    return [
        Happening(id=f"report:{entry.mark}:{what}", what=what, at=at, seq=5, coarse=True, **said)
        for what, at, said in told
    ]


def _moment(cells: Mapping[str, str], settings: ReportSettings, received_at: datetime) -> datetime:
    text = " ".join(part for part in (cells.get("at", ""), cells.get("time", "")) if part)
    zone = ZoneInfo(settings.zone)
    for shape in (
        settings.moment,
        settings.moment.replace(":%S", ""),
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
    ):
        try:
            at = datetime.strptime(text, shape).replace(tzinfo=zone)
        except ValueError:
            continue
        if at > received_at + AHEAD:
            raise BadEntry("at", "ahead")
        if at < received_at - OLDEST:
            raise BadEntry("at", "old")
        return at
    raise BadEntry("at", "unreadable")


def _length(cells: Mapping[str, str], fact: str) -> timedelta | None:
    text = cells.get(fact, "").strip().lower()
    if text in ("", "-", "–"):
        return None
    if found := CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = hours * 3600 + minutes * 60 + seconds
    elif found := SECONDS.fullmatch(text):
        total = int(found[1])
    else:
        raise BadEntry(fact, "length")
    if total > MOST_SECONDS:
        raise BadEntry(fact, "length")
    return timedelta(seconds=total)


def _answered(cells: Mapping[str, str], settings: ReportSettings, talk: timedelta | None) -> bool:
    """Return whether somebody answered: as the result says, else by the length of the talk."""
    result = cells.get("result", "").strip().casefold()
    if result and result in (word.casefold() for word in settings.answered):
        return True
    if result and result in (word.casefold() for word in settings.missed):
        return False
    if talk is None:
        raise BadEntry("result", "result")
    return talk > timedelta(0)
