"""Everything that can have happened to an order. Pure.

Each kind is a frozen dataclass with the version of its data; `UPCASTS` lifts older versions when they are read.
Every stored event carries a header beside its own data: network, agreement version, priority, level, state, assignee
and wait reason after the act, so that folds need nothing else. Ids and codes only, never personal text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from amberdesk.orders.call_events import Accepted as Accepted
from amberdesk.orders.call_events import Called as Called
from amberdesk.orders.call_events import CallUnanswered as CallUnanswered
from amberdesk.orders.call_events import Escalated as Escalated
from amberdesk.orders.clock_events import ClockBreached as ClockBreached
from amberdesk.orders.clock_events import ClockWarned as ClockWarned
from amberdesk.orders.clock_events import ClockWithdrawn as ClockWithdrawn
from amberdesk.orders.clock_events import Relapsed as Relapsed
from amberdesk.orders.clock_events import Restored as Restored
from amberdesk.orders.event import OrderEvent as OrderEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(OrderEvent):
    kind: ClassVar[str] = "order.placed"
    channel: str
    reported_at: datetime
    kind_of: str
    impact: str
    urgency: str
    site: int | None = None
    device: int | None = None
    category: int | None = None
    duty: str = ""  # level that did L1's work then; "" nobody
    quiet: bool | None = None  # the reporter is sent nothing by itself

    def data(self) -> dict[str, Any]:
        """Return the event's data with the report's instant to the microsecond: JSON's own dates end before."""
        return {**OrderEvent.data(self), "reported_at": self.reported_at.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(OrderEvent):
    kind: ClassVar[str] = "order.verified"
    category: int | None
    kind_of: str
    impact: str
    urgency: str
    scope: str
    by_rule: bool = False
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritySet(OrderEvent):
    kind: ClassVar[str] = "order.priority_set"
    message: int  # the note with the reason
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(OrderEvent):
    kind: ClassVar[str] = "order.assigned"
    by_rule: bool = False
    not_for_l1: bool = False  # sent straight up because its category is not for L1
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(OrderEvent):
    kind: ClassVar[str] = "order.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(OrderEvent):
    kind: ClassVar[str] = "order.handed_over"
    from_level: str
    to_level: str
    message: int  # the note with reason and facts


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack(OrderEvent):
    kind: ClassVar[str] = "order.sent_back"
    from_level: str
    to_level: str
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(OrderEvent):
    kind: ClassVar[str] = "order.waiting"
    reason: str
    until: datetime | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(OrderEvent):
    kind: ClassVar[str] = "order.resumed"
    cause: str  # "hand", "answer", "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied(OrderEvent):
    kind: ClassVar[str] = "order.replied"
    message: int
    visible_at: datetime
    question: bool = False
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTakenBack(OrderEvent):
    kind: ClassVar[str] = "order.reply_taken_back"
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(OrderEvent):
    kind: ClassVar[str] = "order.noted"
    message: int
    mentions: tuple[int, ...] = ()
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted(OrderEvent):
    kind: ClassVar[str] = "order.contacted"
    way: str  # "call", "visit"
    reached: bool
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(OrderEvent):
    """A public message from the customer's side."""

    kind: ClassVar[str] = "order.received"
    message: int
    channel: str
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(OrderEvent):
    kind: ClassVar[str] = "order.resolved"
    code: str
    minutes: int
    message: int
    solved_by: str  # "L1", "L2_duty", "escalated"
    first_contact: bool = False
    confirmed: bool = False  # the reporter said that first aid helped


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(OrderEvent):
    kind: ClassVar[str] = "order.reopened"
    cause: str  # "staff", "customer"
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(OrderEvent):
    kind: ClassVar[str] = "order.closed"
    cause: str  # "time", "customer", "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(OrderEvent):
    kind: ClassVar[str] = "order.cancelled"
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged(OrderEvent):
    kind: ClassVar[str] = "order.merged"
    into: int
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed(OrderEvent):
    """Another order was merged into this one."""

    kind: ClassVar[str] = "order.absorbed"
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(OrderEvent):
    kind: ClassVar[str] = "order.corrected"
    changed: Mapping[str, Any]
    before: Mapping[str, Any]
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMoved(OrderEvent):
    kind: ClassVar[str] = "order.message_moved"
    message: int
    other: int  # the order it came from or went to
    came: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(OrderEvent):
    kind: ClassVar[str] = "order.linked"
    other: int
    how: str  # "related", "follows"
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged(OrderEvent):
    kind: ClassVar[str] = "order.tagged"
    added: tuple[int, ...] = ()  # tags
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(OrderEvent):
    """An external reference was added or removed."""

    kind: ClassVar[str] = "order.referred"
    reference: int
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(OrderEvent):
    """ "Me too": another person of the shop follows the order."""

    kind: ClassVar[str] = "order.joined"
    participant: int
    quiet: bool | None = None  # he is sent nothing by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed(OrderEvent):
    """One of ours took somebody away from those who follow the order."""

    kind: ClassVar[str] = "order.unfollowed"
    participant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(OrderEvent):
    """The doer took his last act back within the undo time; `restored` is what stands again."""

    kind: ClassVar[str] = "order.undone"
    event: int
    restored: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked(OrderEvent):
    """The customer's verdict after solving."""

    kind: ClassVar[str] = "order.remarked"
    verdict: str  # "solved", "broken"
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(OrderEvent):
    """Personal data of the order was blanked."""

    kind: ClassVar[str] = "order.erased"
    what: tuple[str, ...]  # customers.retention.OF_ORDERS, or "person"
    participants: tuple[int, ...] = ()  # who, of a single person


EVENTS: dict[str, type[OrderEvent]] = {cls.kind: cls for cls in OrderEvent.__subclasses__()}
KINDS = tuple(EVENTS)

# (kind, version) -> function that lifts its data to the next version
UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


def current_data(kind: str, version: int, data: dict[str, Any]) -> dict[str, Any]:
    """Return stored data in the shape of the kind's present version."""
    while version < EVENTS[kind].version:
        data, version = UPCASTS[kind, version](data), version + 1
    return data
