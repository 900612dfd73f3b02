"""Keep the figures of hotlines: calls mark their days, a job counts these again. Late events correct past days."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q

from amberdesk.customers.models import Network
from amberdesk.phone.figures import Counted, bounds, by_half_hour
from amberdesk.phone.models import Call, HalfHour, PersonDay, Ring, Segment
from amberdesk.phone.promise import answer_within
from amberdesk.start.engine.prepared import done

MARKS = 5000  # in one turn
TURNS = 200  # in one round
REFUSED = ("busy", "declined", "unreachable")  # of rings
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('hotline figures:' || %s || ':' || %s, 0))"
_TAKE = """
DELETE FROM phone_daymark WHERE id IN (SELECT id FROM phone_daymark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING network_id, at"""
_MARK = "INSERT INTO phone_daymark (network_id, at) SELECT * FROM unnest(%s::bigint[], %s::timestamptz[])"
DETAILS = ("offered_at", "outcome", "wait_ms", "talk_ms", "wrap_ms", "coarse", "found_free")


def mark_days(instants: Iterable[tuple[int | None, datetime]]) -> None:
    """Mark the days of calls, each as (network id, when it was offered), to be reckoned again."""
    marks = sorted({(network, at) for network, at in instants if network is not None})
    if marks:
        done(_MARK, [network for network, _ in marks], [at for _, at in marks])


def reckon_hotlines(now: datetime) -> int:
    """Reckon the marked days; return how many turns it took. Safe in parallel."""
    turns = 0
    while turns < TURNS and _reckon_marked():
        turns += 1
    return turns


@transaction.atomic
def _reckon_marked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [MARKS])
        marks = cursor.fetchall()
    instants: dict[int, set[datetime]] = defaultdict(set)
    for network_id, at in marks:
        instants[network_id].add(at)
    for network in Network.objects.filter(pk__in=instants).order_by("pk"):
        zone = ZoneInfo(network.timezone)
        for day in sorted({at.astimezone(zone).date() for at in instants[network.pk]}):
            reckon_day(network, day)
    return len(marks)


@transaction.atomic
def reckon_day(network: Network, day: date) -> None:
    """Count a network's day anew from its calls; who comes at the same time waits, and counts later facts."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [network.pk, day.isoformat()])
    start, end = bounds(day, ZoneInfo(network.timezone))
    _keep_half_hours(network, start, end)
    _keep_people(network, day, start, end)


def _keep_half_hours(network: Network, start: datetime, end: datetime) -> None:
    calls: dict[int, list[Counted]] = defaultdict(list)
    mine = Call.objects.filter(network=network, offered_at__gte=start, offered_at__lt=end)
    for hotline_id, *details in mine.exclude(outcome="").values_list("hotline_id", *DETAILS).iterator(5000):
        calls[hotline_id].append(Counted(*details))
    within = answer_within(network, start)
    HalfHour.objects.filter(network=network, starts_at__gte=start, starts_at__lt=end).delete()
    rows = [
        HalfHour(network=network, hotline_id=hotline_id, starts_at=at, **tally.data())
        for hotline_id, found in calls.items()
        for at, tally in by_half_hour(found, within).items()
    ]
    HalfHour.objects.bulk_create(rows)


def _keep_people(network: Network, day: date, start: datetime, end: datetime) -> None:
    here = Q(call__network=network, call__offered_at__gte=start, call__offered_at__lt=end)
    sums: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PEOPLE, 0))
    rings = Ring.objects.filter(here, person__isnull=False)
    for person, result, missed in rings.values_list("person_id", "result", "missed"):
        mine = sums[person]
        mine["rung"] += 1
        mine["missed"] += missed
        mine["refused"] += result in REFUSED
    answered = Call.objects.filter(
        network=network, offered_at__gte=start, offered_at__lt=end, answered_by__isnull=False
    )
    for person, wrap in answered.values_list("answered_by_id", "wrap_ms"):
        sums[person]["answered"] += 1
        sums[person]["wrap_ms"] += wrap or 0
    talks = Segment.objects.filter(here, person__isnull=False, ended_at__isnull=False)
    for person, since, until in talks.values_list("person_id", "started_at", "ended_at"):
        assert until is not None  # by the filter
        sums[person]["talks"] += 1
        sums[person]["talk_ms"] += (until - since) // timedelta(milliseconds=1)
    PersonDay.objects.filter(network=network, day=day).delete()
    PersonDay.objects.bulk_create(
        [
            PersonDay(network=network, person_id=person, day=day, **each)
            for person, each in sorted(sums.items())
        ]
    )


PEOPLE = ("rung", "answered", "missed", "refused", "talks", "talk_ms", "wrap_ms")
