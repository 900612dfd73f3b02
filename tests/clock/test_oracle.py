"""The arithmetic against a slow walk that shares no thought with it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amberdesk.clock.hours import (
    NoWorkingHours,
    Revision,
    Span,
    WorkingHours,
    add_worktime,
    is_open,
    next_change,
    next_opening,
    windows,
    worktime_between,
)
from amberdesk.clock.sla import State, explain, read
from tests.clock.oracle import live_through, used_up, walk, worktime
from tests.clock.strategies import TICK, WARSAW, clocks, instants, situations

STEADY = settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def walked(hours, near):
    start = datetime(near.year, near.month, near.day, tzinfo=UTC)
    return walk(hours, start - timedelta(days=3), start + timedelta(days=6), TICK)


@STEADY
@given(situations(), st.data())
def test_worktime_is_what_a_walk_by_the_wall_clock_counts(situation, data):
    near, hours = situation
    start, end = sorted([data.draw(instants(near)), data.draw(instants(near))])

    assert worktime_between(hours, start, end) == worktime(walked(hours, near), start, end)


@STEADY
@given(situations(), st.data(), st.integers(1, 200).map(lambda n: n * TICK))
def test_worktime_added_ends_with_the_tick_in_which_it_is_used_up(situation, data, amount):
    near, hours = situation
    start = data.draw(instants(near))
    end = start + timedelta(days=1)

    expected = used_up(walked(hours, near), start, end, amount)

    try:
        found = add_worktime(hours, start, amount)
    except NoWorkingHours:
        found = None
    assert found == expected or (expected is None and (found is None or found > end))


@STEADY
@given(situations(), st.data())
def test_open_means_that_the_tick_counts(situation, data):
    near, hours = situation
    at = data.draw(instants(near))
    ticks = list(walked(hours, near).instants(at, at + timedelta(days=1)))
    openings = [moment for moment, counts in ticks if counts]
    changes = [moment for moment, counts in ticks if counts != ticks[0][1]]

    assert is_open(hours, at) == ticks[0][1]
    if openings:
        assert next_opening(hours, at) == openings[0]
    if changes:
        assert next_change(hours, at) == changes[0]


@STEADY
@given(situations(), st.data())
def test_windows_are_the_runs_of_ticks_that_count(situation, data):
    near, hours = situation
    start, end = sorted([data.draw(instants(near)), data.draw(instants(near))])

    found = list(windows(hours, start, end))

    counted = [at for at, counts in walked(hours, near).instants(start, end) if counts]
    assert [at for opens, closes in found for at in ticks_of(opens, closes)] == counted
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))


def ticks_of(opens, closes):
    return [opens + n * TICK for n in range((closes - opens) // TICK)]


@STEADY
@given(situations(), st.data(), st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_measuring_undoes_adding(situation, data, amount):
    near, hours = situation
    start = data.draw(instants(near))
    try:
        end = add_worktime(hours, start, amount)
    except NoWorkingHours:
        return

    assert worktime_between(hours, start, end) == amount
    assert worktime_between(hours, start, end - timedelta(microseconds=1)) < amount


@STEADY
@given(situations(), st.data())
def test_parts_of_a_time_add_up(situation, data):
    near, hours = situation
    first, second, third = sorted(data.draw(instants(near)) for _ in range(3))

    parts = worktime_between(hours, first, second) + worktime_between(hours, second, third)

    assert parts == worktime_between(hours, first, third)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("zone_time", [(1, 59, 59), (2, 0, 0), (2, 30, 1), (2, 59, 59), (3, 0, 0)])
def test_to_the_second_on_the_nights_when_clocks_change(day, zone_time):
    opens = timedelta(hours=zone_time[0], minutes=zone_time[1], seconds=zone_time[2])
    week = ((Span(opens, timedelta(hours=3, minutes=7, seconds=13)),),) * 7
    hours = WorkingHours(WARSAW, (Revision(date(2026, 1, 1), week),))
    start = datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)
    end = start + timedelta(hours=3)
    second = timedelta(seconds=1)

    by_seconds = walk(hours, start, end, second)

    for minutes in range(0, 180, 7):
        at = start + timedelta(minutes=minutes)
        assert worktime_between(hours, start, at) == worktime(by_seconds, start, at)
        assert worktime_between(hours, at, end) == worktime(by_seconds, at, end)


@settings(STEADY, max_examples=100)
@given(clocks())
def test_a_clock_reads_as_somebody_who_lived_through_it_would_tell(clock):
    near, hours, facts, moments = clock
    path = walked(hours, near)
    for at in moments:
        told = live_through(facts, path, at)

        reading = read(facts, hours, at)

        assert (reading.state, reading.used, reading.limit) == (told.state, told.used, told.limit)
        assert reading.left == told.limit - told.used
        assert [bool(one.breached_at) for one in reading.earlier] == told.missed
        noticed = [max(moment, told.known_since) for moment in told.crossed]
        assert list(reading.warned_at) == noticed[: len(reading.shares)]
        breached = len(told.crossed) > len(reading.shares)
        assert reading.breached_at == (noticed[-1] if breached else None)
        if breached:
            assert reading.due_at == told.crossed[-1]


@settings(STEADY, max_examples=50)
@given(clocks())
def test_the_explanation_has_no_gap_and_adds_up(clock):
    _, hours, facts, moments = clock
    for at in moments:
        stretches = explain(facts, hours, at)

        counted = sum((s.end - s.start for s in stretches if s.counted), timedelta())
        assert counted == read(facts, hours, at).used
        assert all(earlier.end == later.start for earlier, later in pairwise(stretches))
        assert all(s.start < s.end for s in stretches)
        if stretches:
            assert stretches[0].start in {facts.started_at, *facts.restarts}
        for name in {s.code for s in stretches}:
            assert name in {"coverage", "outside_hours", "holiday", "special_hours", "paused"}


@settings(STEADY, max_examples=50)
@given(clocks())
def test_what_comes_later_changes_no_earlier_reading(clock):
    _, hours, facts, moments = clock
    for at in moments:
        pauses = [p for p in facts.pauses if p.start <= at]
        pauses = [type(p)(p.start, p.end if p.end and p.end <= at else None, p.reason) for p in pauses]
        stopped_at = facts.stopped_at if facts.stopped_at and facts.stopped_at <= at else None
        changes = [c for c in facts.changes if c.since <= at]
        restarts = [r for r in facts.restarts if r <= at]
        then = type(facts)(
            *(facts.limit, facts.started_at, facts.warn_at, pauses, stopped_at, facts.cancelled, changes),
            restarts=restarts,
        )

        now = read(facts, hours, at)

        known = now.pause and type(now.pause)(now.pause.start, None, now.pause.reason)
        assert read(then, hours, at) == type(now)(**{**fields_of(now), "pause": known})
        assert explain(then, hours, at) == explain(facts, hours, at)


def fields_of(reading):
    return {name: getattr(reading, name) for name in type(reading).__slots__}


@settings(STEADY, max_examples=50)
@given(clocks())
def test_a_running_clock_changes_exactly_when_it_said_it_would(clock):
    _, hours, facts, moments = clock
    alone = type(facts)(facts.limit, facts.started_at, facts.warn_at)
    for at in moments:
        reading = read(alone, hours, at)
        if reading.state is not State.RUNNING or reading.next_change_at is None:
            continue
        change = reading.next_change_at

        before = read(alone, hours, change - timedelta(microseconds=1))
        after = read(alone, hours, change)

        assert (before.state, before.warned_at, before.due_at) == (
            reading.state,
            reading.warned_at,
            reading.due_at,
        )
        assert change == (after.breached_at or after.warned_at[-1])
        assert read(alone, hours, reading.due_at).breached_at == reading.due_at
