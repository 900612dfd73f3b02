"""Who may plan whose work."""

from amberdesk.customers.refusals import Forbidden
from amberdesk.outbox.actor import Actor
from amberdesk.people.access import is_office
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING
from amberdesk.rosters.models import Membership
from amberdesk.rosters.queries import standing_of


def may_plan(person: Person, by: Actor) -> bool:
    """Whether `by` may plan the person's shifts: the office everybody's, coordinators their networks' technicians'."""
    if is_office(by):
        return True
    planner = standing_of(by.id) if by.kind == "person" and by.id else None
    if planner is None or planner.role not in COORDINATING:
        return False
    return Membership.objects.filter(
        person=person, team__networks__in=planner.supervises, team__active=True
    ).exists()


def require_planning(person: Person, by: Actor) -> None:
    """Let through whoever may plan the person's shifts. Errors: Forbidden."""
    if not may_plan(person, by):
        raise Forbidden("planning_only")


def require_own(person: Person, by: Actor) -> None:
    """Let through the person himself and the machine. Errors: Forbidden."""
    if by.kind != "machine" and (by.kind, by.id) != ("person", person.pk):
        raise Forbidden("own_only")
