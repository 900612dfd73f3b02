"""Somebody will be away: his open orders go to others, his shifts off the roster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.orders.actions.assign import assign
from amberdesk.orders.actions.wait import is_asked, wait
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters import events
from amberdesk.rosters.access import require_planning
from amberdesk.rosters.actions.shifts import move_shift, remove_shift
from amberdesk.rosters.models import Shift
from amberdesk.rosters.recording import record


@dataclass(frozen=True, slots=True)
class Covered:
    """How much an absence has moved."""

    orders: int
    shifts: int


@transaction.atomic
def cover_absence(
    person: Person,
    *,
    starts_at: datetime,
    ends_at: datetime,
    owners: Mapping[int, int | None],
    expected: Mapping[int, int],
    by: Actor,
    at: datetime,
) -> Covered:
    """Give the person's orders to others and take his shifts of that time off the roster: all of it or nothing.

    owners: order id -> the person who has it from now on; None: whoever of the level is free. expected: order id -> the version
    that was looked at. Each goes by the ordinary `assign`; one that waits goes on waiting. A shift that runs ends now.
    Raises Forbidden, Stale, Refused("absence_ends_before_it_starts" | "not_his" | whatever the acts refuse).
    """
    require_planning(person, by)
    if ends_at <= max(starts_at, at):
        raise Refused("absence_ends_before_it_starts")
    orders = Order.objects.open().filter(pk__in=owners, assignee=person).order_by("pk")
    found = {order.pk: order for order in orders}
    if gone := set(owners) - set(found):
        raise Refused("not_his", orders=len(gone), person=person.name)
    people = Person.objects.in_bulk([pk for pk in owners.values() if pk])
    for pk, order in found.items():
        _give(order, people.get(owners[pk] or 0), expected.get(pk), by, at)
    shifts = _clear(person, starts_at, ends_at, by, at)
    event = events.PersonAbsent(
        id=person.pk, starts_at=starts_at, ends_at=ends_at, orders=len(found), shifts=shifts
    )
    record(event, by=by, at=at)
    return Covered(len(found), shifts)


def _give(order: Order, to: Person | None, expected: int | None, by: Actor, at: datetime) -> None:
    reason, until = order.wait_reason, order.wait_until
    given = assign(order, level=Level(order.level), technician=to, by=by, at=at, expected=expected)
    if reason == WaitReason.CUSTOMER and not is_asked(given):
        return
    if reason and (until is None or until > given.last_event_at):
        wait(given, reason=WaitReason(reason), until=until, by=by, at=given.last_event_at)


def _clear(person: Person, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> int:
    """Take coming shifts off the roster, let one that runs end now; return how many."""
    near = Shift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=max(starts_at, at))
    shifts = list(near.select_related("person"))
    leaves = max(starts_at, at)
    for shift in shifts:
        if shift.starts_at < leaves:
            move_shift(shift, starts_at=shift.starts_at, ends_at=leaves, by=by, at=at)
        else:
            remove_shift(shift, by=by, at=at)
    return len(shifts)
