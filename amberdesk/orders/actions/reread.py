"""Read clocks again: those whose hours the office has changed, and in one go all that have nothing to announce."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import connection, transaction

from amberdesk.clock.hours import WorkingHours
from amberdesk.clock.sla import Reading, State, read
from amberdesk.customers.models import Network, Site
from amberdesk.customers.queries import calendars, site_hours, terms_of
from amberdesk.customers.terms import VersionTerms
from amberdesk.orders.clock_facts import ClockFacts, Fact, clock_facts
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.sla import facts_of, hours_of, nearest_due
from amberdesk.orders.steps import Steps, steps_of
from amberdesk.outbox.journal import Entry, journals
from amberdesk.outbox.models import Event
from amberdesk.outbox.publish import announce as tell_pages

OVER = (State.MET, State.BREACHED_MET, State.STOPPED)
SOME = 1000  # clocks of one transaction, of about 250 orders: they are locked for a fraction of a second
COUNTED_BY = {
    "site": "o.site_id = %(pk)s",
    "calendar": "o.agreement_version_id IN (SELECT id FROM customers_agreementversion WHERE calendar_id = %(pk)s)"
    " OR o.site_id IN (SELECT id FROM customers_site WHERE hours_id = %(pk)s)",
}
# Whoever writes clocks of several orders locks them in this order, so that no two wait for each other
_MARK = """
UPDATE orders_clock SET check_at = %(at)s WHERE id IN (
  SELECT c.id FROM orders_clock c JOIN orders_order o ON o.id = c.order_id
  WHERE c.state <> ALL(%(over)s) AND ({counted}) ORDER BY c.order_id, c.target FOR UPDATE OF c)"""
_KEEP = """
UPDATE orders_clock c SET "limit" = v."limit", state = v.state, used = v.used, due_at = v.due_at,
  breached_at = v.breached_at, read_at = v.read_at, check_at = v.check_at, seq = v.seq
FROM unnest(%s::bigint[], %s::interval[], %s::text[], %s::interval[], %s::timestamptz[], %s::timestamptz[],
  %s::timestamptz[], %s::timestamptz[], %s::int[])
  AS v (id, "limit", state, used, due_at, breached_at, read_at, check_at, seq) WHERE c.id = v.id"""
_MOVE = """
UPDATE orders_order o SET due_at = v.due_at FROM unnest(%s::bigint[], %s::timestamptz[]) AS v (id, due_at)
WHERE o.id = v.id"""


class Looked(NamedTuple):
    """How many orders were kept, and those that have something to announce or cannot be read."""

    kept: int
    loud: list[int]


class _Kept(NamedTuple):
    """A clock's row as it stands: five columns that show, and what was announced of it."""

    order_id: int
    target: str
    pk: int
    announced: float
    check_at: datetime | None
    shown: "_Shown"


class _Shown(NamedTuple):
    limit: timedelta
    state: str
    used: timedelta
    due_at: datetime | None
    breached_at: datetime | None


class _Known(NamedTuple):
    """What orders have in common: agreement versions by id, opening hours by site."""

    versions: Mapping[int, VersionTerms]
    opening: Mapping[int | None, WorkingHours]


class _Seen(NamedTuple):
    """What an order's clocks show, by target, and how its steps of escalation stand."""

    found: Mapping[str, Reading]
    steps: Steps


def reread_clocks(event: Event) -> None:
    """Let the watch look at once at the clocks that count by a changed calendar, or at a shop with other hours.

    Subscriber. What has stopped stays as it was read then.
    """
    about, _, pk = event.subject.partition(":")
    facts: dict[str, Any] = {"at": event.at, "over": [state.value for state in OVER], "pk": int(pk)}
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(counted=COUNTED_BY[about]), facts)


def reread_drifted(event: Event) -> None:
    """Let the watch look at once at orders whose kept clocks were found to differ from their journals. Subscriber."""
    Clock.objects.filter(order__in=event.data["orders"]).update(check_at=event.at)


@transaction.atomic
def reread_some(now: datetime) -> Looked:
    """Look at some orders whose clocks are due for it; keep what shows where nothing is to be announced.

    In few statements, for a holiday that is added makes it a hundred thousand orders. Safe in parallel.
    """
    orders = _lock_due(now)
    if not orders:
        return Looked(0, [])
    told = {key: _facts(events) for key, events in journals([o.subject_key for o in orders]).items()}
    kept = _kept(orders)
    known = _known(orders, told.values())
    rows: list[tuple] = []
    moved: list[tuple[Order, datetime | None]] = []
    loud = []
    for order in orders:
        seen = _read(order, told[order.subject_key], known, now)
        if seen is None or seen.steps.due or not _is_quiet(kept[order.pk], found := seen.found):
            loud.append(order.pk)
            continue
        seq = len(told[order.subject_key])
        rows += _changed(kept[order.pk], seen, now, seq)
        due_at = nearest_due(found)
        if due_at != order.due_at:
            moved.append((order, due_at))
    _keep(rows)
    _move(moved)
    return Looked(len(orders) - len(loud), loud)


