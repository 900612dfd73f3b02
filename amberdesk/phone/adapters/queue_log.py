"""Lines of Asterisk's queue_log -> happenings, for the time in which nobody listened: whole seconds, so coarse. Pure."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from amberdesk.phone.adapters.hotline_api import LONGEST, instant
from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.happenings import By, Happening, Reason, Result, What

Said = tuple[What, dict[str, Any]]


def read(body: bytes, queues: Mapping[str, Any], agents: Mapping[str, str], received_at: datetime) -> Reading:
    """Return the happenings of the lines. `agents`: the interface behind each member's name."""
    found = Reading()
    for place, line in enumerate(body.decode("utf-8", "replace").splitlines()):
        cells = line.rstrip("|").split("|")
        if len(cells) < 5 or cells[1] in ("NONE", "MANAGER", "REALTIME", ""):
            continue
        try:
            found.told += _line(line, cells, queues, agents, received_at)
        except (ValueError, OverflowError) as error:
            found.troubles.append(f"line {place}: {error}"[:100])
    return found


def _line(
    line: str,
    cells: list[str],
    queues: Mapping[str, Any],
    agents: Mapping[str, str],
    received_at: datetime,
) -> list[tuple[str, Happening]]:
    second, call, queue, agent, event, *rest = cells
    at = instant(second, received_at)
    if len(call) > LONGEST["call"]:
        raise ValueError("the call's id is too long")
    who = agents.get(agent, agent)[: LONGEST["agent"]] if agent != "NONE" else ""
    number = queues.get(queue, [""])[0]
    mark = sha256(line.encode()).hexdigest()[:24]
    return [
        (call, Happening(id=f"queue_log:{mark}:{n}", what=what, at=at, coarse=True, **said))
        for n, (what, said) in enumerate(_said(event, who, number, rest))
    ]


def _said(event: str, who: str, number: str, rest: list[str]) -> list[Said]:
    match event:
        case "ENTERQUEUE":
            caller = rest[1][: LONGEST["from"]] if len(rest) > 1 else ""
            return [
                (What.OFFERED, {"number": number, "caller": caller}),
                (What.QUEUED, {"number": number, "caller": caller}),
            ]
        case "CONNECT":
            ring = rest[1] if len(rest) > 1 else ""
            rang = _seconds(rest[2]) if len(rest) > 2 else None
            tried = {"agent": who, "result": Result.ANSWERED, "rang_ms": rang}
            return [(What.ANSWERED, {"ring": ring, "agent": who}), (What.TRIED, tried)]
        case "RINGNOANSWER":
            return [(What.TRIED, {"agent": who, "result": Result.NO_ANSWER, "rang_ms": _count(rest)})]
        case "RINGCANCELED":
            return [(What.TRIED, {"agent": who, "result": Result.CANCELLED, "rang_ms": _count(rest)})]
        case "COMPLETECALLER" | "COMPLETEAGENT":
            return [(What.ENDED, {"by": By.CALLER if event == "COMPLETECALLER" else By.AGENT})]
        case "ABANDON":
            return [(What.ABANDONED, {})]
        case "EXITWITHTIMEOUT":
            return [(What.REJECTED, {"reason": Reason.TIMEOUT})]
        case "EXITEMPTY":
            return [(What.REJECTED, {"reason": Reason.NOBODY})]
        case "BLINDTRANSFER" | "ATTENDEDTRANSFER":
            return [(What.TRANSFERRED, {"agent": who, "target": rest[0][:80] if rest else ""})]
    return []


def _count(rest: list[str]) -> int | None:
    return int(rest[0]) if rest and rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 9 else None


def _seconds(text: str) -> int | None:
    count = _count([text])
    return None if count is None else count * 1000
