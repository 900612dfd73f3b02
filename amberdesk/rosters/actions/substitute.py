"""Let another technician work a shift: he stands in, or two swap."""

from datetime import datetime

from django.db import connection, transaction

from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters import events
from amberdesk.rosters.access import require_planning
from amberdesk.rosters.actions.shifts import check_level, check_time, move_shift, plan_shift
from amberdesk.rosters.models import Shift
from amberdesk.rosters.recording import record


@transaction.atomic
def substitute(shift: Shift, *, person: Person, by: Actor, at: datetime) -> Shift:
    """Return the shift as the person's. Of one that has begun he takes the rest; what was worked stays the other's."""
    shift = _locked(shift)
    require_planning(shift.person, by)
    require_planning(person, by)
    if shift.ends_at <= at:
        raise Refused("shift_is_over")
    if shift.person_id == person.pk:
        raise Refused("already_his", "person", name=person.name)
    before = shift.person
    if shift.starts_at < at:
        shift = _rest_of(shift, person, by, at)
    else:
        check_level(person, shift.level)
        check_time(person, shift.starts_at, shift.ends_at)
        shift.person, shift.number, shift.checked_at = person, "", None
        shift.save(update_fields=["person", "number", "checked_at"])
    _tell(shift, before, by=by, at=at)
    return shift


@transaction.atomic
def swap(first: Shift, second: Shift, *, by: Actor, at: datetime) -> None:
    """Let two technicians work one another's coming shifts, even such as overlap."""
    first, second = (_locked(shift) for shift in sorted((first, second), key=lambda shift: shift.pk))
    for shift in (first, second):
        require_planning(shift.person, by)
        if shift.starts_at <= at:
            raise Refused("shift_has_begun")
    if first.level != second.level:
        raise Refused("swap_of_levels", "other")
    if first.person_id == second.person_id:
        raise Refused("already_his", "other", name=first.person.name)
    one, other = first.person, second.person
    check_time(other, first.starts_at, first.ends_at, second)
    check_time(one, second.starts_at, second.ends_at, first)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS shifts_of_a_person_apart DEFERRED")
        for shift, person in ((first, other), (second, one)):
            shift.person, shift.number, shift.checked_at = person, "", None
            shift.save(update_fields=["person", "number", "checked_at"])
        cursor.execute("SET CONSTRAINTS shifts_of_a_person_apart IMMEDIATE")
    _tell(first, one, by=by, at=at, swapped_with=second.pk)
    _tell(second, other, by=by, at=at, swapped_with=first.pk)


def _locked(shift: Shift) -> Shift:
    return Shift.objects.select_for_update(of=("self",)).select_related("person").get(pk=shift.pk)


def _rest_of(shift: Shift, person: Person, by: Actor, at: datetime) -> Shift:
    """Return a new shift of the person for what is left of one that has begun."""
    ends_at, networks = shift.ends_at, list(shift.networks.all())
    move_shift(shift, starts_at=shift.starts_at, ends_at=at, by=by, at=at)
    return plan_shift(
        person,
        level=shift.level,
        starts_at=at,
        ends_at=ends_at,
        networks=networks,
        kind=shift.kind,
        by=by,
        at=at,
    )


def _tell(shift: Shift, before: Person, *, by: Actor, at: datetime, swapped_with: int | None = None) -> None:
    event = events.ShiftGiven(
        id=shift.pk,
        person=shift.person_id,
        before=before.pk,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        swapped_with=swapped_with,
    )
    record(event, by=by, at=at)
