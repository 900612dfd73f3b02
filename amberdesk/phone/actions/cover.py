"""Keep how much of the covered time somebody was free, and who did what how long: read again until a day is over."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import company, terms_of
from amberdesk.phone.availability import EMPTY, Availability, availability, lengths
from amberdesk.phone.figures import bounds
from amberdesk.phone.lost import lost_time
from amberdesk.phone.models import CoverDay, Hotline, StatusDay
from amberdesk.phone.reachable import never_rung
from amberdesk.rosters.coverage import Stretch, duty_time
from amberdesk.rosters.duty import shifts_by_place
from amberdesk.rosters.lists import technicians_of
from amberdesk.rosters.presences import presence_changes
from amberdesk.rosters.queries import members

EACH = timedelta(minutes=1)
BACK = 31  # days at most that are read after the desk was away
MS = timedelta(milliseconds=1)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('hotline cover:' || %s, 0))"


def read_presence(now: datetime) -> int:
    """Read the days that are not over for every network with a hotline; return how many days were read."""
    lines = Hotline.objects.filter(active=True, network__active=True).values("network")
    networks = list(Network.objects.filter(pk__in=lines).order_by("pk"))
    count = sum(read_day(network, day, now) for network in networks for day in _due(network, now))
    if count:
        _read_people(networks, now)
    return count


def _due(network: Network, now: datetime) -> list[date]:
    """Return the days to read: those that were not read to their end, and the present one."""
    zone = ZoneInfo(network.timezone)
    today = now.astimezone(zone).date()
    kept = CoverDay.objects.filter(network=network)
    oldest = today - timedelta(days=BACK)
    read = dict(kept.filter(day__gte=oldest).values_list("day", "read_until"))
    first = min(read) if read else oldest if kept.exists() else today
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    return [day for day in days if day not in read or _is_stale(day, read[day], now, zone)]


def _is_stale(day: date, until: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether more of the day can be read by now."""
    start, over = bounds(day, zone)
    return until < over and (now >= over or now - max(until, start) >= EACH)


@transaction.atomic
def read_day(network: Network, day: date, now: datetime) -> bool:
    """Keep the availability of a network's day, as far as it has come."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [network.pk])
    start, over = bounds(day, ZoneInfo(network.timezone))
    end = min(over, now)
    if end <= start:
        return False
    found = cover(network, start, end)
    kept: dict[str, Any] = {
        "covered_ms": found.covered // MS,
        "free_ms": found.free // MS,
        "unknown_ms": found.unknown // MS,
        "nobody": [[a.isoformat(), b.isoformat()] for a, b in found.nobody],
        "read_until": end,
    }
    CoverDay.objects.update_or_create(network=network, day=day, defaults=kept)
    return True


def cover(network: Network, start: datetime, end: datetime) -> Availability:
    """Return the availability of a time: each level counts while the agreement gives it the hotline."""
    terms, found = terms_of(network), EMPTY
    exchanges = Hotline.objects.filter(network=network, active=True, exchange__isnull=False)
    lost = lost_time(exchanges.values_list("exchange_id", flat=True), start, end)
    shifts, dumb = shifts_by_place(start, end), never_rung([network.pk])
    for level in (Level.L1, Level.L2):
        covered = duty_time(terms, level, start, end, channel=Channel.HOTLINE)
        if covered:
            here: dict[int, list[Stretch]] = defaultdict(list)
            for shift in shifts.get((network.pk, level.value), ()):
                if shift.number or shift.person_id not in dumb:
                    here[shift.person_id].append((shift.starts_at, shift.ends_at))
            people = {*here, *members(level.value, network.pk).values_list("pk", flat=True)}
            found += availability(covered, presence_changes(people, start, end), here, lost, start, end)
    return found


def _read_people(networks: Collection[Network], now: datetime) -> None:
    """Keep who did what how long, yesterday and today."""
    zone = ZoneInfo(company().timezone)
    people = [person.pk for person in technicians_of(n.pk for n in networks)]
    for back in (1, 0):
        keep_statuses(people, now.astimezone(zone).date() - timedelta(days=back), now)


def keep_statuses(people: Collection[int], day: date, now: datetime) -> None:
    """Keep how long people had each status on a day."""
    start, over = bounds(day, ZoneInfo(company().timezone))
    end = min(over, now)
    changes = presence_changes(people, start, end) if start < end else {}
    rows = [
        StatusDay(
            person_id=person,
            day=day,
            lengths={status: each // MS for status, each in lengths(said, start, end).items()},
        )
        for person, said in changes.items()
    ]
    StatusDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "day"], update_fields=["lengths"]
    )
