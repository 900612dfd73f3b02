"""What the desk has found out about itself. Pure. Ids, codes and numbers of orders only."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

CLOCKS = "desk:clocks"  # the journal subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksDrifted:
    """Kept readings of these orders' clocks were not what their journals say. `what`: "solution.due_at", by order id."""

    kind: ClassVar[str] = "clocks.drifted"
    orders: tuple[int, ...]
    numbers: tuple[str, ...]
    what: dict[str, list[str]]

    def data(self) -> dict[str, Any]:
        return asdict(self)
