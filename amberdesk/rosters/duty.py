"""Who has the duty where and when, by the shifts; where it has nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import terms_of
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters.coverage import duty_time, without
from amberdesk.rosters.models import Membership, Shift

AHEAD = timedelta(days=14)
Place = tuple[int, str]  # network id, level


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which the agreement gives L1's work to a level that has nobody on shift."""

    network: Network
    level: str
    starts_at: datetime
    ends_at: datetime


def shifts_by_place(start: datetime, end: datetime) -> Mapping[Place, list[Shift]]:
    """Return the shifts that touch a time, by the networks and levels for which they count, by their start.

    As in `queries.on_duty`: of active technicians with a team of the level for the network.
    """
    teams = Membership.objects.filter(team__active=True).select_related("team")
    shifts = Shift.objects.filter(
        starts_at__lt=end, ends_at__gt=start, person__is_active=True, person__role=Role.TECHNICIAN.value
    ).select_related("person")
    shifts = shifts.prefetch_related(
        "networks", Prefetch("person__memberships", teams.prefetch_related("team__networks"))
    )
    found: dict[Place, list[Shift]] = defaultdict(list)
    for shift in shifts.order_by("starts_at", "person__name"):
        for network_id in places_of(shift):
            found[network_id, shift.level].append(shift)
    return found


def places_of(shift: Shift) -> frozenset[int]:
    """Return the networks for which a shift counts: of the person's teams of that level, or those named by it."""
    teams = (m.team for m in shift.person.memberships.all() if m.team.active and m.team.level == shift.level)
    own = frozenset(network.pk for team in teams for network in team.networks.all())
    named = frozenset(network.pk for network in shift.networks.all())
    return own & named if named else own


def gaps(networks: Iterable[Network], at: datetime, ahead: timedelta = AHEAD) -> list[Gap]:
    """Return where coverage gives the duty to L1 or L2 and nobody of that level has a shift, the first first."""
    end, found = at + ahead, []
    shifts = shifts_by_place(at, end)
    for network in networks:
        terms = terms_of(network)
        for level in (Level.L1, Level.L2):
            worked = [(shift.starts_at, shift.ends_at) for shift in shifts.get((network.pk, level.value), ())]
            empty = without(duty_time(terms, level, at, end), worked)
            found += [Gap(network, level.value, *stretch) for stretch in empty]
    return sorted(found, key=lambda gap: (gap.starts_at, gap.network.name, gap.level))


def coming_shifts(person: Person, at: datetime, most: int = 10) -> list[Shift]:
    """Return the person's shifts that run or come, the nearest first."""
    coming = Shift.objects.filter(person=person, ends_at__gt=at).prefetch_related("networks")
    return list(coming.order_by("starts_at")[:most])


def last_shift_ended(person: Person, at: datetime) -> datetime | None:
    """Return when the person was last at work before the shift that runs, if one does."""
    past = Shift.objects.filter(person=person, ends_at__lte=at).order_by("-ends_at")
    return past.values_list("ends_at", flat=True).first()


def to_swap_with(shift: Shift, people: Iterable[Person], at: datetime, most: int = 50) -> list[Shift]:
    """Return the coming shifts of others on the same level, the nearest first; none once the shift has begun."""
    if shift.starts_at <= at:
        return []
    others = Shift.objects.filter(person__in=[p.pk for p in people], level=shift.level, starts_at__gt=at)
    return list(others.exclude(person=shift.person_id).select_related("person").order_by("starts_at")[:most])


def minutes_on_shift(
    people: Iterable[Person], start: datetime, end: datetime
) -> Mapping[int, dict[str, int]]:
    """Return how many minutes of a time each person has shifts, by their kind."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    shifts = Shift.objects.filter(person__in=[p.pk for p in people], starts_at__lt=end, ends_at__gt=start)
    for shift in shifts:
        length = min(shift.ends_at, end) - max(shift.starts_at, start)
        found[shift.person_id][shift.kind] += int(length.total_seconds() // 60)
    return found
