"""Who is to be told. Reads; tells nobody itself."""

from collections.abc import Iterable

from amberdesk.customers.models import Address, Network
from amberdesk.customers.queries import is_proven
from amberdesk.orders.models import Order, Participant
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, STAFF

Bounced = set[tuple[int, str]]  # network, address


def bounced(emails: Iterable[str]) -> Bounced:
    """Return those of the addresses from which mail comes back, each with the network that knows it."""
    found = Address.objects.filter(email__in=[*emails], bounced_at__isnull=False)
    return set(found.values_list("network_id", "email"))


def followers(order: Order, nobodys: Bounced | None = None, *, automatic: bool = True) -> list[Participant]:
    """Return the customer's side of an order as far as it has an address that mail reaches; each address once.

    nobodys: what `bounced` says of these addresses, where it was asked before.
    automatic: nobody wrote the letter, so it goes to nobody who may be a machine, or whose name another has used.
    """
    found = [p for p in order.participants.all() if p.email and not p.mail_failed_at and not p.removed_at]
    found = [p for p in found if not (automatic and p.quiet)]
    if nobodys is None:
        nobodys = bounced({p.email for p in found}) if found else set()
    found = [p for p in found if (order.network_id, p.email) not in nobodys]
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
