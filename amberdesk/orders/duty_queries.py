"""Orders at a change of duty: what goes over to whom, what was done for L1 meanwhile, how long that took."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from amberdesk.clock.hours import worktime_between
from amberdesk.customers.codes import INNER, Level
from amberdesk.customers.terms import Duty, duty
from amberdesk.orders.bars import RUNNING, Bar
from amberdesk.orders.clock_now import clocks_now
from amberdesk.orders.models import Order
from amberdesk.orders.sla import hours_for, terms_of_order
from amberdesk.orders.states import State
from amberdesk.orders.story import Entry, Reader, tell
from amberdesk.outbox.models import Event
from amberdesk.rosters.standing import Standing

BEFORE = timedelta(minutes=15)
MOST = 100  # orders on a list
MOST_TOLD = 30  # orders of which it is told what was done
NEVER = timedelta(days=365)  # a duty that never ends is looked at so far


@dataclass(frozen=True, slots=True)
class Handing:
    """An order of L1 that L2 works on at night. `since`: when the duty changes; None: L2 has it now."""

    order: Order
    bar: Bar | None
    since: datetime | None
    until: datetime | None  # when L1 is back


@dataclass(frozen=True, slots=True)
class Done:
    """What others did to an order as L1 while L1 was away."""

    order: Order
    entries: list[Entry]
    mine: bool


def going_over(standing: Standing, at: datetime) -> list[Handing]:
    """Return the open orders of L1, of the reader's networks, that L2 has now or takes within BEFORE; most pressing first.

    Only orders with a clock that runs on while L2 has the duty. It is no hand-over: they stay L1's and their owner's.
    """
    mine = [n for n in standing.networks if n in standing.supervises or standing.levels[n] & {"L1", "L2"}]
    orders = Order.objects.open().filter(network__in=mine, level=Level.L1.value)
    orders = orders.exclude(state=State.WAITING).filter(clocks__state__in=RUNNING).distinct()
    orders = orders.select_related("network", "site__hours", "category", "assignee").prefetch_related(
        "clocks", "site__hours__days", "site__hours__revisions"
    )
    found = (_handing(order, at) for order in orders.order_by("due_at", "pk")[:MOST])
    return [handing for handing in found if handing]


def _handing(order: Order, at: datetime) -> Handing | None:
    now = _duty(order, at)
    since = None if now.level == Level.L2 else now.until
    if since is not None:
        if now.level != Level.L1 or since - at > BEFORE:
            return None
        now = _duty(order, since)
    if now.level != Level.L2 or not _runs(order, since or at, now.until or at + NEVER):
        return None
    bars = sorted((b for b in clocks_now(order, at) if b.state == "running"), key=lambda b: b.left)
    return Handing(order, next(iter(bars), None), since, now.until)


def _duty(order: Order, at: datetime) -> Duty:
    return duty(terms_of_order(order), order.channel, at)


def _runs(order: Order, start: datetime, end: datetime) -> bool:
    """Tell whether a clock that runs now counts any time in between."""
    terms = terms_of_order(order)
    for clock in (c for c in order.clocks.all() if c.state in RUNNING and c.target not in INNER):
        promise = terms.target(order.priority, clock.target)
        hours = hours_for(order, promise.basis if promise else "coverage", terms)
        if worktime_between(hours, start, end):
            return True
    return False


def done_for_l1(standing: Standing, since: datetime, at: datetime) -> list[Done]:
    """Return what L2 did as L1 on orders of the reader's L1 networks since an instant; his own orders first."""
    mine = [network for network, levels in standing.levels.items() if Level.L1 in levels]
    orders = Order.objects.filter(network__in=mine).select_related("network", "site", "assignee")
    touched = [
        *orders.open().filter(last_event_at__gt=since).order_by("-last_event_at")[:MOST],
        *orders.filter(resolved_at__gt=since).order_by("-resolved_at")[:MOST],
    ]
    by_key = {order.subject_key: order for order in touched}
    events: dict[str, list[Event]] = defaultdict(list)
    for event in _as_l1(by_key).filter(at__gt=since, at__lte=at).order_by("pk"):
        events[event.subject].append(event)
    own = sorted(events, key=lambda key: by_key[key].assignee_id != standing.person_id)[:MOST_TOLD]
    reader = Reader(standing.person_id, True, at)
    return [
        Done(
            by_key[key], tell(by_key[key], events[key], reader), by_key[key].assignee_id == standing.person_id
        )
        for key in own
    ]


def duty_minutes(
    network_ids: Collection[int], start: datetime, end: datetime
) -> Mapping[int, tuple[int, int]]:
    """Return what L2 solved as L1 in a time: person id -> (orders, minutes worked)."""
    orders = Order.objects.filter(network__in=network_ids, resolved_at__gte=start, resolved_at__lt=end)
    keys = [f"order:{pk}" for pk in orders.filter(solved_by="L2_duty").values_list("pk", flat=True)]
    found: dict[int, tuple[int, int]] = {}
    events = _as_l1(keys).filter(kind="order.resolved", at__gte=start, at__lt=end)
    for person, data in events.values_list("actor_id", "data"):
        count, minutes = found.get(person or 0, (0, 0))
        found[person or 0] = count + 1, minutes + int(data.get("minutes", 0))
    return found


def _as_l1(subjects: Iterable[str]) -> QuerySet[Event]:
    """Return the events of people of L2 who acted as L1."""
    return Event.objects.filter(
        subject__in=list(subjects), actor_kind="person", acting_as=Level.L1.value, data__own=Level.L2.value
    )
