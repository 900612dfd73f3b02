"""Past orders with their whole journals, read in few statements; any instant can be told again from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from amberdesk.clock.hours import WorkingHours
from amberdesk.customers.models import AgreementVersion, Network
from amberdesk.customers.queries import calendars, site_hours, terms_of
from amberdesk.customers.terms import VersionTerms
from amberdesk.orders.clock_facts import Fact
from amberdesk.orders.models import Order
from amberdesk.orders.sla import facts_of
from amberdesk.orders.solved import Deed, deed
from amberdesk.orders.states import State
from amberdesk.outbox.journal import Entry, journals

COUNTED = [s.value for s in State if s not in (State.CANCELLED, State.MERGED)]
ROW = ("pk", "number", "kind", "channel", "state", "priority", "reported_at", "site__hours")


class Past(NamedTuple):
    """An order as it was lived: its row's part in figures, the opening hours of its site, its journal as facts and deeds."""

    id: int
    number: str
    kind: str
    channel: str
    state: str
    priority: str
    reported_at: datetime
    site_hours: WorkingHours | None
    facts: Sequence[Fact]
    deeds: Sequence[Deed]  # one a fact

    @property
    def solved(self) -> bool:
        """Whether a solution stands."""
        return self.state in (State.RESOLVED, State.CLOSED)


def past_ids(version: AgreementVersion, since: datetime, until: datetime, most: int) -> list[int]:
    """Return the orders of an agreement's version reported in a time, earliest first; at most so many.

    Cancelled and merged ones count in no figure and are left out.
    """
    here = Order.objects.filter(network=version.agreement.network_id, agreement_version=version)
    rows = here.filter(state__in=COUNTED, reported_at__gte=since, reported_at__lt=until)
    return list(rows.order_by("reported_at", "pk").values_list("pk", flat=True)[:most])


def past_of(order_ids: Sequence[int]) -> list[Past]:
    """Return orders with their whole journals, earliest first."""
    rows = Order.objects.filter(pk__in=order_ids).order_by("reported_at", "pk")
    found = list(rows.values_list(*ROW))
    hours = {c.pk: site_hours(c) for c in calendars({row[-1] for row in found if row[-1]})}
    told = journals_of(row[0] for row in found)
    return [
        Past(pk, number, kind, channel, state, priority, reported_at, hours.get(own), *_told(told[pk]))
        for pk, number, kind, channel, state, priority, reported_at, own in found
        if pk in told
    ]


def journals_of(order_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """Return the orders' events by order, as they were recorded."""
    told = journals([f"order:{pk}" for pk in order_ids])
    return {int(subject.removeprefix("order:")): events for subject, events in told.items()}


def _told(events: Sequence[Entry]) -> tuple[list[Fact], list[Deed]]:
    facts = facts_of(events)
    return facts, [deed(f.kind, e.acting_as, f.data) for f, e in zip(facts, events, strict=True)]


def promises_behind(told: Iterable[Sequence[Fact]]) -> Mapping[int, VersionTerms]:
    """Return the agreement versions of all networks to which the journals say that their orders belonged, by id."""
    ids = {fact.data["network"] for facts in told for fact in facts}
    versions: dict[int, VersionTerms] = {}
    for network in Network.objects.filter(pk__in=ids):
        versions |= terms_of(network).versions
    return versions
