"""Everything that can have happened to a webhook. Pure. Ids and names of fields only: no address, no secret."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The common shape: `kind` is the name in the journal, `id` the webhook."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    id: int

    @property
    def subject(self) -> str:
        return f"webhook:{self.id}"

    def data(self) -> dict[str, Any]:
        return {n: v for n, v in asdict(self).items() if n != "id" and v not in (None, "", ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Happened):
    kind: ClassVar[str] = "webhook.added"
    network: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Happened):
    kind: ClassVar[str] = "webhook.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRenewed(Happened):
    kind: ClassVar[str] = "webhook.secret_renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Happened):
    kind: ClassVar[str] = "webhook.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed(Happened):
    """Calls were put back by hand."""

    kind: ClassVar[str] = "webhook.replayed"
    calls: tuple[int, ...]
