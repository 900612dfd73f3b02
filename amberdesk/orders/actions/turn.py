"""What every act begins and ends with: the lock and the questions, the event and the clocks."""

from datetime import datetime
from typing import Any

from amberdesk.orders import access, events
from amberdesk.orders.models import Order
from amberdesk.orders.rights import require
from amberdesk.orders.sla import read_clocks, terms_of_order
from amberdesk.orders.states import Stale, State, after
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish
from amberdesk.rosters.queries import standing_of
from amberdesk.start.engine.rows import update

# These leave state, level, assignee, priority, site and category alone: they neither make a page stale nor go stale.
TALK = (
    events.Replied,
    events.ReplyTakenBack,
    events.Noted,
    events.Contacted,
    events.Received,
    events.Absorbed,
    events.MessageMoved,
    events.Linked,
    events.Tagged,
    events.Referred,
    events.Joined,
    events.Unfollowed,
    events.Remarked,
    events.Restored,
    events.Relapsed,
    events.ClockWarned,
    events.ClockBreached,
    events.ClockWithdrawn,
    events.Called,
    events.Accepted,
    events.CallUnanswered,
    events.Escalated,
)


# These move no clock: none of their facts counts (see clock_facts), and the header is as it was.
STILL = (events.Received,)


def begin(
    act: str, order: Order, *, by: Actor, at: datetime, expected: int | None = None
) -> tuple[Order, datetime]:
    """Lock the order, ask rights, version and state table; return the locked order and the instant of the act.

    The instant is never before the order's last event. Raises rights.Forbidden, states.Stale, states.Refused.
    """
    order = Order.objects.locked(order.pk)
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    require(act, access.relation(order, by, standing))
    if expected is not None and expected != order.version:
        raise Stale("stale", expected=expected, version=order.version)
    after(order.state, act)
    return order, max(at, order.last_event_at)


def header(order: Order) -> dict[str, Any]:
    """Return what every event of an order carries about it, as it is after the act."""
    return {
        "network": order.network_id,
        "agreement": order.agreement_version_id,
        "priority": order.priority,
        "level": order.level,
        "state": str(order.state),
        "assignee": order.assignee_id,
        "wait_reason": str(order.wait_reason),
        "v": order.version,
    }


def record(order: Order, event: events.OrderEvent, *, by: Actor, at: datetime) -> int:
    """Publish what has been done to the order in memory, re-read its clocks and save it; return the event's id."""
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    acted, own = access.acting_as(order, access.levels_of(by, standing, order.network_id), at)
    order.version += 0 if isinstance(event, TALK) else 1
    order.last_event_at = at
    event_id = publish(
        event.kind,
        at=at,
        by=by,
        subject=order.subject_key,
        data={**event.data(), **header(order), "own": own},
        topics=order.topics,
        acting_as=acted,
        version=event.version,
    )
    if not isinstance(event, STILL):
        read_clocks(order, at=at)
    if order.called_at and not order.is_open:
        end_summonses(order, at=at)
    order.wake_at = wakes_at(order)
    update(order)
    order.last_event_id = event_id
    return event_id


def end_summonses(order: Order, *, at: datetime, how: str = "over", by: int | None = None) -> None:
    """Call nobody any more to the order (unsaved): somebody has accepted, or it no longer matters."""
    order.called_at = None
    order.summonses.filter(ended="").update(ended=how, ended_at=at, due_at=None, accepted_by=by)


def wakes_at(order: Order) -> datetime | None:
    """Return when the machine has to look at the order: to verify it by rule, to end a wait, to close it."""
    terms = terms_of_order(order)
    times = []
    if order.is_open and order.verified_at is None:
        times.append(order.placed_at + terms.verify_within)
    if order.state == State.WAITING and order.wait_until:
        times.append(order.wait_until)
    if order.state == State.RESOLVED and order.resolved_at:
        times.append(order.resolved_at + terms.close_after)
    return min(times, default=None)
