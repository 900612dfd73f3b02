"""What the office and the roster list: teams, their people, shifts of a week."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from amberdesk.customers.models import Network
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters.models import Membership, Presence, Shift, Team


def teams() -> QuerySet[Team]:
    """Return the teams by level and name with networks and members; those out of use last."""
    members = Membership.objects.select_related("person").order_by("-is_lead", "person__name")
    networks = Network.objects.order_by("name")
    return Team.objects.prefetch_related(
        Prefetch("memberships", members), Prefetch("networks", networks)
    ).order_by("-active", "level", "name")


def team(id: int) -> Team | None:
    return teams().filter(pk=id).first()


def networks_without_l1() -> QuerySet[Network]:
    """Return the active networks for which no technician works on L1."""
    served = Team.objects.filter(level="L1", active=True, memberships__person__is_active=True)
    return Network.objects.filter(active=True).exclude(teams__in=served).order_by("name")


def active_networks() -> QuerySet[Network]:
    """Return all networks in use, by name."""
    return Network.objects.filter(active=True).order_by("name")


def technicians() -> QuerySet[Person]:
    """Return the active technicians by name."""
    return Person.objects.filter(role=Role.TECHNICIAN.value, is_active=True).order_by("name")


def technicians_of(network_ids: Iterable[int]) -> QuerySet[Person]:
    """Return the active technicians of the networks' teams, by name."""
    teams = Q(memberships__team__networks__in=list(network_ids), memberships__team__active=True)
    return technicians().filter(teams).distinct()


def shifts_between(start: datetime, end: datetime, people: Iterable[Person] | None = None) -> QuerySet[Shift]:
    """Return the shifts that touch a span of time, by their start."""
    shifts = Shift.objects.filter(starts_at__lt=end, ends_at__gt=start)
    if people is not None:
        shifts = shifts.filter(person__in=people)
    return shifts.select_related("person").prefetch_related("networks").order_by("starts_at", "person__name")


def shift(id: int) -> Shift | None:
    return Shift.objects.filter(pk=id).select_related("person").first()


def shift_of(person: Person, at: datetime) -> Shift | None:
    """Return the person's shift that runs, else the next one."""
    coming = Shift.objects.filter(person=person, ends_at__gt=at)
    return coming.prefetch_related("networks").order_by("starts_at").first()


def presence_of(person: Person) -> Presence | None:
    return Presence.objects.filter(person=person).first()


def presences(people: Iterable[Person]) -> dict[int, str]:
    """Return what people do now: person id -> status."""
    return dict(Presence.objects.filter(person__in=people).values_list("person_id", "status"))


def levels_of(person: Person) -> list[str]:
    """Return the levels on which the person can have shifts."""
    levels = Team.objects.filter(memberships__person=person, active=True).values_list("level", flat=True)
    return sorted(set(levels))


def all_people() -> QuerySet[Person]:
    """Return everyone who may or might sign in, by name; who may no longer is last."""
    return Person.objects.prefetch_related("memberships__team").order_by("-is_active", "name", "pk")


def person(id: int) -> Person | None:
    return Person.objects.filter(pk=id).first()


def people_of_roles(roles: Iterable[str]) -> QuerySet[Person]:
    """Return the active people of some roles, by name."""
    return Person.objects.filter(role__in=[str(role) for role in roles], is_active=True).order_by(
        "name", "pk"
    )
