"""Who is to be told. Reads; tells nobody itself."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import is_proven
from amberdesk.customers.terms import duty
from amberdesk.orders.models import Order, Participant
from amberdesk.orders.sla import terms_of_order
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, STAFF


def followers(order: Order) -> list[Participant]:
    """Return the customer's side of an order as far as it has an address that mail reaches; each address once."""
    found = (
        order.participants.exclude(email="")
        .filter(mail_failed_at=None, removed_at=None)
        .order_by("-reporter", "pk")
    )
    return list({p.email: p for p in reversed(found)}.values())[::-1]


def may_read(participant: Participant, network: Network) -> bool:
    """Tell whether user text may go to the participant's address: it is proven to be his."""
    return is_proven(network, participant.email)


def coordinators(network_id: int) -> list[Person]:
    """Return the coordinators and deputies who answer for the network."""
    roles = [r.value for r in COORDINATING]
    return list(
        Person.objects.filter(supervision__network=network_id, role__in=roles, is_active=True).order_by("pk")
    )


def staff(ids: Iterable[int | None], *, but: Event) -> list[Person]:
    """Return our active people of these ids, without the doer of the event: nobody is told what he did himself."""
    doer = but.actor_id if but.actor_kind == "person" else None
    wanted = {pk for pk in ids if pk is not None and pk != doer}
    return list(
        Person.objects.filter(pk__in=wanted, is_active=True, role__in=[r.value for r in STAFF]).order_by("pk")
    )


def in_charge(order: Order, *, but: Event) -> list[Person]:
    """Return the order's technician, else its coordinators."""
    if order.assignee_id:
        return staff([order.assignee_id], but=but)
    return staff([p.pk for p in coordinators(order.network_id)], but=but)


def duty_level(order: Order, at: datetime) -> str:
    """Return the level that works on the order at an instant: its own, or L2 while that does L1's work."""
    if order.level != Level.L1:
        return order.level
    return duty(terms_of_order(order), order.channel, at).level or order.level
