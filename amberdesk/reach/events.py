"""What can have happened to ways and gateway. Pure. Names of fields and kinds only: no address, number or secret."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The common shape: `kind` is the name in the journal."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    @property
    def subject(self) -> str:
        return "gateway:1"

    def data(self) -> dict[str, Any]:
        return {n: v for n, v in asdict(self).items() if n != "id" and v not in (None, "", ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayChanged(Happened):
    kind: ClassVar[str] = "gateway.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayTried(Happened):
    """A trial was sent to the doer himself."""

    kind: ClassVar[str] = "gateway.tried"
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserAdded(Happened):
    kind: ClassVar[str] = "person.browser_added"
    id: int

    @property
    def subject(self) -> str:
        return f"person:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserRemoved(Happened):
    """He removed it, or its maker's service knows it no more."""

    kind: ClassVar[str] = "person.browser_removed"
    id: int

    @property
    def subject(self) -> str:
        return f"person:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysChosen(Happened):
    kind: ClassVar[str] = "person.ways_chosen"
    id: int
    ways: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"person:{self.id}"
