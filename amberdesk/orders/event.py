"""The common shape of everything that can happen to an order. Pure."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    """The common shape. `kind` is the name in the journal."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    def data(self) -> dict[str, Any]:
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) not in (None, "", ())}
