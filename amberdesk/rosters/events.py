"""Everything that can have happened to teams, shifts and presence. Pure. Ids and codes only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAdded(Happened):
    kind: ClassVar[str] = "team.added"
    about: ClassVar[str] = "team"
    level: str
    networks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(Happened):
    kind: ClassVar[str] = "team.changed"
    about: ClassVar[str] = "team"
    fields: tuple[str, ...]
    networks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Happened):
    kind: ClassVar[str] = "team.member_joined"
    about: ClassVar[str] = "team"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Happened):
    kind: ClassVar[str] = "team.member_left"
    about: ClassVar[str] = "team"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSet(Happened):
    """The person leads the team's networks from now on; nobody does when `person` is None."""

    kind: ClassVar[str] = "team.lead_set"
    about: ClassVar[str] = "team"
    person: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlanned(Happened):
    kind: ClassVar[str] = "shift.planned"
    about: ClassVar[str] = "shift"
    person: int
    level: str
    starts_at: datetime
    ends_at: datetime
    shift_kind: str
    networks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftChanged(Happened):
    kind: ClassVar[str] = "shift.changed"
    about: ClassVar[str] = "shift"
    person: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRemoved(Happened):
    kind: ClassVar[str] = "shift.removed"
    about: ClassVar[str] = "shift"
    person: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftGiven(Happened):
    """The shift is another technician's: he stands in, or two have swapped."""

    kind: ClassVar[str] = "shift.given"
    about: ClassVar[str] = "shift"
    person: int
    before: int
    starts_at: datetime
    ends_at: datetime
    swapped_with: int | None = None  # the other shift


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftUnattended(Happened):
    """Minutes after its start the technician had not come."""

    kind: ClassVar[str] = "shift.unattended"
    about: ClassVar[str] = "shift"
    person: int
    level: str
    starts_at: datetime
    networks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAbsent(Happened):
    """The person is away; how many orders went to others, and how many shifts were taken off the roster."""

    kind: ClassVar[str] = "person.absent"
    about: ClassVar[str] = "person"
    starts_at: datetime
    ends_at: datetime
    orders: int = 0
    shifts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOpened(Happened):
    """The person has a new link to his shifts; the one before is dead."""

    kind: ClassVar[str] = "person.feed_opened"
    about: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedClosed(Happened):
    kind: ClassVar[str] = "person.feed_closed"
    about: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceSet(Happened):
    kind: ClassVar[str] = "person.presence_set"
    about: ClassVar[str] = "person"
    status: str
    before: str
    why: str = ""  # why the machine set it: "missed" calls, or he did it at the "exchange"
