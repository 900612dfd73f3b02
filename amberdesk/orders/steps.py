"""When the steps of an agreement's escalation are reached: at shares of a target, also beyond its end. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from amberdesk.clock.facts import Facts, Target
from amberdesk.clock.hours import WorkingHours
from amberdesk.clock.sla import read
from amberdesk.customers.codes import INNER
from amberdesk.customers.terms import Step, VersionTerms
from amberdesk.orders.clock_facts import ClockFacts, Fact

TAKEN = "order.escalated"
SPAN = 4  # times the target: further than any step may lie


class Due(NamedTuple):
    """A step that is to be taken: when it was reached, and by which clock."""

    at: datetime
    target: str
    step: Step


class Steps(NamedTuple):
    """The steps that were reached and not taken, the first first; by target, when the next will be by time alone."""

    due: Sequence[Due] = ()
    ahead: Mapping[str, datetime] = {}


def steps_of(
    facts: Collection[Fact],
    clocks: Mapping[str, ClockFacts],
    versions: Mapping[int, VersionTerms],
    hours: Callable[[ClockFacts], WorkingHours],
    at: datetime,
) -> Steps:
    """Return how the steps of the order's agreement and priority stand at an instant.

    The journal knows which were taken: one that a later fact disproves is not taken again.
    """
    header = max(facts, key=lambda fact: (fact.at, fact.id)).data
    steps = [s for s in versions[header["agreement"]].escalation if header["priority"] in s.priorities]
    if not steps:
        return Steps()
    taken = {(f.data["target"], f.data["share"], f.data["to"]) for f in facts if f.kind == TAKEN}
    due, ahead = [], {}
    for target, clock in clocks.items():
        if target in INNER:
            continue
        reached, next_at = _reached(clock.facts, hours(clock), steps, at)
        due += [Due(when, target, s) for when, s in reached if (target, s.at, s.to) not in taken]
        if next_at:
            ahead[target] = next_at
    return Steps(sorted(due, key=lambda each: (each.at, each.step.at)), ahead)


def _reached(
    facts: Facts, hours: WorkingHours, steps: Iterable[Step], at: datetime
) -> tuple[list[tuple[datetime, Step]], datetime | None]:
    """Return the steps that one clock has reached, and when it reaches the next.

    They are the warnings of a clock with the same facts and a target SPAN times as long.
    """
    percents = sorted({step.at for step in steps})
    reading = read(_stretched(facts, tuple(percent / (100 * SPAN) for percent in percents)), hours, at)
    instants = dict(zip(percents, reading.warned_at, strict=False))
    found = [(instants[step.at], step) for step in steps if step.at in instants]
    return found, reading.next_change_at if len(instants) < len(percents) else None


def _stretched(facts: Facts, shares: tuple[float, ...]) -> Facts:
    changes = [Target(change.since, change.limit * SPAN, shares) for change in facts.changes]
    return replace(facts, limit=facts.limit * SPAN, warn_at=shares, changes=changes)
