"""What an Asterisk tells over its manager interface -> happenings. Pure, and each event for itself.

Which channel is whose is told by two ids: the caller's own channel has Uniqueid = Linkedid, every phone that is rung for
him has the same Linkedid. So one event says whose call it is, and the order in which they come cannot matter.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from amberdesk.phone.adapters import queue_log
from amberdesk.phone.adapters.ami import LEG, MEMBER_MOVED, Fields, blocks, is_caller
from amberdesk.phone.adapters.hotline_api import LONGEST, instant
from amberdesk.phone.adapters.reading import Reading
from amberdesk.phone.happenings import AgentState, By, Happening, Reason, Result, Standing, What

Said = tuple[What, dict[str, Any]]
LONGEST_IDS = 110  # of an event's channels and instant together; each is a ring's key as well
RINGING = "5"  # ChannelState
BUSY, DECLINED = "17", "21"  # the hang-up's cause is the truth: the queue calls both "no answer"
DEAD = frozenset({"3", "18", "20", "27", "34", "38", "41", "42"})
DIALLED = {  # DialStatus
    "ANSWER": Result.ANSWERED,
    "BUSY": Result.BUSY,
    "NOANSWER": Result.NO_ANSWER,
    "CHANUNAVAIL": Result.UNREACHABLE,
    "CONGESTION": Result.UNREACHABLE,
    "CANCEL": None,  # called off: said of every ring that nobody took, and twice
}
QUEUE_STATUS = {  # of the own UserEvent after Queue(): only it tells a queue's timeout from a caller who left
    "TIMEOUT": Reason.TIMEOUT,
    "WITHDRAW": Reason.TIMEOUT,
    "FULL": Reason.FULL,
    "JOINEMPTY": Reason.NOBODY,
    "LEAVEEMPTY": Reason.NOBODY,
    "JOINUNAVAIL": Reason.NOBODY,
    "LEAVEUNAVAIL": Reason.NOBODY,
    "CLOSED": Reason.CLOSED,
    "BLOCKED": Reason.BLOCKED,
}
HUNG_UP = {"agent": By.AGENT, "caller": By.CALLER}


def read(body: bytes, headers: Mapping[str, str], received_at: datetime) -> Reading:
    """Return the happenings of manager events, or of lines of the queue_log (header "source").

    Header "queues": JSON, the number and the ring time of each queue.
    """
    queues = json.loads(headers.get("queues", "{}"))
    if headers.get("source") == "queue_log":
        return queue_log.read(body, queues, json.loads(headers.get("agents", "{}")), received_at)
    found = Reading()
    for place, event in enumerate(blocks(body)):
        try:
            if event["Event"] in MEMBER_MOVED:
                found.states.append(_state(event, received_at))
                continue
            found.told += [(event["Linkedid"], one) for one in _happenings(event, queues, received_at)]
        except (ValueError, OverflowError, KeyError) as error:
            found.troubles.append(f"event {place}: {error}"[:100])
    return found


def _state(event: Fields, received_at: datetime) -> AgentState:
    """Return what a technician set at his telephone: a pause or his place in a queue."""
    agent = event.get("Interface") or event.get("Location", "")
    if not agent or len(agent) > LONGEST["agent"]:
        raise ValueError("Interface is missing or too long")
    state = Standing.PAUSED if event.get("Paused") == "1" else Standing.AVAILABLE
    if event["Event"] == "QueueMemberRemoved":
        state = Standing.LOGGED_OUT
    at = instant(event.get("Timestamp") or received_at.timestamp(), received_at)
    return AgentState(agent=agent, state=state, at=at)


def _happenings(event: Fields, queues: Mapping[str, Any], received_at: datetime) -> Iterator[Happening]:
    name = event.get("Event", "")
    tell = TABLE.get(name)
    if tell is None:
        return
    at = instant(event.get("Timestamp") or received_at.timestamp(), received_at)
    place = ":".join(event.get(key, "") for key in ("Uniqueid", "DestUniqueid", "Timestamp"))
    if len(event["Linkedid"]) > LONGEST["call"] or not event["Linkedid"]:
        raise ValueError("Linkedid is missing or too long")
    if len(place) > LONGEST_IDS:
        raise ValueError("an id is too long")
    for number, (what, said) in enumerate(tell(event, queues)):
        if said.get("coarse"):
            at = instant(event["Uniqueid"].partition(".")[0], received_at)
            place = event["Uniqueid"]
        yield Happening(id=f"{name}:{place}:{number}", what=what, at=at, **said)


def _offered(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    return [(What.OFFERED, _caller(event, event.get("Exten", "")))] if is_caller(event) else []


def _live(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    """A call that ran when the line came back: its channel's id holds the second in which it began."""
    said = _caller(event, event.get("Exten", "")) | {"coarse": True}
    return [(What.OFFERED, said)] if is_caller(event) else []


