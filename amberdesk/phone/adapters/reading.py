"""What an adapter makes of a delivery. Pure."""

from dataclasses import dataclass, field

from amberdesk.phone.happenings import AgentState, Happening


@dataclass(slots=True)
class Reading:
    """Happenings with the id of their call at the source, and a sentence for each part that could not be read.

    states: what technicians have set at their telephones
    """

    told: list[tuple[str, Happening]] = field(default_factory=list)
    states: list[AgentState] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
