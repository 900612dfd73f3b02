"""Figures are kept by day and half hour, and follow whatever is told late."""

import json
import tracemalloc
from datetime import date, timedelta

import pytest

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.actions.cover import cover, read_presence
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.figure_queries import Asked, availability_of, report, today, work
from amberdesk.phone.models import CoverDay, DayMark, Exchange, HalfHour, Hotline
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import NINE, make_company, make_network, make_shift, make_technician
from tests.phone.telling import make_hotline, ring

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def ewa() -> Person:
    make_company()
    person = make_technician("L1", make_network(), name="Ewa Lis")
    make_shift(person, "L1", NINE - 3 * HOUR, 12)
    return person


@pytest.fixture
def exchange(ewa: Person) -> Exchange:
    return make_hotline(network_of(ewa), "+48586201100", ewa)


def network_of(person: Person):  # type: ignore[no-untyped-def]
    return person.memberships.get().team.networks.get()


def asked(person: Person, day: date = MONDAY) -> Asked:
    return Asked((network_of(person),), day, day)


def test_calls_mark_their_day_and_the_job_counts_it(exchange: Exchange, ewa: Person) -> None:
    ring(exchange, wait=5)
    ring(exchange, at=NINE + 40 * MINUTE, wait=30)
    ring(exchange, at=NINE + 41 * MINUTE, wait=45, talk=None, end="call.abandoned")

    assert reckon_hotlines(NINE + HOUR) == 1 and not DayMark.objects.exists()

    found = report(asked(ewa))
    assert (found.total.offered, found.total.answered, found.total.abandoned) == (3, 2, 1)
    assert found.total.adds_up and list(found.total.waits) == [5000, 30_000, 45_000]
    assert [(at, tally.offered) for at, tally in found.half_hours] == [(9 * 60, 1), (9 * 60 + 30, 2)]
    assert today([network_of(ewa).pk], NINE + HOUR).tally.offered == 3


def test_what_is_told_late_corrects_a_past_day(exchange: Exchange, ewa: Person) -> None:
    call = ring(exchange, wait=30, talk=None, end="call.abandoned")
    reckon_hotlines(NINE + HOUR)
    later = NINE + timedelta(days=2)
    told = {"id": "late", "call": call.key.partition(":")[2], "type": "call.answered", "agent": "t1"}

    take_in(
        exchange,
        json.dumps([told | {"at": (NINE + timedelta(seconds=29)).isoformat()}]).encode(),
        headers={},
        at=later,
    )
    reckon_hotlines(later)

    found = report(asked(ewa)).total
    assert (found.offered, found.answered, found.abandoned) == (1, 1, 0)


def test_reckoning_again_changes_nothing(exchange: Exchange, ewa: Person) -> None:
    ring(exchange)
    reckon_hotlines(NINE + HOUR)
    before = list(HalfHour.objects.values("starts_at", "offered", "waits", "talk_ms"))
    DayMark.objects.create(network=network_of(ewa), at=NINE)

    reckon_hotlines(NINE + 2 * HOUR)

    assert list(HalfHour.objects.values("starts_at", "offered", "waits", "talk_ms")) == before


def test_a_technicians_day_says_rings_talks_and_misses(exchange: Exchange, ewa: Person) -> None:
    ring(exchange, wait=5, talk=60)
    call = ring(exchange, at=NINE + 5 * MINUTE, wait=20, talk=None, end="call.abandoned")
    told = {"type": "attempt.ended", "ring": "1", "agent": "t1", "result": "no_answer", "id": "miss"}
    at = (NINE + 5 * MINUTE + timedelta(seconds=12)).isoformat()
    body = json.dumps([told | {"call": call.key.partition(":")[2], "at": at}]).encode()
    take_in(exchange, body, headers={}, at=NINE + HOUR)

    reckon_hotlines(NINE + HOUR)

    found = work(asked(ewa))[0]
    assert found.person == ewa
    assert (found.counts["rung"], found.counts["answered"], found.counts["missed"]) == (2, 1, 1)
    assert (found.counts["talk_ms"], found.available_ms, found.occupancy) == (60_000, None, None)


def test_a_day_without_calls_is_no_data(ewa: Person, exchange: Exchange) -> None:
    found = report(asked(ewa))

    assert (found.total.offered, found.total.service_level, found.days) == (0, None, [])
    assert availability_of(asked(ewa)) is None


