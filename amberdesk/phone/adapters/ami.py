"""Blocks of Asterisk's manager interface, and which of them belong to callers of hotlines. Pure."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping

Fields = Mapping[str, str]
MOST_KNOWN = 5000  # calls
MOST_WAITING = 2000  # events of calls of which the beginning was not told yet
END = "\r\n\r\n"
LEG = "HotlineLeg"  # the dial plan's own event that begins no call
MEMBER_MOVED = frozenset({"QueueMemberPause", "QueueMemberAdded", "QueueMemberRemoved"})  # of no call


def blocks(body: bytes) -> list[dict[str, str]]:
    """Return the blocks that are events, of printable text; half a block, and whatever is none, is left out."""
    found = []
    for block in body.decode("utf-8", "replace").replace("\r\n", "\n").split("\n\n"):
        lines = ("".join(c for c in line if c.isprintable()) for line in block.split("\n"))
        fields = dict(line.split(": ", 1) for line in lines if ": " in line)
        if "Event" in fields:
            found.append(fields)
    return found


def written(events: Iterable[Fields]) -> bytes:
    """Return events as blocks. Inverse of `blocks`."""
    return "".join("\r\n".join(f"{k}: {v}" for k, v in event.items()) + END for event in events).encode(
        "utf-8", "replace"
    )


def call_id(event: Fields) -> str:
    """Return the id of the call that an event belongs to; "" for none."""
    return (
        event.get("Linkedid") or event.get("TransfereeLinkedid") or event.get("OrigTransfererLinkedid") or ""
    )


def is_caller(event: Fields) -> bool:
    """Tell whether the event's channel is the caller's own."""
    return bool(event.get("Uniqueid")) and event.get("Uniqueid") == event.get("Linkedid")


class Gate:
    """Lets through what belongs to callers of hotlines, and nothing of our people's other calls.

    What comes before its call's beginning waits for it, for the order of events varies even on one connection.
    """

    def __init__(self, contexts: Collection[str], queues: Collection[str], known: Iterable[str] = ()) -> None:
        self.contexts, self.queues = frozenset(contexts), frozenset(queues)
        self._known: OrderedDict[str, None] = OrderedDict.fromkeys(known)
        self._waiting: OrderedDict[str, list[Fields]] = OrderedDict()
        self._held = 0

    def take(self, event: Fields) -> list[Fields]:
        """Return the events that may go on now, in the order in which they came."""
        call = call_id(event)
        if not call:
            return [event] if self._moves_a_member(event) else []
        event = dict(event) | {"Linkedid": call}
        if self._begins(event):
            self._known[call] = None
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        if call not in self._known:
            self._hold(call, event)
            return []
        before = self._waiting.pop(call, [])
        self._held -= len(before)
        return [*before, event]

    def knows(self, call: str) -> bool:
        return call in self._known

    def _begins(self, event: Fields) -> bool:
        name = event.get("Event", "")
        if name in ("Newchannel", "CoreShowChannel"):
            return is_caller(event) and event.get("Context", "") in self.contexts
        if name == "QueueCallerJoin":
            return event.get("Queue", "") in self.queues
        word = event.get("UserEvent", "")
        return name == "UserEvent" and word.startswith("Hotline") and word != LEG

    def _moves_a_member(self, event: Fields) -> bool:
        return event.get("Event") in MEMBER_MOVED and event.get("Queue", "") in self.queues

    def _hold(self, call: str, event: Fields) -> None:
        self._waiting.setdefault(call, []).append(event)
        self._held += 1
        while self._held > MOST_WAITING:
            self._held -= len(self._waiting.popitem(last=False)[1])
