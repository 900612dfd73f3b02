"""What can have happened to ways and gateway. Pure. Names of fields and kinds only: no address, number or secret."""

from dataclasses import dataclass
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayChanged(Happened):
    kind: ClassVar[str] = "gateway.changed"
    about: ClassVar[str] = "gateway"
    id: int = 1  # there is one
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayTried(Happened):
    """A trial was sent to the doer himself."""

    kind: ClassVar[str] = "gateway.tried"
    about: ClassVar[str] = "gateway"
    id: int = 1  # there is one
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserAdded(Happened):
    kind: ClassVar[str] = "person.browser_added"
    about: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserRemoved(Happened):
    """He removed it, or its maker's service knows it no more."""

    kind: ClassVar[str] = "person.browser_removed"
    about: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysChosen(Happened):
    kind: ClassVar[str] = "person.ways_chosen"
    about: ClassVar[str] = "person"
    ways: tuple[str, ...]
