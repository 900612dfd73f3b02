"""What reckoning a call again has changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from amberdesk.phone.calls import CallFacts
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.models import Call
from amberdesk.phone.rings import Rung


@dataclass(frozen=True, slots=True)
class Before:
    """How a call stood before. `outcome` "": nothing was known of it. `rings`: key -> (result, missed)."""

    outcome: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    rings: Mapping[str, tuple[str, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A call as it is now, what it is reckoned from, and how it stood. `people`: agent -> person, where we know him."""

    call: Call
    facts: CallFacts
    before: Before
    people: Mapping[str, int]

    @property
    def is_new(self) -> bool:
        return self.before.outcome == ""

    @property
    def decided(self) -> bool:
        """Whether its outcome, its answer or its end is another one than before."""
        now = (self.call.outcome, self.call.answered_at, self.call.ended_at)
        return now != (self.before.outcome, self.before.answered_at, self.before.ended_at)

    @property
    def is_over(self) -> bool:
        return self.call.outcome != Outcome.OPEN and (
            self.call.outcome != Outcome.ANSWERED or self.call.ended_at is not None
        )

    def new_rings(self) -> list[Rung]:
        """Return the rings of which nothing was known before."""
        return [ring for ring in self.facts.rings if ring.key not in self.before.rings]

    def ended_rings(self) -> list[Rung]:
        """Return the rings that have ended since."""
        return [r for r in self.facts.rings if r.result and not self.before.rings.get(r.key, ("", False))[0]]

    def new_misses(self) -> list[Rung]:
        """Return the rings that turned out to be somebody's miss."""
        return [r for r in self.facts.rings if r.missed and not self.before.rings.get(r.key, ("", False))[1]]
