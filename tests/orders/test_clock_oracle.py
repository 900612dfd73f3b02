"""The fold of journals and the clocks behind it, against somebody who lives through the journal with a watch."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amberdesk.clock.sla import read
from amberdesk.orders.clock_facts import Fact, clock_facts
from tests.clock.strategies import TICK
from tests.orders.journal_oracle import live
from tests.orders.lives import TARGETS, lives, lives_in_seconds

STEADY = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SECOND = timedelta(seconds=1)
NIGHTS = [
    (date(2026, 3, 29), 0),  # 2:00-3:00 does not come
    (date(2026, 10, 25), 0),  # 2:00-3:00 comes twice
    (date(2026, 11, 10), 22),  # midnight before a day
]


def known(journal, at):
    return [fact for fact in journal if fact.at <= at]


def compare(versions, journal, at, tick):
    """Ask fold and oracle about what was known at an instant."""
    hours = {pk: version.coverage for pk, version in versions.items()}
    told = known(journal, at)
    clocks = clock_facts(told, versions).clocks
    for target in TARGETS:
        lived = live(told, target, versions, hours, at, tick)
        if lived is None:
            assert target not in clocks
            continue
        reading = read(clocks[target].facts, hours[clocks[target].version], at)
        assert (reading.state, reading.used, reading.limit) == (lived.state, lived.used, lived.limit)
        noticed = [max(moment, lived.known_since) for moment in lived.crossed]
        assert list(reading.warned_at) == noticed[: len(reading.shares)]
        breached = len(noticed) > len(reading.shares)
        assert reading.breached_at == (noticed[-1] if breached else None)
        assert len(reading.earlier) == lived.rounds


@STEADY
@given(lives())
def test_clocks_read_from_a_journal_as_somebody_who_lived_through_it_would_tell(life):
    versions, journal, moments = life
    for at in moments:
        if known(journal, at):
            compare(versions, journal, at, TICK)


@pytest.mark.parametrize(("day", "hour"), NIGHTS)
@settings(STEADY, max_examples=4)
@given(data=st.data())
def test_to_the_second_on_the_nights_when_clocks_change_and_at_midnight(day, hour, data):
    versions, journal, at = data.draw(lives_in_seconds(day, hour))
    if known(journal, at):
        compare(versions, journal, at, SECOND)


@STEADY
@given(lives(), st.randoms(use_true_random=False))
def test_facts_that_come_late_or_out_of_order_count_when_they_happened(life, random):
    versions, journal, _ = life
    mixed = list(journal)
    random.shuffle(mixed)

    assert clock_facts(mixed, versions) == clock_facts(journal, versions)


@STEADY
@given(lives(), st.data())
def test_a_reply_that_becomes_known_late_counts_when_it_was_given(life, data):
    versions, journal, moments = life
    before = data.draw(st.sampled_from(journal))
    header = {
        k: before.data[k] for k in ("state", "wait_reason", "agreement", "network", "priority", "level")
    }
    late = before._replace(id=99, kind="order.replied", by_person=True, data={**header, "message": 99})
    if before != max((f for f in journal if f.at == before.at), key=lambda f: f.id):
        return  # what stands after the instant is said by its last event
    for at in moments:
        if known([*journal, late], at):
            compare(versions, [*journal, late], at, TICK)


@STEADY
@given(life=lives(), data=st.data())
def test_what_the_customer_says_moves_no_clock(life, data):
    versions, journal, _moments = life
    before = journal[data.draw(st.integers(0, len(journal) - 1))]
    said = {k: before.data[k] for k in ("state", "wait_reason", "agreement", "network", "priority", "level")}
    heard = Fact(before.id, "order.received", before.at, data.draw(st.booleans()), {**said, "message": 0})
    at = journal.index(before) + 1
    assert clock_facts([*journal[:at], heard, *journal[at:]], versions) == clock_facts(journal, versions)
