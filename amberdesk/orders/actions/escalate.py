"""Tell those above as the agreement's escalation says, each step once."""

from datetime import datetime

from amberdesk.orders import events
from amberdesk.orders.actions.summon import LATE
from amberdesk.orders.models import Order
from amberdesk.orders.sla import steps_due
from amberdesk.orders.summons import above


def steps_taken(order: Order, now: datetime) -> list[tuple[datetime, events.OrderEvent]]:
    """Return the steps of escalation that are to be recorded for a locked order: when each was reached, and whom it tells."""
    return [
        (
            at,
            events.Escalated(
                target=target,
                share=step.at,
                to=step.to,
                people=tuple(person.pk for person in above(order, step.to)),
                late=now - at > LATE,
            ),
        )
        for at, target, step in steps_due(order, now)
    ]
