"""Prove kept clocks: read orders anew from their journals, a part of the desk at a time, and say where they differ."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from amberdesk.clock.sla import Reading, State, read
from amberdesk.customers.terms import VersionTerms
from amberdesk.orders.clock_facts import clock_facts
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.sla import facts_of, hours_of, nearest_due
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import Entry
from amberdesk.outbox.models import Event
from amberdesk.outbox.publish import publish
from amberdesk.reports.events import CLOCKS, ClocksDrifted
from amberdesk.reports.past import journals_of, promises_behind

log = logging.getLogger(__name__)
PART = 512  # ids of orders in one pass; a power of two, so that passes tile the desk
EVERY = timedelta(minutes=1)
SOON = timedelta(minutes=10)  # within this the watch has read clocks again whose hours were changed
OVER = (State.MET, State.BREACHED_MET, State.STOPPED)


def prove_clocks(now: datetime) -> int:
    """Compare the kept clocks of one part of the orders with their journals; return how many orders differed.

    The part follows from the time: pass after pass goes over all orders and begins anew, also after a restart.
    """
    last = Order.objects.aggregate(last=Max("pk"))["last"] or 0
    first = int(now.timestamp() // EVERY.total_seconds()) * PART % (1 << last.bit_length())
    part = list(Order.objects.filter(pk__gte=first, pk__lt=first + PART).values_list("pk", flat=True))
    suspects = differences(part, now)
    return report(suspects, now) if suspects else 0


@transaction.atomic
def report(suspects: Collection[int], now: datetime) -> int:
    """Look again at orders under lock, for an act may have come between two statements; record what still differs."""
    list(Order.objects.filter(pk__in=suspects).select_for_update().order_by("pk").values_list("pk"))
    found = differences(sorted(suspects), now)
    if not found:
        return 0
    numbers = dict(Order.objects.filter(pk__in=found).values_list("pk", "number"))
    for pk, what in found.items():
        log.error("the kept clocks of order %s differ from its journal: %s", numbers[pk], ", ".join(what))
    event = ClocksDrifted(
        orders=tuple(found),
        numbers=tuple(numbers[pk] for pk in found),
        what={str(pk): what for pk, what in found.items()},
    )
    publish(event.kind, at=now, by=MACHINE, subject=CLOCKS, data=event.data())
    return len(found)


def differences(order_ids: Sequence[int], now: datetime) -> dict[int, list[str]]:
    """Return by order what is kept otherwise than its journal says: "targets", "solution.state", "due_at" ..."""
    wanted = Order.objects.filter(pk__in=order_ids).select_related("network", "site__hours")
    orders = wanted.prefetch_related("clocks", "site__hours__days", "site__hours__revisions")
    told = journals_of(order_ids)
    versions = promises_behind(facts_of(events) for events in told.values())
    found = {o.pk: _differs(o, told[o.pk], versions, now) for o in orders if o.pk in told}
    return {pk: what for pk, what in found.items() if what}


def _differs(
    order: Order, events: Sequence[Entry], versions: Mapping[int, VersionTerms], now: datetime
) -> list[str]:
    rows = {row.target: row for row in order.clocks.all()}
    if any(row.check_at and row.check_at <= now for row in rows.values()):
        return []  # the watch is about to read it
    read_at = max((row.read_at for row in rows.values()), default=order.placed_at)
    at = max(read_at, *(event.at for event in events))
    told = clock_facts(facts_of(events), versions)
    readings = {t: read(c.facts, hours_of(order, c, versions), at) for t, c in told.clocks.items()}
    found = [] if rows.keys() == readings.keys() else ["targets"]
    for target in sorted(rows.keys() & readings.keys()):
        row = rows[target]
        found += [f"{target}.{name}" for name in _unlike(row, readings[target], exactly=at == row.read_at)]
    if order.responded_at != told.responded_at:
        found.append("responded_at")
    if order.due_at != nearest_due(readings):
        found.append("due_at")
    return found if found and not _other_hours(order, rows.values(), now) else []


def _unlike(row: Clock, reading: Reading, *, exactly: bool) -> list[str]:
    """Return what the row keeps otherwise; the used time only if nothing has happened since it was read."""
    names = ["limit", "state", "due_at", "breached_at", *(["used"] if exactly else [])]
    return [name for name in names if getattr(row, name) != getattr(reading, name)]


def _other_hours(order: Order, rows: Collection[Clock], now: datetime) -> bool:
    """Tell whether hours were changed since: what has stopped keeps its reading, what runs is read again soon."""
    calendars = {order.agreement_version.calendar_id, order.site.hours_id if order.site else None}
    subjects = [f"calendar:{pk}" for pk in calendars if pk] + [f"site:{order.site_id}"]
    changed = Event.objects.filter(subject__in=subjects).aggregate(at=Max("at"))["at"]
    if changed is None or not rows:
        return False
    over = any(row.state in OVER for row in rows)
    return changed > (min(row.read_at for row in rows) if over else now - SOON)
