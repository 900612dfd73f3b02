"""Who reads the roster, and whose shifts he sees and plans."""

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters import lists
from amberdesk.rosters.queries import standing_of


def seen_by(person: Person) -> list[Person]:
    """Return whose shifts a person sees: the office everybody's, the others their networks' technicians'."""
    if person.role == Role.ADMINISTRATOR:
        return list(lists.technicians())
    standing = standing_of(person.pk)
    return list(lists.technicians_of(standing.networks)) if standing else []


def networks_of(person: Person) -> list[Network]:
    """Return the networks whose roster a person sees, by name."""
    if person.role == Role.ADMINISTRATOR:
        return list(lists.active_networks())
    standing = standing_of(person.pk)
    return list(networks(standing.networks)) if standing else []


def may_plan(person: Person) -> bool:
    return person.role in COORDINATING or person.role == Role.ADMINISTRATOR
