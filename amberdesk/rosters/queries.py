"""Who stands where, and who is on duty."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from amberdesk.customers.codes import Level
from amberdesk.people.models import Person
from amberdesk.people.roles import STAFF, Role
from amberdesk.rosters.models import Membership, Shift
from amberdesk.rosters.standing import Standing
from amberdesk.start.engine.prepared import prepared

_STANDING = """
SELECT p.role, 'level', tn.network_id, t.level, m.is_lead
  FROM people_person p JOIN rosters_membership m ON m.person_id = p.id JOIN rosters_team t ON t.id = m.team_id
  JOIN rosters_team_networks tn ON tn.team_id = t.id WHERE p.id = %(id)s AND p.is_active AND t.active
UNION ALL SELECT p.role, 'supervises', s.network_id, '', false
  FROM people_person p JOIN customers_supervision s ON s.person_id = p.id WHERE p.id = %(id)s AND p.is_active
UNION ALL SELECT p.role, 'represents', r.network_id, '', false
  FROM people_person p JOIN customers_representative r ON r.person_id = p.id WHERE p.id = %(id)s AND p.is_active
UNION ALL SELECT p.role, '', 0, '', false FROM people_person p WHERE p.id = %(id)s AND p.is_active
"""


def standing_of(person_id: int) -> Standing | None:
    """Return where an active person stands, in one query; None for nobody or somebody who may not enter."""
    with prepared() as cursor:
        cursor.execute(_STANDING, {"id": person_id})
        rows = cursor.fetchall()
    if not rows:
        return None
    role = rows[0][0]
    levels: dict[int, set[str]] = defaultdict(set)
    for _, how, network, level, _lead in rows:
        if how == "level" and role == Role.TECHNICIAN:
            levels[network].add(level)

    def networks(how: str, allowed: bool) -> frozenset[int]:
        return frozenset(n for _, h, n, *_ in rows if h == how and allowed)

    return Standing(
        person_id,
        role,
        {n: frozenset(ls) for n, ls in levels.items()},
        leads=frozenset(n for _, h, n, level, lead in rows if h == "level" and lead and level == "L2"),
        supervises=networks("supervises", role in (Role.COORDINATOR, Role.DEPUTY, Role.MANAGER)),
        represents=networks("represents", role == Role.REPRESENTATIVE),
    )


def on_duty(level: str, network_id: int, at: datetime) -> QuerySet[Person]:
    """Return the technicians of a level with a shift for the network at an instant, by name."""
    shifts = Shift.objects.filter(level=level, starts_at__lte=at, ends_at__gt=at)
    here = shifts.filter(Q(networks=network_id) | Q(networks=None))
    return members(level, network_id).filter(pk__in=here.values("person_id"))


def is_on_shift(person_id: int, at: datetime) -> bool:
    """Tell whether a person works at an instant, whatever for."""
    return Shift.objects.filter(person=person_id, starts_at__lte=at, ends_at__gt=at).exists()


def members(level: str, network_id: int) -> QuerySet[Person]:
    """Return the active technicians of the network's teams of a level, by name."""
    return members_of(level, [network_id])


def members_of(level: str, network_ids: Iterable[int]) -> QuerySet[Person]:
    """Return the active technicians of any of the networks' teams of a level, by name."""
    teams = Q(memberships__team__level=level, memberships__team__networks__in=list(network_ids))
    active = Q(is_active=True, memberships__team__active=True, role=Role.TECHNICIAN.value)
    return Person.objects.filter(teams & active).distinct().order_by("name", "pk")


def leads(network_id: int) -> QuerySet[Person]:
    """Return the active technicians of L2 who lead the network, by name."""
    led = Membership.objects.filter(
        is_lead=True, team__active=True, team__level=Level.L2.value, team__networks=network_id
    )
    return members(Level.L2.value, network_id).filter(pk__in=led.values("person_id"))


def staff_of(network_id: int) -> QuerySet[Person]:
    """Return all of our active people who may see the network's orders, by name."""
    member = Q(memberships__team__networks=network_id, memberships__team__active=True)
    return (
        Person.objects.filter(member | Q(supervision__network=network_id), is_active=True, role__in=STAFF)
        .distinct()
        .order_by("name", "pk")
    )
