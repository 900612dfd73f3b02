"""Call somebody to an order, and the next one unless he accepts in the agreement's time."""

from datetime import datetime, timedelta

from amberdesk.clock.sla import State as ClockState
from amberdesk.customers.codes import Priority
from amberdesk.orders import events
from amberdesk.orders.actions.turn import end_summonses, record
from amberdesk.orders.models import Order, Summons
from amberdesk.orders.sla import terms_of_order
from amberdesk.orders.states import State
from amberdesk.orders.summons import URGENT, next_on_ladder, supervisors
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.outbox.publish import announce as tell_pages
from amberdesk.people.roles import COORDINATING

LATE = timedelta(minutes=1)  # done later than this after its time, a step says so
UNTOUCHED = (State.NEW, State.ASSIGNED)
RUNNING = (ClockState.RUNNING, ClockState.BREACHED_OPEN)


def summon_urgent(order_id: int, *, event_id: int, at: datetime, now: datetime) -> None:
    """Call somebody to an order of the highest priority that nobody works on; once in its life.

    at: when it got that priority, by the event. Without a time for accepting in the agreement the coordinators are told.
    """
    order = Order.objects.locked(order_id)
    if not _is_urgent(order):
        return
    if journal(order.subject_key).filter(kind=events.Called.kind, data__cause=URGENT).exists():
        return
    if terms_of_order(order).accept_within is not None:
        summon(order, cause=URGENT, event_id=event_id, at=at, now=now)
        return
    people = tuple(p.pk for role in sorted(COORDINATING) for p in supervisors(order.network_id, role))
    told = events.Called(cause=URGENT, rung="coordinator", people=people, first=True, late=now - at > LATE)
    record(order, told, by=MACHINE, at=max(at, order.last_event_at))


def summon(order: Order, *, cause: str, target: str = "", event_id: int, at: datetime, now: datetime) -> None:
    """Call the first people to a locked order, if its agreement wants somebody to accept.

    While others are being called already, the new cause is theirs too.
    """
    if terms_of_order(order).accept_within is None or order.summonses.filter(due_at__isnull=False).exists():
        return
    summons = Summons(order=order, cause=cause, target=target, event_id=event_id, opened_at=at)
    call_next(order, summons, at=at, now=now)


def call_next(order: Order, summons: Summons, *, at: datetime, now: datetime) -> None:
    """Call the next people at the instant `at`, or say that nobody is left. The order is locked.

    When `now` is much later, the desk stood still: then it is asked who is there now, and their time begins now, for
    nobody accepts what he was not told of.
    """
    late, within = now - at > LATE, terms_of_order(order).accept_within
    told = now if late else at
    found = next_on_ladder(order, told, but=summons.called)
    order.called_at = order.called_at or at
    if found is None or within is None:
        summons.due_at, summons.unanswered_at = None, at
        summons.save()
        event: events.OrderEvent = events.CallUnanswered(
            summons=summons.pk, cause=summons.cause, target=summons.target, late=late
        )
    else:
        rung, people = found
        first = not summons.called
        summons.called = [*summons.called, *(person.pk for person in people)]
        summons.due_at = told + within
        summons.save()
        event = events.Called(
            cause=summons.cause,
            rung=rung,
            people=tuple(person.pk for person in people),
            summons=summons.pk,
            target=summons.target,
            minutes=int(within.total_seconds() // 60),
            first=first,
            late=late,
        )
    record(order, event, by=MACHINE, at=max(at, order.last_event_at))


def go_on(order: Order, now: datetime) -> None:
    """Do what is due with whoever is called to a locked order: call the next, or nobody if it no longer matters."""
    summons = order.summonses.filter(due_at__lte=now).first()
    if summons is None or summons.due_at is None:
        return  # somebody has accepted meanwhile
    if _matters(order, summons):
        call_next(order, summons, at=summons.due_at, now=now)
        return
    end_summonses(order, at=max(summons.due_at, order.last_event_at))
    Order.objects.filter(pk=order.pk).update(called_at=None)
    tell_pages(order.subject_key, *order.topics)


def _matters(order: Order, summons: Summons) -> bool:
    """Tell whether somebody is wanted still: the order is untouched and urgent, or the clock runs on."""
    if summons.cause == URGENT:
        return _is_urgent(order)
    return order.is_open and order.clocks.filter(target=summons.target, state__in=RUNNING).exists()


def _is_urgent(order: Order) -> bool:
    return order.priority == Priority.P1 and order.state in UNTOUCHED
