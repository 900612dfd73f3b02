"""Who could take over the open orders of somebody who will be away, and why."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from amberdesk.customers.codes import Level
from amberdesk.orders.bars import Bar
from amberdesk.orders.clock_now import clocks_now
from amberdesk.orders.crew_queries import Crew, Technician, crew
from amberdesk.orders.models import Order
from amberdesk.orders.routing import suggest_technician
from amberdesk.people.models import Person

MOST = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order, its most pressing clock, who could have it, and who should: on shift first, then least to do."""

    order: Order
    bar: Bar | None
    able: list[Technician]
    proposed: Technician | None


def proposals(person: Person, network_ids: Collection[int], at: datetime) -> list[Proposal]:
    """Return the person's open orders of the networks by time left, each with a proposed owner.

    What is proposed is reckoned with: the next proposal knows that the one before took an order more.
    """
    orders = Order.objects.open().filter(assignee=person, network__in=network_ids)
    orders = orders.select_related("network", "site__hours").prefetch_related(
        "clocks", "site__hours__days", "site__hours__revisions"
    )
    everybody, more = crew(network_ids, at), dict[int, int]()
    found = []
    for order in orders.order_by("due_at", "pk")[:MOST]:
        able = [_loaded(t, more) for t in _able(order, everybody) if t.person_id != person.pk]
        chosen, _why, _load = suggest_technician([t.candidate for t in able])
        if chosen:
            more[chosen] = more.get(chosen, 0) + 1
        running = sorted((b for b in clocks_now(order, at) if b.state == "running"), key=lambda b: b.left)
        proposed = next((t for t in able if t.person_id == chosen), None)
        found.append(Proposal(order, next(iter(running), None), able, proposed))
    return found


def _able(order: Order, everybody: Crew) -> list[Technician]:
    """Return who may have it: the level's technicians, else L2 standing in for L1."""
    own = everybody.get((order.network_id, order.level), [])
    if order.level == Level.L1 and len(own) < 2:
        return [*own, *everybody.get((order.network_id, Level.L2.value), [])]
    return list(own)


def _loaded(technician: Technician, more: dict[int, int]) -> Technician:
    return replace(technician, open_orders=technician.open_orders + more.get(technician.person_id, 0))
