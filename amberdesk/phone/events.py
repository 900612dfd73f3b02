"""Everything that people make happen to calls, call-backs, hotlines and exchanges. Pure. Ids and codes only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingSaid(Happened):
    """What the talk came to. `before`: an ending said earlier that this one corrects."""

    kind: ClassVar[str] = "call.ending_said"
    about: ClassVar[str] = "call"
    ending: str
    reason: str = ""
    network: int | None = None
    site: int | None = None
    contact: int | None = None
    order: int | None = None
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackPromised(Happened):
    """Somebody is to be rung back; the machine promises it to whoever was missed."""

    kind: ClassVar[str] = "callback.promised"
    about: ClassVar[str] = "callback"
    cause: str
    level: str
    network: int
    call: int | None = None
    order: int | None = None
    owner: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBacksOverdue(Happened):
    """Promises of a network whose time is over are still open; all of one owner."""

    kind: ClassVar[str] = "callback.overdue"
    about: ClassVar[str] = "network"
    owner: int | None
    callbacks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackTaken(Happened):
    kind: ClassVar[str] = "callback.taken"
    about: ClassVar[str] = "callback"
    person: int
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackTried(Happened):
    """Somebody rang back, and nobody answered."""

    kind: ClassVar[str] = "callback.tried"
    about: ClassVar[str] = "callback"
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackDone(Happened):
    """The caller was reached: by us, or in the call named, which he made himself."""

    kind: ClassVar[str] = "callback.done"
    about: ClassVar[str] = "callback"
    call: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackDropped(Happened):
    kind: ClassVar[str] = "callback.dropped"
    about: ClassVar[str] = "callback"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeAdded(Happened):
    kind: ClassVar[str] = "exchange.added"
    about: ClassVar[str] = "exchange"
    exchange_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeChanged(Happened):
    kind: ClassVar[str] = "exchange.changed"
    about: ClassVar[str] = "exchange"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSecretRenewed(Happened):
    kind: ClassVar[str] = "exchange.secret_renewed"
    about: ClassVar[str] = "exchange"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSilent(Happened):
    """Nothing was heard for longer than its usual arrivals allow, or the line to it is gone."""

    kind: ClassVar[str] = "exchange.silent"
    about: ClassVar[str] = "exchange"
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeHeard(Happened):
    """It is heard again."""

    kind: ClassVar[str] = "exchange.heard"
    about: ClassVar[str] = "exchange"
    since: datetime | None  # when it had fallen silent


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneAssigned(Happened):
    """A technician is known at the exchange by a name; by none when `person` is None."""

    kind: ClassVar[str] = "exchange.phone_assigned"
    about: ClassVar[str] = "exchange"
    phone: int
    person: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTaken(Happened):
    """Rows of the operator's call report were taken in."""

    kind: ClassVar[str] = "exchange.report_taken"
    about: ClassVar[str] = "exchange"
    rows: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallersErased(Happened):
    """Numbers and names of callers before an instant are gone; `id` 0: of numbers that no network has."""

    kind: ClassVar[str] = "network.callers_erased"
    about: ClassVar[str] = "network"
    calls: int
    before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineAdded(Happened):
    kind: ClassVar[str] = "hotline.added"
    about: ClassVar[str] = "hotline"
    network: int
    exchange: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineChanged(Happened):
    kind: ClassVar[str] = "hotline.changed"
    about: ClassVar[str] = "hotline"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WallboardHung(Happened):
    """A board on a wall has a new link; the one before is dead."""

    kind: ClassVar[str] = "wallboard.hung"
    about: ClassVar[str] = "wallboard"
    networks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WallboardTakenDown(Happened):
    kind: ClassVar[str] = "wallboard.taken_down"
    about: ClassVar[str] = "wallboard"
