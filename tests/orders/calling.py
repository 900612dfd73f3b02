"""For the tests of calls: a desk with somebody on every rung of the ladder, and what the journal says of the steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.codes import Degree, Level
from amberdesk.customers.models import Agreement
from amberdesk.orders.actions import assign
from amberdesk.orders.actions.summon import summon_urgent
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.people.models import Person
from tests.factories import BEFORE, NINE, make_person, make_shift, make_team, make_technician
from tests.orders.shop import Desk, actor, make_desk

STEPS = ("order.called", "order.call_unanswered", "order.accepted", "order.escalated")


@dataclass
class Crew:
    """The desk, and the people above its technicians."""

    desk: Desk
    zenon: Person  # L1 as well
    lech: Person  # leads the network
    daria: Person  # deputy
    maria: Person  # manager


def make_crew(template: str = "8-16", since: datetime = NINE) -> Crew:
    """Return a desk on a Monday at nine, or at another time: Ewa and Zenon have the shift of eight hours from then."""
    desk = make_desk("FAL", template)
    network = desk.network
    lech = make_person("technician", "Lech Prus")
    make_team("L2", [network], [lech], lead=lech)
    crew = Crew(
        desk,
        make_technician("L1", network, name="Zenon Mak"),
        lech,
        make_person("deputy", "Daria Bąk", supervises=[network]),
        make_person("manager", "Maria Król", supervises=[network]),
    )
    for person in (desk.ewa, crew.zenon):
        make_shift(person, "L1", since)
    return crew


def urgent(crew: Crew, technician: Person | None = None, at: datetime = NINE) -> Order:
    """Return a new order of the highest priority to which somebody has been called at once."""
    order = crew.desk.report(at=at, impact=Degree.HIGH)
    if technician:
        order = assign(order, level=Level.L1, technician=technician, by=actor(crew.desk.anna), at=at)
    call(order, at, at)
    return order


def call(order: Order, at: datetime, now: datetime) -> None:
    event = journal(order.subject_key).reverse()[0]
    with transaction.atomic():
        summon_urgent(order.pk, event_id=event.pk, at=at, now=now)


def steps(order: Order) -> list[tuple[str, Any]]:
    """Return what the journal says of calls: (kind, rung or target and share or nothing)."""
    told = journal(order.subject_key).filter(kind__in=STEPS)
    return [(e.kind.removeprefix("order."), _about(e.data)) for e in told]


def _about(data: dict[str, Any]) -> Any:
    return data.get("rung") or ((data["target"], data["share"], data["to"]) if "share" in data else None)


def instants(order: Order) -> list[datetime]:
    return list(journal(order.subject_key).filter(kind__in=STEPS).values_list("at", flat=True))


def agree(crew: Crew, **terms: Any) -> None:
    """Let the network's agreement say something else from the Monday on."""
    new_version(
        Agreement.objects.get(network=crew.desk.network),
        valid_from=NINE.date(),
        by=MACHINE,
        at=BEFORE,
        **terms,
    )
