"""Place an order for a caller and do the next step at once: in one transaction, from one screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from amberdesk.customers.codes import Degree, Kind, Level
from amberdesk.orders.actions.assign import assign
from amberdesk.orders.actions.hand_over import answers, hand_over
from amberdesk.orders.actions.note import note
from amberdesk.orders.actions.place import Placed, place_order
from amberdesk.orders.actions.resolve import resolve
from amberdesk.orders.actions.start import start
from amberdesk.orders.actions.verify import verify
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of


class Next(StrEnum):
    """What follows placing."""

    PLACE = "place"  # nothing: it waits for verification
    TAKE = "take"
    RESOLVE = "resolve"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next step and what it needs. resolve: text, code, minutes; hand_over: to, reason, facts, technician (of that level).

    facts: answers to what the category asks for; only a hand-over needs them, but what was told is kept for a later one.
    """

    next: Next = Next.PLACE
    text: str = ""
    code: str = ""
    minutes: int = 0
    to: Level = Level.L2
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    technician: Person | None = None


@transaction.atomic
def take_call(intake: Intake, step: Step, *, by: Actor, at: datetime) -> Placed:
    """Place the caller's order and take the step; a refusal of the step places nothing.

    The same report again returns the first order and does nothing more. A coordinator takes no order himself: his
    goes to its level unassigned. Raises what place_order, verify, assign, start, resolve and hand_over raise.
    """
    placed = place_order(intake, by=by, at=at)
    if not placed.fresh:
        return placed
    if step.next != Next.HAND_OVER and answers(placed.order, step.facts):
        note(placed.order, text="", facts=step.facts, by=by, at=at)
    if step.next == Next.PLACE:
        return placed
    order = _checked(placed.order, by, at)
    level, doer = _place_of(order, by)
    order = assign(order, level=level, technician=doer, by=by, at=at)
    if step.next == Next.HAND_OVER:
        whom = step.technician
        order = hand_over(
            order, to=step.to, technician=whom, reason=step.reason, facts=step.facts, by=by, at=at
        )
        return Placed(order, True, placed.participant_id)
    if doer is not None:
        order = start(order, by=by, at=at)
    if step.next == Next.RESOLVE:
        order = resolve(order, text=step.text, code=step.code, minutes=step.minutes, by=by, at=at)
    return Placed(order, True, placed.participant_id)


def _checked(order: Order, by: Actor, at: datetime) -> Order:
    """Verify by what the caller said and the category knows."""
    return verify(
        order,
        category=order.category,
        kind=Kind(order.kind),
        impact=Degree(order.impact),
        urgency=Degree(order.urgency),
        scope="agreement",
        by=by,
        at=at,
    )


def _place_of(order: Order, by: Actor) -> tuple[Level, Person | None]:
    """Return the level at which the doer takes it, and himself if he is a technician of the network."""
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    own = standing.levels.get(order.network_id, frozenset()) if standing else frozenset()
    if not own:
        return Level.L1, None
    doer = Person.objects.get(pk=by.id)
    stands_in = order.level == Level.L1 and Level.L2 in own
    return Level(order.level if order.level in own or stands_in else min(own)), doer
