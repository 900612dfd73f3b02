"""What staffing is reckoned from: kept half hours, agreements, the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import terms_of
from amberdesk.phone.availability import common, length
from amberdesk.phone.figure_queries import Asked, Slot, slots, telling
from amberdesk.phone.figures import HALF_HOUR, bounds, summed
from amberdesk.phone.lost import lost_time
from amberdesk.phone.promise import answer_within
from amberdesk.phone.staffing import WEEKS, Miss, Need, forecast, need, past_errors, patience
from amberdesk.phone.staffing import Slot as Place
from amberdesk.rosters.coverage import Stretch, duty_time
from amberdesk.rosters.duty import shifts_by_place
from amberdesk.rosters.models import Shift

AHEAD = 7  # days
PAST = 14  # days whose forecast is held against what came
HANDLING_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Plan:
    """The days ahead. `handling` and `patience` in seconds; None: not measured, and then no days are reckoned."""

    needs: list[Need]
    handling: float | None
    patience: float | None
    within: float
    misses: list[Miss]


def plan(networks: Sequence[Network], at: datetime) -> Plan:
    """Return what the networks' hotlines need together in the days ahead, against the roster."""
    today = at.astimezone(Asked(tuple(networks), at.date(), at.date()).zone).date()
    asked = Asked(tuple(networks), today - timedelta(weeks=2 * WEEKS), today + timedelta(days=AHEAD))
    found = list(slots(asked.ids, asked.bounds[0], at))
    history = _history(found, asked, today)
    lost = _lost_days(asked, history, today)
    recent = summed(slot.tally for slot in found if slot.starts_at > at - HANDLING_WEEKS)
    handling = recent.handling_ms / 1000 if recent.handling_ms else None
    patient = patience(recent.abandoned - recent.short, sum(recent.waits))
    within = min(answer_within(network, at) for network in networks) / 1000
    days = [today + timedelta(days=n) for n in range(AHEAD)]
    told = {day: forecast(history, day, lost=lost) for day in days}
    needs = _needs(networks, asked, days, told, handling, patient, within) if handling else []
    misses = past_errors(history, [today - timedelta(days=n) for n in range(PAST, 0, -1)], lost=lost)
    return Plan(needs, handling, patient, within, misses)


def _history(found: Sequence[Slot], asked: Asked, today: date) -> dict[Place, int]:
    """Return the calls of each past day's half hours."""
    calls: dict[Place, int] = {}
    for slot in found:
        local = slot.starts_at.astimezone(asked.zone)
        if local.date() < today:
            place = (local.date(), (local.hour * 60 + local.minute) // 30)
            calls[place] = calls.get(place, 0) + slot.tally.offered
    return calls


def _lost_days(asked: Asked, history: dict[Place, int], today: date) -> frozenset[date]:
    """Return the past days of which not everything is known: an exchange was not heard for a good part of them.

    Where no exchange tells of calls as they come, also those without any call: their report has not come.
    """
    past = [asked.first + timedelta(days=n) for n in range((today - asked.first).days)]
    exchanges = telling(asked.ids)
    if not exchanges:
        return frozenset(past) - {day for day, _ in history}
    lost = lost_time(exchanges, asked.bounds[0], bounds(today, asked.zone)[0])
    return frozenset(day for day in past if length(common(lost, [bounds(day, asked.zone)])) >= HALF_HOUR)


def _needs(
    networks: Sequence[Network],
    asked: Asked,
    days: Sequence[date],
    told: dict[date, list[float] | None],
    handling: float,
    patient: float | None,
    within: float,
) -> list[Need]:
    start, end = bounds(days[0], asked.zone)[0], bounds(days[-1], asked.zone)[1]
    crews = _crews(networks, start, end)
    found: list[Need] = []
    at = start.astimezone(UTC)
    while at < end:
        local = at.astimezone(asked.zone)
        calls = told.get(local.date())
        if calls and any(_holds(covered, at) for covered, _ in crews):
            people = {
                s.person_id for covered, shifts in crews if _holds(covered, at) for s in _on(shifts, at)
            }
            expected = calls[(local.hour * 60 + local.minute) // 30]
            found.append(need(at, expected, len(people), handling, patient, within))
        at += HALF_HOUR
    return found


def _crews(
    networks: Sequence[Network], start: datetime, end: datetime
) -> list[tuple[list[Stretch], list[Shift]]]:
    """Return, for each network and level, when the level answers its hotline, and the level's shifts."""
    shifts = shifts_by_place(start, end)
    return [
        (
            duty_time(terms_of(network), level, start, end, channel=Channel.HOTLINE),
            shifts.get((network.pk, level.value), []),
        )
        for network in networks
        for level in (Level.L1, Level.L2)
    ]


def _holds(stretches: Sequence[Stretch], at: datetime) -> bool:
    return any(since <= at < until for since, until in stretches)


def _on(shifts: Sequence[Shift], at: datetime) -> list[Shift]:
    return [shift for shift in shifts if shift.starts_at <= at < shift.ends_at]