def _queued(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    number = queues.get(event.get("Queue", ""), ["", 0])[0]
    return [(What.QUEUED, _caller(event, number))]


def _called(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    ring_ms = queues.get(event.get("Queue", ""), ["", 0])[1] or None
    return [(What.STARTED, _ring(event) | {"ring_ms": ring_ms})]


def _new_state(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    if event.get("ChannelState") != RINGING or is_caller(event):
        return []
    return [(What.RINGING, _leg(event))]


def _dialled(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    if not is_caller(event):  # our own people calling one another
        return []
    ring, status = event.get("DestUniqueid", ""), event.get("DialStatus", "")
    told: list[Said] = [(What.TRIED, {"ring": ring, "result": DIALLED.get(status, Result.NO_ANSWER)})]
    return [*told, (What.ANSWERED, {"ring": ring})] if status == "ANSWER" else told


def _unanswered(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    return [(What.TRIED, _ring(event) | {"result": Result.NO_ANSWER})]


def _connected(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    return [(What.ANSWERED, _ring(event))]


def _entered(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    leg = _leg(event)
    return [(What.LEG_ANSWERED, leg)] if leg["agent"] and not is_caller(event) else []


def _completed(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    by = HUNG_UP.get(event.get("Reason", "").lower())
    return [(What.LEG_ENDED, _ring(event) | {"by": by})]


def _leaving(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    """Somebody put the phone down: the caller ends the call, one of us only his part."""
    return [(What.ENDED, {"by": By.CALLER})] if is_caller(event) else []


def _hung_up(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    if is_caller(event):
        return [(What.ENDED, {})]
    cause, told = event.get("Cause", ""), [(What.LEG_ENDED, _leg(event))]
    result = {BUSY: Result.BUSY, DECLINED: Result.DECLINED}.get(cause)
    if cause in DEAD:
        result = Result.UNREACHABLE
    return [*told, (What.TRIED, {"ring": event.get("Uniqueid", ""), "result": result})] if result else told


def _own(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    """The dial plan's own words, see docs/hotline.md."""
    word, status = event.get("UserEvent", ""), event.get("Status", "").upper()
    if word == "HotlineBegin":
        return [(What.OFFERED, _caller(event, event.get("Number", "")))]
    if word == LEG:  # of the called channel, before it rings: whose it is
        return [
            (
                What.STARTED,
                {"ring": event.get("Uniqueid", ""), "agent": event.get("Agent", "")[: LONGEST["agent"]]},
            )
        ]
    if word == "HotlineCallback" or (word == "HotlineEnd" and status == "CALLBACK"):
        return [(What.CALLBACK_ASKED, {})]
    if word == "HotlineRedirect":
        return [(What.REDIRECTED, {"target": event.get("Target", "")[: LONGEST["target"]]})]
    if word == "HotlineEnd" and status in QUEUE_STATUS:
        return [(What.REJECTED, {"reason": QUEUE_STATUS[status], "number": event.get("Number", "")[:40]})]
    return []


def _passed(event: Fields, queues: Mapping[str, Any]) -> list[Said]:
    target = event.get("Extension", "") or _interface(event.get("TransferTargetChannel", ""))
    agent = _interface(event.get("TransfererChannel", "") or event.get("OrigTransfererChannel", ""))
    return [(What.TRANSFERRED, {"agent": agent, "target": target[: LONGEST["target"]]})]


TABLE = {
    "Newchannel": _offered,
    "CoreShowChannel": _live,
    "QueueCallerJoin": _queued,
    "AgentCalled": _called,
    "Newstate": _new_state,
    "DialEnd": _dialled,
    "AgentRingNoAnswer": _unanswered,
    "AgentConnect": _connected,
    "BridgeEnter": _entered,
    "AgentComplete": _completed,
    "HangupRequest": _leaving,
    "Hangup": _hung_up,
    "UserEvent": _own,
    "BlindTransfer": _passed,
    "AttendedTransfer": _passed,
}


def _caller(event: Fields, number: str) -> dict[str, Any]:
    said = {
        "number": number,
        "caller": event.get("CallerIDNum", ""),
        "caller_name": event.get("CallerIDName", ""),
    }
    known = {key: text for key, text in said.items() if text not in ("<unknown>", "s")}
    limits = {"number": 40, "caller": 40, "caller_name": 120}
    return {key: "".join(c for c in text if c.isprintable())[: limits[key]] for key, text in known.items()}


def _ring(event: Fields) -> dict[str, Any]:
    return {"ring": event.get("DestUniqueid", ""), "agent": event.get("Interface", "")[: LONGEST["agent"]]}


def _leg(event: Fields) -> dict[str, Any]:
    return {"ring": event.get("Uniqueid", ""), "agent": _interface(event.get("Channel", ""))}


def _interface(channel: str) -> str:
    """Return "PJSIP/t1" for "PJSIP/t1-0000001a"; "" for a channel of Asterisk's own making, which is nobody's phone."""
    if channel.startswith("Local/"):
        return ""
    return channel.rpartition("-")[0][: LONGEST["agent"]]
