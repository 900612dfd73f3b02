"""Rows <-> the pure clocks: read an order's clocks from its journal and keep the last reading."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from amberdesk.clock.hours import ALWAYS, WorkingHours
from amberdesk.clock.sla import Reading, State, Stretch, explain, read
from amberdesk.customers.codes import INNER
from amberdesk.customers.models import Network
from amberdesk.customers.queries import site_hours, terms_of
from amberdesk.customers.terms import VersionTerms
from amberdesk.orders.clock_facts import ClockFacts, Fact, Folded, clock_facts
from amberdesk.orders.events import current_data
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.steps import Due, Steps, steps_of
from amberdesk.outbox.journal import Entry, journal
from amberdesk.outbox.models import Event

RUNNING = (State.RUNNING, State.BREACHED_OPEN)


def facts_of(events: Iterable[Event | Entry]) -> list[Fact]:
    """Return journal events as the fold takes them."""
    return [
        Fact(e.pk, e.kind, e.at, e.actor_kind == "person", current_data(e.kind, e.version, e.data))
        for e in events
    ]


def terms_of_order(order: Order) -> VersionTerms:
    """Return the agreement version that the order keeps."""
    return terms_of(order.network).versions[order.agreement_version_id]


def promises(order: Order, facts: Iterable[Fact]) -> Mapping[int, VersionTerms]:
    """Return the agreement versions of every network that the order has belonged to, by id."""
    former = {f.data["network"] for f in facts} - {order.network_id}
    own = terms_of(order.network).versions
    if not former:
        return own
    return {
        k: v for n in Network.objects.filter(pk__in=former) for k, v in terms_of(n).versions.items()
    } | dict(own)


def hours_of(
    order: Order, clock: ClockFacts, versions: Mapping[int, VersionTerms] | None = None
) -> WorkingHours:
    """Return the hours that count for a clock; a site without opening hours counts by the coverage."""
    return hours_for(order, clock.basis, (versions or terms_of(order.network).versions)[clock.version])


def hours_for(order: Order, basis: str, terms: VersionTerms) -> WorkingHours:
    """Return the hours of a basis at the order's site under an agreement's version."""
    if basis == "always":
        return ALWAYS
    if basis == "site" and order.site is not None and order.site.hours is not None:
        return site_hours(order.site.hours)
    return terms.coverage


def folded(order: Order) -> Folded:
    """Return what the order's whole journal says of its clocks."""
    facts = facts_of(journal(order.subject_key))
    return clock_facts(facts, promises(order, facts))


def readings(order: Order, at: datetime) -> dict[str, Reading]:
    """Return what every clock of the order shows at an instant, past or present, by target."""
    return _read(order, folded(order), at)


def explanations(order: Order, at: datetime) -> dict[str, list[Stretch]]:
    """Return for every clock the stretches of time that counted and those that did not, and why."""
    return {t: explain(c.facts, hours_of(order, c), at) for t, c in folded(order).clocks.items()}


def preview(order: Order, header: Mapping[str, Any], at: datetime) -> dict[str, Reading]:
    """Return what the clocks would show if an act now changed the order's header (network, agreement, priority)."""
    facts = facts_of(journal(order.subject_key))
    last = max(facts, key=lambda f: (f.at, f.id))
    supposed = Fact(last.id + 1, "order.corrected", max(at, last.at), False, {**last.data, **header})
    facts.append(supposed)
    versions = promises(order, facts)
    return _read(order, clock_facts(facts, versions), at, versions)


def read_clocks(order: Order, *, at: datetime) -> None:
    """Re-read the clocks after an act and keep the readings; set the order's due and response times (unsaved)."""
    events = list(journal(order.subject_key))
    facts = facts_of(events)
    told = clock_facts(facts, promises(order, facts))
    found = _read(order, told, at)
    rows = {t: as_row(order, t, reading, at=at, seq=events[-1].seq) for t, reading in found.items()}
    look_at_steps(rows, _steps(order, facts, told, at))
    for target, announced in order.clocks.filter(check_at__lte=at).values_list("target", "announced"):
        if target in found and announced < found[target].reached:  # the watch has yet to tell of it
            rows[target].check_at = at
    Clock.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["order", "target"],
        update_fields=["limit", "state", "used", "due_at", "breached_at", "read_at", "check_at", "seq"],
    )
    order.clocks.exclude(target__in=found).delete()
    order.due_at = nearest_due(found)
    order.responded_at = told.responded_at


def as_row(order: Order, target: str, reading: Reading, *, at: datetime, seq: int) -> Clock:
    """Return the row that keeps a reading; what has been announced stays as it was."""
    return Clock(
        order=order,
        target=target,
        limit=reading.limit,
        state=reading.state.value,
        used=reading.used,
        due_at=reading.due_at,
        breached_at=reading.breached_at,
        read_at=at,
        check_at=reading.next_change_at,
        seq=seq,
    )


def look_at_steps(rows: Mapping[str, Clock], steps: Steps) -> None:
    """Let the rows (unsaved) be looked at also when the next step of escalation is reached."""
    for target, step_at in steps.ahead.items():
        rows[target].check_at = min(rows[target].check_at or step_at, step_at)


def steps_due(order: Order, at: datetime) -> Sequence[Due]:
    """Return the steps of escalation that the order's clocks have reached and nobody has taken."""
    facts = facts_of(journal(order.subject_key))
    return _steps(order, facts, clock_facts(facts, promises(order, facts)), at).due


def _steps(order: Order, facts: Collection[Fact], told: Folded, at: datetime) -> Steps:
    versions = promises(order, facts)
    return steps_of(facts, told.clocks, versions, lambda clock: hours_of(order, clock, versions), at)


def nearest_due(found: Mapping[str, Reading]) -> datetime | None:
    """Return the earliest due time that the customer was promised among the clocks that run; None when none does."""
    promised = (reading for target, reading in found.items() if target not in INNER)
    return min((r.due_at for r in promised if r.due_at and r.state in RUNNING), default=None)


def _read(
    order: Order, told: Folded, at: datetime, versions: Mapping[int, VersionTerms] | None = None
) -> dict[str, Reading]:
    return {t: read(clock.facts, hours_of(order, clock, versions), at) for t, clock in told.clocks.items()}