def _lock_due(now: datetime) -> list[Order]:
    """Lock the orders whose clocks are due first; what they say is read when the locks are held."""
    due = Order.objects.filter(clocks__check_at__lte=now).order_by("clocks__check_at")
    locked = set(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:SOME])
    lean = Order.objects.only("due_at", "last_event_at", "network", "site", "agreement_version")
    return list(lean.filter(pk__in=locked)) if locked else []


def _kept(orders: Iterable[Order]) -> dict[int, dict[str, _Kept]]:
    """Lock the clocks of the orders; return them by order and target. Plain rows: there are four to an order."""
    found: dict[int, dict[str, _Kept]] = {order.pk: {} for order in orders}
    rows = Clock.objects.filter(order__in=found).select_for_update().order_by("order_id", "target")
    for row in rows.values_list("order_id", "target", "pk", "announced", "check_at", *_Shown._fields):
        of, target, pk, announced, check_at, *shown = row
        found[of][target] = _Kept(of, target, pk, announced, check_at, _Shown(*shown))
    return found


def _known(orders: Iterable[Order], told: Iterable[Sequence[Fact]]) -> _Known:
    networks = {fact.data["network"] for facts in told for fact in facts}
    versions: dict[int, VersionTerms] = {}
    for network in Network.objects.filter(pk__in=networks):
        versions |= terms_of(network).versions
    if not any(
        target.basis == "site" for version in versions.values() for target in version.targets.values()
    ):
        return _Known(versions, {})
    sites = Site.objects.filter(pk__in={o.site_id for o in orders}, hours__isnull=False)
    by_site = dict(sites.values_list("pk", "hours"))
    hours = {calendar.pk: site_hours(calendar) for calendar in calendars(set(by_site.values()))}
    return _Known(versions, {site: hours[calendar] for site, calendar in by_site.items()})


def _facts(events: Sequence[Entry]) -> list[Fact]:
    """Return the events as the fold takes them; none of a journal that cannot be read."""
    try:
        facts = facts_of(events)
        return facts if all("network" in fact.data for fact in facts) else []
    except Exception:  # of a later program, maybe; looked at alone, the order says what it is
        return []


def _read(order: Order, facts: Sequence[Fact], known: _Known, now: datetime) -> _Seen | None:
    """Return what the clocks show; None when that cannot be read, or is not to be read at present."""
    if not facts or order.last_event_at > now:
        return None
    try:
        clocks = clock_facts(facts, known.versions).clocks
        found = {t: read(clock.facts, _hours(order, clock, known), now) for t, clock in clocks.items()}
        hours = partial(_hours, order, known=known)
        return _Seen(found, steps_of(facts, clocks, known.versions, hours, now))
    except Exception:  # the others have their time too; looked at alone, it says what it is
        return None


def _hours(order: Order, clock: ClockFacts, known: _Known) -> WorkingHours:
    if clock.basis == "site":
        return known.opening.get(order.site_id, known.versions[clock.version].coverage)
    return hours_of(order, clock, known.versions)


def _is_quiet(kept: Mapping[str, _Kept], found: Mapping[str, Reading]) -> bool:
    """Tell whether all that the clocks have reached has been announced, and nothing that they have not."""
    return kept.keys() == found.keys() and all(r.reached == kept[t].announced for t, r in found.items())


def _changed(kept: Mapping[str, _Kept], seen: _Seen, at: datetime, seq: int) -> list[tuple]:
    """Return the rows that keep the readings; what has stopped and shows the same is left as it is."""
    rows = []
    for target, reading in seen.found.items():
        old = kept[target]
        shown = _Shown(reading.limit, reading.state.value, reading.used, reading.due_at, reading.breached_at)
        if old.shown.state in OVER and old.check_at is None and shown == old.shown:
            continue
        ahead = filter(None, (reading.next_change_at, seen.steps.ahead.get(target)))
        rows.append((old.pk, *shown, at, min(ahead, default=None), seq))
    return rows


def _keep(rows: Sequence[tuple]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(column) for column in zip(*rows, strict=True)])


def _move(moved: Sequence[tuple[Order, datetime | None]]) -> None:
    """Keep other due times; open pages hear of them."""
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [[order.pk for order, _ in moved], [due_at for _, due_at in moved]])
        tell_pages(*(order.subject_key for order, _ in moved))
        tell_pages(*{topic for order, _ in moved for topic in order.topics})
