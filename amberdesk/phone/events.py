"""Everything that people make happen to calls, call-backs, hotlines and exchanges. Pure. Ids and codes only."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The common shape: `kind` is the name in the journal, `about` the kind of row, `id` the row."""

    kind: ClassVar[str]
    about: ClassVar[str] = "call"
    version: ClassVar[int] = 1
    id: int

    @property
    def subject(self) -> str:
        return f"{self.about}:{self.id}"

    def data(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in asdict(self).items()
            if name != "id" and value not in (None, "", ())
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingSaid(Happened):
    """What the talk came to. `before`: an ending said earlier that this one corrects."""

    kind: ClassVar[str] = "call.ending_said"
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


ALL: tuple[type[Happened], ...] = (
    EndingSaid,
    CallBackPromised,
    CallBackTaken,
    CallBackTried,
    CallBackDone,
    CallBackDropped,
)
KINDS = tuple(event.kind for event in ALL)
