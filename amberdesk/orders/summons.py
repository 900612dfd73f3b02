"""Who is called to an order, in which order, and to what somebody is called now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from amberdesk.customers.codes import EscalateTo, Level
from amberdesk.customers.terms import duty
from amberdesk.orders.models import Order, Summons
from amberdesk.orders.sla import terms_of_order
from amberdesk.people.models import Person
from amberdesk.people.roles import STAFF, Role
from amberdesk.rosters.queries import is_on_shift, leads, on_duty
from amberdesk.rosters.standing import Standing

URGENT, WARNED, BREACHED = CAUSES = ("urgent", "warned", "breached")
URGENT_SHARE = 0.9  # of a target used: from here on somebody is told, and called
RUNGS = ("technician", "duty", "lead", "coordinator", "deputy", "manager")


@dataclass(frozen=True, slots=True)
class CalledNow:
    """Who has been called to an order and has not accepted. `next_at`: when the next one is; None: nobody is left."""

    cause: str
    target: str
    people: tuple[str, ...]
    since: datetime
    next_at: datetime | None


def level_at_work(order: Order, at: datetime) -> str:
    """Return the level that works on the order at an instant: its own, or L2 while that does L1's work."""
    if order.level != Level.L1:
        return order.level
    return duty(terms_of_order(order), order.channel, at).level or order.level


def ladder(order: Order, at: datetime) -> Iterator[tuple[str, list[Person]]]:
    """Yield (rung, people), nearest to the work first, as duty and roster stand at an instant.

    The technician comes first while he is on shift, or when nobody is on duty for him.
    """
    here, mine = list(on_duty(level_at_work(order, at), order.network_id, at)), order.assignee
    if mine and mine.is_active and (not here or is_on_shift(mine.pk, at)):
        yield "technician", [mine]
    yield "duty", here
    yield "lead", list(leads(order.network_id))
    for role in (Role.COORDINATOR, Role.DEPUTY, Role.MANAGER):
        yield role.value, supervisors(order.network_id, role)


def next_on_ladder(order: Order, at: datetime, *, but: Collection[int]) -> tuple[str, list[Person]] | None:
    """Return the lowest rung with somebody who was not called yet, and those people; None when all were."""
    for rung, people in ladder(order, at):
        if fresh := [person for person in people if person.pk not in but]:
            return rung, fresh
    return None


def above(order: Order, to: str) -> list[Person]:
    """Return whom an escalation reaches: those whom the agreement names, else the next ones above them."""
    rungs = [each.value for each in EscalateTo]
    for rung in rungs[rungs.index(to) :]:
        people = (
            list(leads(order.network_id))
            if rung == EscalateTo.LEAD
            else supervisors(order.network_id, Role(rung))
        )
        if people:
            return people
    return []


def supervisors(network_id: int, role: Role) -> list[Person]:
    """Return the active people of a role who answer for the network."""
    found = Person.objects.filter(supervision__network=network_id, role=role.value, is_active=True)
    return list(found.order_by("name", "pk"))


def called_now(order: Order) -> CalledNow | None:
    """Return who is called to the order; None when nobody is, or somebody has accepted."""
    if order.called_at is None:
        return None
    last = order.summonses.filter(ended="").order_by("-pk").first()
    if last is None:
        return None
    names = dict(Person.objects.filter(pk__in=last.called).values_list("pk", "name"))
    people = tuple(names[pk] for pk in last.called if pk in names)
    return CalledNow(last.cause, last.target, people, last.opened_at, last.due_at)


def called_for(event_id: int) -> frozenset[int]:
    """Return who was called because of an event, by id."""
    called = Summons.objects.filter(event_id=event_id).values_list("called", flat=True).first()
    return frozenset(called or ())


def summonses_for(standing: Standing) -> list[Summons]:
    """Return what the person has been called to and nobody has accepted, the oldest first."""
    if standing.role not in STAFF:
        return []
    mine = Summons.objects.filter(ended="", called__contains=[standing.person_id])
    here = mine.filter(order__called_at__isnull=False, order__network__in=list(standing.networks))
    return list(here.select_related("order__network", "order__site").order_by("opened_at", "pk"))
