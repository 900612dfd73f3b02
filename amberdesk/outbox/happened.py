"""The common shape of what can happen to a row. Pure."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """`kind` is the name in the journal, `about` the kind of row, `id` the row; what is empty is not written."""

    kind: ClassVar[str]
    about: ClassVar[str]
    version: ClassVar[int] = 1
    id: int

    @property
    def subject(self) -> str:
        return f"{self.about}:{self.id}"

    def data(self) -> dict[str, Any]:
        return {n: v for n, v in asdict(self).items() if n != "id" and v not in (None, "", ())}
