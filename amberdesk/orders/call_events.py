"""What happens when somebody is wanted for an order: who is called, who accepts, who is told above. Pure."""

from dataclasses import dataclass
from typing import ClassVar

from amberdesk.orders.event import OrderEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(OrderEvent):
    """People are called to the order; unless one of them accepts, the next ones are."""

    kind: ClassVar[str] = "order.called"
    cause: str  # summons.CAUSES
    rung: str  # summons.RUNGS
    people: tuple[int, ...]
    summons: int | None = None  # None: nobody has to accept
    target: str = ""  # whose clock
    minutes: int | None = None  # in which somebody has to accept
    first: bool = False  # nobody was called before them
    late: bool = False  # after an outage: they were told, and their time begins, when it was over


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(OrderEvent):
    kind: ClassVar[str] = "order.accepted"
    summonses: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUnanswered(OrderEvent):
    """Everybody who could be called was, and nobody has accepted."""

    kind: ClassVar[str] = "order.call_unanswered"
    summons: int
    cause: str
    target: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(OrderEvent):
    """So much of a target is used that the agreement wants somebody above to know."""

    kind: ClassVar[str] = "order.escalated"
    target: str
    share: int  # percent of the target; over 100: so much later
    to: str  # customers.codes.EscalateTo, as the agreement says
    people: tuple[int, ...] = ()
    late: bool = False
