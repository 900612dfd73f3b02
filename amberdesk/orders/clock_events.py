"""What happens to an order's targets: what was served instead, what ran out or nearly did. Pure."""

from dataclasses import dataclass
from typing import ClassVar

from amberdesk.orders.event import OrderEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(OrderEvent):
    """The shop can work again, by a workaround or a replacement."""

    kind: ClassVar[str] = "order.restored"
    message: int  # what the customer was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapsed(OrderEvent):
    """The workaround or the replacement serves no longer."""

    kind: ClassVar[str] = "order.relapsed"
    message: int  # the note with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWarned(OrderEvent):
    kind: ClassVar[str] = "order.clock_warned"
    target: str
    share: float
    late: bool = False  # found after an outage


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(OrderEvent):
    kind: ClassVar[str] = "order.clock_breached"
    target: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWithdrawn(OrderEvent):
    """A later fact disproved a warning or breach."""

    kind: ClassVar[str] = "order.clock_withdrawn"
    target: str
    share: float  # 1.0: the breach
