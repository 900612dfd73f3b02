"""Who serves which network at this very moment, and what each of them is doing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import duty_at, version_for
from amberdesk.customers.terms import Duty, NoAgreement, VersionTerms
from amberdesk.phone.loop import Free
from amberdesk.phone.rings import MARGIN
from amberdesk.rosters.statuses import ABSENT, Status
from amberdesk.start.engine.prepared import prepared

CHANNEL = "hotline"
NOBODY = Duty(None, None, None)
TARGET = timedelta(seconds=20)  # where no agreement says another
WORKING = frozenset({Status.AVAILABLE, Status.RINGING, Status.ON_CALL, Status.WRAP_UP})
BY_CALLS = frozenset({Status.RINGING, Status.WRAP_UP})  # statuses that end by themselves
DEAF = timedelta(minutes=5)  # longer nobody is held for words that do not come

_CREW = """
SELECT DISTINCT tn.network_id, t.level, p.id, p.name, COALESCE(NULLIF(s.number, ''), p.phone),
       COALESCE(pr.status, 'off'), pr.since, r.call_key, r.until, COALESCE(r.talking, false),
       COALESCE(r.wrap_up, false), COALESCE(r.over, false), x.heard_until, COALESCE((SELECT min(f.id) FROM phone_phone f WHERE f.person_id = p.id), 0)
  FROM rosters_shift s
  JOIN rosters_membership m ON m.person_id = s.person_id
  JOIN rosters_team t ON t.id = m.team_id AND t.active AND t.level = s.level
  JOIN rosters_team_networks tn ON tn.team_id = t.id
  JOIN people_person p ON p.id = s.person_id AND p.is_active AND p.role = 'technician'
  LEFT JOIN rosters_presence pr ON pr.person_id = p.id
  LEFT JOIN phone_reservation r ON r.person_id = p.id
  LEFT JOIN phone_exchange x ON x.code = split_part(r.call_key, ':', 1)
 WHERE s.starts_at <= %(at)s AND s.ends_at > %(at)s AND tn.network_id = ANY(%(networks)s::bigint[])
   AND (NOT EXISTS (SELECT 1 FROM rosters_shift_networks n WHERE n.shift_id = s.id)
        OR EXISTS (SELECT 1 FROM rosters_shift_networks n WHERE n.shift_id = s.id AND n.network_id = tn.network_id))
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A technician on shift at a level for a network, and what he does.

    number: what is dialled to reach him (his shift's, else his own); place: of his first phone, 0 without one
    call_key, until, talking, wrap_up, over: of the call he is reserved for; heard: what its exchange has told, until when
    """

    network: int
    level: str
    id: int
    name: str
    number: str
    status: str
    since: datetime | None
    call_key: str | None
    until: datetime | None
    talking: bool
    wrap_up: bool
    over: bool
    heard: datetime | None
    place: int

    def is_here(self) -> bool:
        """Return whether he is at work, though perhaps in a break."""
        return self.status not in ABSENT

    def is_working(self) -> bool:
        """Return whether he takes calls, now or after the one he has."""
        return self.status in WORKING

    def is_free(self, at: datetime) -> bool:
        """Return whether he can be rung: available, or done with a ring or a wrap-up whose time is over."""
        if self.talking or not (self.number or self.place):
            return False
        over = (
            self.until is None or self.over or is_over(self.until, at, None if self.wrap_up else self.heard)
        )
        if self.status == Status.AVAILABLE:
            return over or self.wrap_up  # he has ended the wrap-up by hand
        return self.status in BY_CALLS and self.until is not None and over

    def stopped(self, call_key: str, at: datetime) -> "Member":
        """Return him as he is once nothing rings for a call any more."""
        if self.call_key != call_key or self.talking or self.wrap_up or self.until is None:
            return self
        return replace(self, over=True, until=min(self.until, at))

    def as_free(self, at: datetime) -> Free:
        since = self.since if self.status == Status.AVAILABLE else self.until
        return Free(self.id, since or at, self.place)


def is_over(until: datetime, at: datetime, heard: datetime | None) -> bool:
    """Return whether a ring is over by its time. Of a time that its exchange has not told of yet, it may be a talk by now.

    An exchange tells in order, but the desk may have been away: then it is behind.
    """
    if until > at:
        return False
    return heard is None or heard > until - MARGIN / 2 or until <= at - DEAF


def crew_of(network_ids: Iterable[int], at: datetime) -> list[Member]:
    """Return who is on shift at an instant for some networks, at any level."""
    with prepared() as cursor:
        cursor.execute(_CREW, {"at": at, "networks": sorted(set(network_ids))})
        return [Member(*row) for row in cursor.fetchall()]


def of_level(crew: Sequence[Member], network_id: int, *levels: str) -> list[Member]:
    return [member for member in crew if member.network == network_id and member.level in levels]


def duty_now(network: Network, at: datetime) -> Duty:
    """Return who answers the network's hotline; nobody where no agreement holds."""
    try:
        return duty_at(network, CHANNEL, at)
    except NoAgreement:
        return NOBODY


def is_served_since(network: Network, since: datetime, at: datetime) -> bool:
    """Return whether somebody has had the duty all the time from one instant to another."""
    while since <= at:
        duty = duty_now(network, since)
        if duty.level is None:
            return False
        if duty.until is None or duty.until <= since:
            break
        since = duty.until
    return True


def terms_now(network: Network, at: datetime) -> VersionTerms | None:
    """Return the agreement that holds for the network as a whole."""
    try:
        return version_for(network, None, "", at)
    except NoAgreement:
        return None


def levels_now(duty: Duty, overflowing: bool) -> tuple[str, ...]:
    """Return which levels are rung: the one that has the duty, and L2 beside L1 when too many wait."""
    if duty.level is None:
        return ()
    joined = overflowing and duty.level == Level.L1
    return (Level.L1.value, Level.L2.value) if joined else (duty.level.value,)
