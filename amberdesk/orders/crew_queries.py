"""Reading who could take orders: technicians by network and level, their shifts, presence and open orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from amberdesk.customers.codes import Level
from amberdesk.orders.routing import Candidate
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters.queries import members_of
from amberdesk.rosters.statuses import Status
from amberdesk.start.engine.prepared import prepared

MOST = 200  # open orders of one technician; nobody is compared beyond


@dataclass(frozen=True, slots=True)
class Technician:
    """A technician of one level for one network, and how he stands now."""

    person_id: int
    name: str
    on_shift: bool
    available: bool
    open_orders: int

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.person_id, self.open_orders, self.on_shift)


Crew = Mapping[tuple[int, str], list[Technician]]  # by network id and level

_CREW = f"""
WITH places AS (
  SELECT DISTINCT tn.network_id, t.level, p.id, p.name
    FROM rosters_team t JOIN rosters_team_networks tn ON tn.team_id = t.id
    JOIN rosters_membership m ON m.team_id = t.id JOIN people_person p ON p.id = m.person_id
   WHERE tn.network_id = ANY(%(networks)s) AND t.active AND p.is_active AND p.role = %(role)s
), loads AS MATERIALIZED (
  SELECT w.id, l.load, s.status FROM (SELECT DISTINCT id FROM places) w
    CROSS JOIN LATERAL (SELECT count(*) AS load FROM (
      SELECT 1 FROM orders_order o WHERE o.assignee_id = w.id
         AND o.state IN ('new', 'assigned', 'in_progress', 'waiting') LIMIT {MOST}) x) l
    LEFT JOIN rosters_presence s ON s.person_id = w.id
), shifts AS MATERIALIZED (
  SELECT s.person_id, s.level, sn.network_id FROM rosters_shift s
    LEFT JOIN rosters_shift_networks sn ON sn.shift_id = s.id
   WHERE s.starts_at <= %(at)s AND s.ends_at > %(at)s
)
SELECT places.network_id, places.level, places.id, places.name,
       EXISTS (SELECT 1 FROM shifts WHERE shifts.person_id = places.id AND shifts.level = places.level
                  AND (shifts.network_id IS NULL OR shifts.network_id = places.network_id)),
       coalesce(loads.status = %(available)s, false), loads.load
  FROM places JOIN loads ON loads.id = places.id ORDER BY places.name, places.id"""


def crew(network_ids: Collection[int], at: datetime) -> Crew:
    """Return the technicians of the networks by network and level, by name, in one statement."""
    params: dict[str, Any] = {
        "networks": list(network_ids),
        "role": Role.TECHNICIAN.value,
        "available": Status.AVAILABLE.value,
        "at": at,
    }
    found: dict[tuple[int, str], list[Technician]] = defaultdict(list)
    with prepared() as cursor:
        cursor.execute(_CREW, params)
        for network_id, level, *technician in cursor.fetchall():
            found[network_id, level].append(Technician(*technician))
    return found


def technician(person_id: int, network_ids: Collection[int]) -> Person | None:
    """Return a technician of any of the networks; None for everybody else."""
    return next((p for level in Level for p in members_of(level, network_ids).filter(pk=person_id)), None)


def technician_names(network_ids: Collection[int]) -> list[tuple[int, str]]:
    """Return the ids and names of the networks' technicians of all levels, by name."""
    teams = Q(memberships__team__networks__in=list(network_ids), memberships__team__active=True)
    found = Person.objects.filter(teams, is_active=True, role=Role.TECHNICIAN.value).distinct()
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def availability(crew: Crew, level: str) -> tuple[int, int]:
    """Return (available, on shift) technicians of a level over all networks of the crew."""
    here = _persons(
        t for (_, of), technicians in crew.items() if of == level for t in technicians if t.on_shift
    )
    return sum(t.available for t in here), len(here)


def _persons(technicians: Iterable[Technician]) -> list[Technician]:
    return list({t.person_id: t for t in technicians}.values())
