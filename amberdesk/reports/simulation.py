"""What figures past orders would have had under another agreement. Reckons only, writes nothing.

What people did stays at the instants at which they did it; only what the agreement says of it changes: which time
counts, how much of it there was, and whose duty L1's work was.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from amberdesk.clock.hours import ALWAYS, WorkingHours, is_open
from amberdesk.clock.sla import Reading, State, read
from amberdesk.customers.codes import Kind
from amberdesk.customers.hours import Cover, cover_hours
from amberdesk.customers.templates import Promise
from amberdesk.customers.terms import TargetTerms, VersionTerms
from amberdesk.orders.clock_facts import clock_facts
from amberdesk.orders.solved import Deed, solved_by
from amberdesk.reports.past import Past

LATE = frozenset({State.BREACHED_OPEN, State.BREACHED_MET})


@dataclass(frozen=True, slots=True)
class Supposition:
    """What a version is supposed to say instead: who does L1's work when, how fast we are, which days are free."""

    covers: tuple[Cover, ...]
    promises: tuple[Promise, ...]
    holidays: frozenset[date]


class Outcome(NamedTuple):
    """An order's figures. A target that nobody promised has no reading; solved_by "" is no solved failure."""

    readings: Mapping[str, Reading]
    solved_by: str
    in_l1_hours: bool  # reported when L1 did its own work


class Compared(NamedTuple):
    """One order as it was and as it would have been."""

    order: Past
    before: Outcome
    after: Outcome

    @property
    def differs(self) -> bool:
        return self.before != self.after

    @property
    def turned(self) -> bool:
        """Whether it would have been in time where it was late, the other way round, or solved by another level."""
        return _verdict(self.before) != _verdict(self.after)


@dataclass
class Sums:
    """Orders by how they ended, by target. Running clocks count as neither in time nor late."""

    in_time: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    solved_by: Counter[str] = field(default_factory=Counter)  # failures by "L1", "L2_duty", "escalated"
    in_l1_hours: Counter[str] = field(default_factory=Counter)  # those of them reported in L1's hours

    def add(self, outcome: Outcome) -> None:
        for target, reading in outcome.readings.items():
            match verdict(reading):
                case "met":
                    self.in_time[target] += 1
                case "late":
                    self.late[target] += 1
        if outcome.solved_by:
            self.solved_by[outcome.solved_by] += 1
            self.in_l1_hours[outcome.solved_by] += outcome.in_l1_hours

    def share_in_time(self, target: str) -> float | None:
        """Return the share in time of all that are decided; None of none."""
        decided = self.in_time[target] + self.late[target]
        return self.in_time[target] / decided if decided else None

    @property
    def failures(self) -> int:
        return self.solved_by.total()

    @property
    def share_l1(self) -> float | None:
        return self.solved_by["L1"] / self.failures if self.failures else None

    @property
    def share_l1_hours(self) -> float | None:
        """The share solved at L1 of the failures that were reported in L1's hours."""
        here = self.in_l1_hours.total()
        return self.in_l1_hours["L1"] / here if here else None


def supposed_terms(actual: VersionTerms, zone: str, what: Supposition) -> VersionTerms:
    """Return the version's terms as they are supposed to be."""

    def hours(covers: Iterable[Cover]) -> WorkingHours:
        return cover_hours(covers, zone, what.holidays)

    keys = {(c.channel, c.level) for c in what.covers}
    return replace(
        actual,
        coverage=hours(what.covers),
        duty_hours={key: hours(c for c in what.covers if (c.channel, c.level) == key) for key in keys},
        targets={(p.priority, p.target): _target(actual, p) for p in what.promises},
    )


def _target(actual: VersionTerms, promise: Promise) -> TargetTerms:
    limit = timedelta(minutes=promise.minutes)
    kept = actual.target(promise.priority, promise.target)
    if kept is None:
        return TargetTerms(limit, promise.basis, promise.warn_at)
    return replace(kept, limit=limit, basis=promise.basis)


def simulate(
    orders: Sequence[Past], versions: Mapping[int, VersionTerms], would: VersionTerms, at: datetime
) -> list[Compared]:
    """Return every order as it was and as it would have been, read at `at`.

    versions: all that the journals name, as they are. would: what one of them is supposed to say.
    """
    was = versions[would.id]
    other_duty = was.duty_hours != would.duty_hours
    supposed = {**versions, would.id: would}
    compared = []
    for order in orders:
        deeds = other_deeds(order, was, would) if other_duty else order.deeds
        before = _outcome(order, versions, order.deeds, was, at)
        compared.append(Compared(order, before, _outcome(order, supposed, deeds, would, at)))
    return compared


def sums(outcomes: Iterable[Outcome]) -> Sums:
    """Return the figures of many orders."""
    found = Sums()
    for outcome in outcomes:
        found.add(outcome)
    return found


def verdict(reading: Reading | None) -> str:
    """Return "met", "late", "open" while it is not decided, or "" without a promise.

    A promise that is made again and again is late when it was missed once.
    """
    if reading is None:
        return ""
    if any(one.state in LATE for one in (*reading.earlier, reading)):
        return "late"
    return "met" if reading.state is State.MET else "open"


def _verdict(outcome: Outcome) -> tuple[dict[str, str], str]:
    return {target: verdict(reading) for target, reading in outcome.readings.items()}, outcome.solved_by


def _outcome(
    order: Past,
    versions: Mapping[int, VersionTerms],
    deeds: Sequence[Deed],
    chosen: VersionTerms,
    at: datetime,
) -> Outcome:
    found = {
        target: read(clock.facts, _hours(clock.basis, versions[clock.version], order), at)
        for target, clock in clock_facts(order.facts, versions).clocks.items()
    }
    return Outcome(
        found,
        solved_by(deeds) if order.solved and order.kind == Kind.FAILURE else "",
        level_on_duty(chosen, order.channel, order.reported_at) == "L1",
    )


def _hours(basis: str, terms: VersionTerms, order: Past) -> WorkingHours:
    if basis == "always":
        return ALWAYS
    return order.site_hours if basis == "site" and order.site_hours is not None else terms.coverage


def other_deeds(order: Past, was: VersionTerms, would: VersionTerms) -> list[Deed]:
    """Return the deeds as they would count where L1's work would have been another level's duty.

    What was done for L1 would have been done by whose duty it is; L2 in its own name at an order of L1's would have
    acted as L1. Where it would be nobody's duty, the deed stays as it was.
    """
    deeds = []
    for fact, deed in zip(order.facts, order.deeds, strict=True):
        if deed.own and deed.level == "L1" and fact.data["agreement"] == would.id:
            duty = level_on_duty(would, order.channel, fact.at)
            if duty and duty != level_on_duty(was, order.channel, fact.at):
                deed = _by_duty(deed, duty)
        deeds.append(deed)
    return deeds


def _by_duty(deed: Deed, duty: str) -> Deed:
    if deed.acting_as == "L1":
        return deed._replace(own=duty)
    return deed._replace(acting_as="L1") if deed.own == duty else deed


def level_on_duty(version: VersionTerms, channel: str, at: datetime) -> str:
    """Return the level that does L1's work then, "" for nobody: `terms.duty` without its future."""
    for level in ("L1", "L2"):
        for (way, of), hours in version.duty_hours.items():
            if of == level and way in ("any", channel) and is_open(hours, at):
                return level
    return ""
