"""What the passing of time does to orders: warnings, breaches, verification by rule, ends of waits, closing."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction

from amberdesk.clock.sla import Reading
from amberdesk.customers.codes import INNER, Degree, Kind, Level
from amberdesk.orders import events
from amberdesk.orders.actions.assign import assign
from amberdesk.orders.actions.close import close
from amberdesk.orders.actions.escalate import steps_taken
from amberdesk.orders.actions.reread import reread_some
from amberdesk.orders.actions.summon import LATE, RUNNING, summon
from amberdesk.orders.actions.turn import record
from amberdesk.orders.actions.verify import verify
from amberdesk.orders.actions.wait import resume
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.routing import suggest_level
from amberdesk.orders.sla import read_clocks, readings
from amberdesk.orders.states import State
from amberdesk.orders.summons import BREACHED, URGENT_SHARE, WARNED
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.publish import announce as tell_pages

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=10)  # until the next look at an order that could not be looked at
ROUND = 500  # orders of which something is told, at most in one round


def check_due_clocks(now: datetime) -> int:
    """Announce the warnings and breaches that have come; return how many orders were read. Safe in parallel."""
    count = announced = 0
    if not Clock.objects.filter(check_at__lte=now).exists():  # as a rule nothing is: no transaction for that
        return 0
    while announced < ROUND and any(looked := reread_some(now)):
        announced += sum(_check_one(pk, now) for pk in looked.loud)
        count += looked.kept
    return count + announced


@transaction.atomic
def _check_one(pk: int, now: datetime) -> bool:
    due = Order.objects.filter(pk=pk, clocks__check_at__lte=now)
    order = due.select_for_update(skip_locked=True, of=("self",)).first()
    if order is None:
        return False
    if not carefully(announce, order, now):
        Clock.objects.filter(order=order, check_at__lte=now).update(check_at=now + AGAIN)
    return True


def carefully(look: Callable[[Order, datetime], None], order: Order, now: datetime) -> bool:
    """Look at a locked order; False, and nothing done, when that fails: one order must not hold the others up."""
    try:
        with transaction.atomic():
            look(Order.objects.locked(order.pk), now)
    except Exception:  # whatever it is, the other orders have their time too
        log.exception("order %s cannot be looked at", order.number)
        return False
    return True


def announce(order: Order, now: datetime) -> None:
    """Publish each warning, breach and step of escalation once, at its true instant, and withdraw disproved warnings.

    When the last of them wants somebody, people are called.
    """
    rows = {c.target: c for c in order.clocks.all()}
    found = readings(order, now)
    news: list[tuple[datetime, events.OrderEvent]] = []
    for target, reading in found.items():
        news += _news(target, reading, rows[target].announced, now)
        order.clocks.filter(target=target).update(announced=reading.reached, check_at=None)
    news += steps_taken(order, now)
    wanted: tuple[str, str, int, datetime] | None = None
    for instant, event in sorted(news, key=lambda n: n[0]):
        event_id = record(order, event, by=MACHINE, at=max(instant, order.last_event_at))
        if why := _wants_somebody(event, found):
            wanted = (*why, event_id, instant)
    if wanted and order.is_open:
        cause, target, event_id, instant = wanted
        summon(order, cause=cause, target=target, event_id=event_id, at=instant, now=now)
    if not news:
        _keep(order, now)


def _wants_somebody(event: events.OrderEvent, found: Mapping[str, Reading]) -> tuple[str, str] | None:
    """Return (cause, target) when somebody is to be called: what the customer was promised runs out, or has."""
    if not isinstance(event, events.ClockBreached | events.ClockWarned) or event.target in INNER:
        return None
    if found[event.target].state not in RUNNING:
        return None
    if isinstance(event, events.ClockBreached):
        return BREACHED, event.target
    return (WARNED, event.target) if event.share >= URGENT_SHARE else None


def _keep(order: Order, now: datetime) -> None:
    """Keep what the clocks show; open pages hear of it when that is another due time: the hours were changed."""
    before = order.due_at
    read_clocks(order, at=max(now, order.last_event_at))
    Order.objects.filter(pk=order.pk).update(due_at=order.due_at)
    if order.due_at != before:
        tell_pages(order.subject_key, *order.topics)


def _news(
    target: str, reading: Reading, announced: float, now: datetime
) -> list[tuple[datetime, events.OrderEvent]]:
    if reading.reached < announced:
        return [(now, events.ClockWithdrawn(target=target, share=_share(announced)))]
    return [
        (instant, _event(target, _share(place), now - instant > LATE))
        for place, instant in reading.crossed
        if place > announced
    ]


def _share(place: float) -> float:
    """Return the share of its own round at which something of a clock lies: 0.9 for 2.9, 1 for 3."""
    return round(place - ceil(place) + 1, 6)


def _event(target: str, share: float, late: bool) -> events.OrderEvent:
    if share >= 1:
        return events.ClockBreached(target=target, late=late)
    return events.ClockWarned(target=target, share=share, late=late)


def wake_orders(now: datetime) -> int:
    """Do what is due by time: verify by rule, end waits, close; return how many orders. Safe in parallel."""
    count = 0
    if not Order.objects.filter(wake_at__lte=now).exists():
        return 0
    while count < ROUND and _wake_one(now):
        count += 1
    return count


@transaction.atomic
def _wake_one(now: datetime) -> bool:
    due = Order.objects.filter(wake_at__lte=now).order_by("wake_at")
    order = due.select_for_update(skip_locked=True, of=("self",)).first()
    if order is None:
        return False
    if not carefully(wake, order, now):
        Order.objects.filter(pk=order.pk).update(wake_at=now + AGAIN)
    return True


def wake(order: Order, now: datetime) -> None:
    """Do what the order's time has come for, at the instant at which it came."""
    at = order.wake_at or now
    if order.state == State.RESOLVED:
        close(order, by=MACHINE, at=at)
    elif order.state == State.WAITING and order.wait_until and order.wait_until <= now:
        resume(order, cause="time", by=MACHINE, at=at)
    elif order.is_open and order.verified_at is None:
        _verify_by_rule(order, at)
    else:
        Order.objects.filter(pk=order.pk).update(wake_at=None)


def _verify_by_rule(order: Order, at: datetime) -> None:
    """Give an order that nobody verified in time its category's level and priority."""
    category = order.category
    order = verify(
        order,
        category=category,
        kind=Kind(order.kind),
        impact=Degree(order.impact),
        urgency=Degree(order.urgency),
        scope=order.scope or "agreement",
        by_rule=True,
        by=MACHINE,
        at=at,
    )
    if order.state == State.NEW:
        level, _why = suggest_level(category.level, category.not_for_l1, None) if category else (Level.L1, "")
        assign(order, level=level, by_rule=True, by=MACHINE, at=at)
