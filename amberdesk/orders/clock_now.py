"""What an order's clocks show now: the rows' last readings carried on to this instant, without the journal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from amberdesk.clock.hours import WorkingHours, worktime_between
from amberdesk.clock.sla import State
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.sla import RUNNING, hours_for, terms_of_order

_LOOKS = {  # state of the reading -> what the clock's component calls it
    State.NOT_STARTED: "running",
    State.RUNNING: "running",
    State.BREACHED_OPEN: "running",
    State.PAUSED: "paused",
    State.MET: "met",
    State.BREACHED_MET: "missed",
    State.STOPPED: "stopped",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One clock as it is shown. `left` is negative past due; `share`: used percent, above 100 past due."""

    target: str
    look: str
    limit: timedelta
    used: timedelta
    left: timedelta
    due_at: datetime | None
    breached_at: datetime | None

    @property
    def share(self) -> float:
        return 100 * (self.used / self.limit)


def clocks_now(order: Order, at: datetime) -> list[Shown]:
    """Return the order's clocks as they stand, response before solution."""
    return [_shown(order, clock, at) for clock in sorted(order.clocks.all(), key=lambda c: c.target)]


def _shown(order: Order, clock: Clock, at: datetime) -> Shown:
    state, used = State(clock.state), clock.used
    if state in RUNNING and at > clock.read_at:
        used += worktime_between(_hours(order, clock), clock.read_at, at)
    return Shown(
        target=clock.target,
        look=_LOOKS[state],
        limit=clock.limit,
        used=used,
        left=clock.limit - used,
        due_at=clock.due_at,
        breached_at=clock.breached_at,
    )


def _hours(order: Order, clock: Clock) -> WorkingHours:
    terms = terms_of_order(order)
    promised = terms.target(order.priority, clock.target)
    return hours_for(order, promised.basis if promised else "coverage", terms)
