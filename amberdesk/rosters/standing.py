"""Where a person stands towards the networks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's role, and the networks he works for, leads, answers for or represents (network ids)."""

    person_id: int
    role: str
    levels: Mapping[int, frozenset[str]] = field(default_factory=dict)  # network -> levels of his teams
    leads: frozenset[int] = frozenset()
    supervises: frozenset[int] = frozenset()
    represents: frozenset[int] = frozenset()

    @property
    def networks(self) -> frozenset[int]:
        """Networks whose orders the person may see as staff."""
        return frozenset(self.levels) | self.supervises

    @property
    def visible(self) -> frozenset[int]:
        """Networks whose orders the person may see at all."""
        return self.networks | self.represents
