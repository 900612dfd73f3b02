"""Who is to be told. Reads; tells nobody itself."""

from collections.abc import Iterable

from amberdesk.customers.models import Network
from amberdesk.customers.queries import is_proven
from amberdesk.orders.models import Order, Participant
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, STAFF


def followers(order: Order) -> list[Participant]:
    """Return the customer's side of an order as far as it has an address that mail reaches; each address once."""
    found = [p for p in order.participants.all() if p.email and not p.mail_failed_at and not p.removed_at]
    found.sort(key=lambda p: (not p.reporter, p.pk))
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
