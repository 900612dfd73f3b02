"""The bounded part of a packet's data: the order, the promise, the clocks with their facts, the waits."""

from datetime import date
from typing import Any

from amberdesk.clock.sla import Facts
from amberdesk.customers.codes import PROMISED
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.queries import covers_of, holidays_of
from amberdesk.orders import sla
from amberdesk.orders.clock_facts import ClockFacts
from amberdesk.orders.explained import Told
from amberdesk.orders.models import Order
from amberdesk.reports.dossier import Dossier, Waited


def head(said: Dossier) -> dict[str, Any]:
    """Return all of data.json but messages and journal; durations in seconds, instants as such."""
    facts = sla.folded(said.order).clocks
    return {
        "made_at": said.at,
        "order": _order(said.order),
        "agreement": _agreement(said),
        "clocks": [_clock(clock, facts[clock.target]) for clock in said.clocks],
        "waits": [_wait(waited) for waited in said.waits],
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "subject": order.subject,
        "network": {"code": order.network.code, "name": order.network.name},
        "site": order.site and {"code": order.site.code, "name": order.site.name},
        "device": order.device and order.device.label,
        "kind": order.kind,
        "category": order.category and order.category.code,
        "priority": order.priority,
        "state": str(order.state),
        "channel": order.channel,
        "reported_at": order.reported_at,
        "placed_at": order.placed_at,
        "resolved_at": order.resolved_at,
        "closed_at": order.closed_at,
    }


def _agreement(said: Dossier) -> dict[str, Any]:
    version = said.version
    return {
        "name": version.agreement.name,
        "version": version.pk,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "timezone": version.calendar.timezone,
        "response_meaning": version.response_meaning,
        "pauses": list(version.pauses),
        "pauses_only": {r: [t for t in only if t in PROMISED] for r, only in version.pauses_only.items()},
        "targets": [
            {"priority": row.priority, "target": row.target, "minutes": row.minutes, "basis": row.basis}
            for row in version.targets.all()
            if row.target in PROMISED
        ],
        "coverage": _coverage(version),
        "closed_days": _closed_days(said),
        "says": list(said.rules),
    }


def _coverage(version: AgreementVersion) -> list[dict[str, Any]]:
    """Return the hours in which somebody does L1's work; minutes after local midnight, Monday is 0."""
    return [
        {
            "channel": cover.channel,
            "weekdays": list(cover.weekdays),
            "opens": cover.opens,
            "closes": cover.closes,
            "on_holidays": cover.on_holidays,
        }
        for cover in covers_of(version)
    ]


def _closed_days(said: Dossier) -> list[date]:
    """Return the calendar's holidays from the report on."""
    first, last = said.order.reported_at.date(), said.at.date()
    return sorted(day for day in holidays_of(said.version.calendar) if first <= day <= last)


def _clock(told: Told, kept: ClockFacts) -> dict[str, Any]:
    reading = told.reading
    return {
        "target": told.target,
        "name": told.name,
        "state": reading.state.value,
        "basis": kept.basis,
        "limit_seconds": int(reading.limit.total_seconds()),
        "used_seconds": told.used,
        "passed_seconds": told.passed,
        "due_at": reading.due_at,
        "breached_at": reading.breached_at,
        "rounds_before": [
            {"used_seconds": int(one.used.total_seconds()), "breached_at": one.breached_at}
            for one in reading.earlier
        ],
        "facts": _facts(kept.facts),
        "stretches": [
            {"start": s.start, "end": s.end, "seconds": s.seconds, "counted": s.counted, "why": s.why}
            for s in told.lines
        ],
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "started_at": facts.started_at,
        "stopped_at": facts.stopped_at,
        "cancelled": facts.cancelled,
        "restarts": list(facts.restarts),
        "pauses": [{"start": p.start, "end": p.end, "reason": p.reason} for p in facts.pauses],
        "changes": [{"since": c.since, "limit_seconds": c.limit.total_seconds()} for c in facts.changes],
    }


def _wait(waited: Waited) -> dict[str, Any]:
    wait = waited.wait
    return {
        "start": wait.start,
        "end": wait.end,
        "reason": wait.reason,
        "ended_by": wait.ended_by,
        "stops": list(waited.stops),
        "called_at": wait.called_at,
        "question": wait.question,
        "answer": wait.answer,
    }