def test_availability_comes_from_the_journal_of_presence(exchange: Exchange, ewa: Person) -> None:
    """The agreement covers 8 to 16; nobody had said anything before half past eight."""
    for minutes, status in ((-30, "available"), (60, "break"), (90, "available")):
        set_presence(ewa, status=status, by=MACHINE, at=NINE + minutes * MINUTE)

    read_presence(NINE + 3 * HOUR)

    found = availability_of(asked(ewa))
    assert found is not None
    assert (found.covered, found.unknown, found.free) == (4 * HOUR, 30 * MINUTE, 3 * HOUR)
    assert found.nobody == ((NINE + HOUR, NINE + 90 * MINUTE),)
    assert work(asked(ewa)) == []  # present, but neither rung nor talking


def test_whom_no_exchange_can_ring_is_nobody_to_answer(ewa: Person) -> None:
    exchange = make_hotline(network_of(ewa))
    Person.objects.update(phone="")
    set_presence(ewa, status="available", by=MACHINE, at=NINE - 2 * HOUR)
    cases = ((exchange.kind, "", False), ("report", "", True), (exchange.kind, "+48500100200", True))
    for kind, number, free in cases:
        Exchange.objects.update(kind=kind)
        ewa.shift_set.update(number=number)
        found = cover(network_of(ewa), NINE, NINE + HOUR)
        assert (found.free == HOUR, bool(found.nobody)) == (free, not free)


def test_a_day_is_read_again_until_it_is_over(exchange: Exchange, ewa: Person) -> None:
    set_presence(ewa, status="available", by=MACHINE, at=NINE - HOUR)

    assert read_presence(NINE) == 1
    assert read_presence(NINE + timedelta(seconds=30)) == 0
    assert read_presence(NINE + timedelta(days=2)) == 3
    assert read_presence(NINE + timedelta(days=2, minutes=2)) == 1

    days = CoverDay.objects.order_by("day").values_list("covered_ms", flat=True)
    assert [ms // 3_600_000 for ms in days] == [8, 8, 1]


def test_a_day_that_was_over_is_read_again_once_its_evening_turns_out_unknown(
    exchange: Exchange, ewa: Person
) -> None:
    """The exchange dies at half past three, and only the next morning is that no chance any more."""
    set_presence(ewa, status="available", by=MACHINE, at=NINE - 2 * HOUR)
    died, next_day = NINE + 390 * MINUTE, NINE + 24 * HOUR
    read_presence(NINE)
    read_presence(next_day - HOUR)
    lose(exchange, since=died, at=next_day)
    hear(exchange, at=next_day + MINUTE, of_call=True)

    assert read_presence(next_day + 2 * MINUTE) == 2

    found = availability_of(asked(ewa))
    assert found is not None and (found.covered, found.unknown) == (8 * HOUR, 30 * MINUTE)
    assert read_presence(next_day + 2 * MINUTE) == 0


def test_while_the_exchange_is_lost_nothing_is_known(exchange: Exchange, ewa: Person) -> None:
    set_presence(ewa, status="available", by=MACHINE, at=NINE - 2 * HOUR)
    Exchange.objects.update(lost_at=NINE)

    read_presence(NINE + 2 * HOUR)

    found = availability_of(asked(ewa))
    assert found is not None and (found.unknown, found.free) == (2 * HOUR, HOUR)


def test_a_years_waits_are_never_held_as_objects(exchange: Exchange, ewa: Person) -> None:
    """200,000 waits: at 36 bytes each and four times in lists they took 14 MB; as numbers of four bytes they take 3."""
    hotline = Hotline.objects.get()
    HalfHour.objects.bulk_create(
        HalfHour(
            network=hotline.network,
            hotline=hotline,
            starts_at=NINE + n * 30 * MINUTE,
            offered=100,
            waits=[(7919 * (100 * n + i)) % 1_000_003 for i in range(100)],
        )
        for n in range(2000)
    )
    period = Asked((hotline.network,), MONDAY, MONDAY + timedelta(days=60))
    report(period)  # what is imported and cached at the first time
    tracemalloc.start()
    found = report(period)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (found.total.offered, len(found.total.waits)) == (200_000, 200_000)
    assert list(found.total.waits[:2]) == sorted(found.total.waits[:2]) and found.total.longest_ms == max(
        found.total.waits
    )
    assert peak < 9_000_000
