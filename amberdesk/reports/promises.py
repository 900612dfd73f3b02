"""Promises kept and missed: by target and priority, of the orders reported in a period."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from amberdesk.clock.sla import State, read
from amberdesk.customers.codes import Priority, Target
from amberdesk.orders.clock_facts import clock_facts
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.sla import facts_of, hours_of
from amberdesk.reports.past import COUNTED, journals_of, promises_behind
from amberdesk.reports.solved import Asked

MOST = 2000  # orders whose words to the customer are counted at once, the newest
KEPT = Q(state=State.MET)
MISSED = Q(state__in=(State.BREACHED_OPEN, State.BREACHED_MET))


@dataclass(slots=True)
class Tally:
    """How often a target was kept and missed, and how many of its clocks may still be either."""

    kept: int = 0
    missed: int = 0
    open: int = 0

    @property
    def share(self) -> float | None:
        """The part that was kept; None before anything was decided."""
        return self.kept / (self.kept + self.missed) if self.kept + self.missed else None


@dataclass(frozen=True, slots=True)
class Promises:
    """By target, then by priority; only those that there were. `cut`: more words to customers than are counted."""

    by_target: dict[Target, dict[Priority, Tally]]
    cut: bool


def promises(asked: Asked, at: datetime) -> Promises:
    """Return what came of the promises on orders reported in the period, as they stand at an instant.

    Cancelled and merged orders count in nothing. A word to the customer is promised anew after each: an order may
    have kept and missed several.
    """
    here = Clock.objects.filter(
        order__network__in=asked.networks,
        order__reported_at__gte=asked.since,
        order__reported_at__lt=asked.until,
        order__state__in=COUNTED,
    )
    found: dict[Target, dict[Priority, Tally]] = {}
    once = here.exclude(target=Target.UPDATE).values_list("target", "order__priority")
    sums = once.annotate(
        kept=Count("pk", filter=KEPT),
        missed=Count("pk", filter=MISSED),
        open=Count("pk", filter=~KEPT & ~MISSED),
    )
    for target, priority, *counts in sums.order_by():
        found.setdefault(Target(target), {})[Priority(priority)] = Tally(*counts)
    words, cut = _words(here.filter(target=Target.UPDATE), at)
    if words:
        found[Target.UPDATE] = words
    ordered = {target: dict(sorted(found[target].items())) for target in Target if target in found}
    return Promises(ordered, cut)


def _words(clocks: QuerySet[Clock], at: datetime) -> tuple[dict[Priority, Tally], bool]:
    """Return how the promises of a word were kept, read from the journals of the newest orders."""
    ids = list(clocks.order_by("-order_id").values_list("order_id", flat=True)[: MOST + 1])
    wanted = Order.objects.filter(pk__in=ids[:MOST]).select_related("network", "site__hours")
    orders = wanted.prefetch_related("site__hours__days", "site__hours__revisions")
    told = {pk: facts_of(events) for pk, events in journals_of(ids[:MOST]).items()}
    versions = promises_behind(told.values())
    found: dict[Priority, Tally] = {}
    for order in orders:
        clock = clock_facts(told[order.pk], versions).clocks[Target.UPDATE]
        reading = read(clock.facts, hours_of(order, clock, versions), at)
        tally = found.setdefault(Priority(order.priority), Tally())
        tally.kept += reading.kept
        tally.missed += reading.missed
        tally.open += reading.state in (State.RUNNING, State.PAUSED)
    return found, len(ids) > MOST
