"""Who did it. Every action takes one, every event keeps one."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """One doer. `id` is a person's, or a participant's for kind "contact"; None for the machine and for a shop's link.

    `level` is the level the doer acts as ("" outside the levels); the orders room fills it per act.
    """

    kind: Literal["person", "contact", "link", "machine"]
    id: int | None = None


MACHINE = Actor("machine")
