"""The formulas of staffing against published values and against a simulation that knows none of them."""

from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random

import pytest

from amberdesk.phone.staffing import (
    Load,
    erlang_b,
    erlang_c,
    forecast,
    level_a,
    level_c,
    need,
    needed,
    overall_error,
    past_errors,
    patience,
)
from tests.factories import NINE

TEN_ERLANGS = Load(200 / 3600, 180)  # 200 calls an hour of three minutes
MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)


@pytest.mark.parametrize(
    ("servers", "erlangs", "blocked"),
    [(1, 1, 0.5), (2, 1, 0.2), (10, 5, 0.0184), (5, 2.5, 0.0697), (30, 20, 0.0085)],
)
def test_erlang_b_is_as_in_the_tables(servers: int, erlangs: float, blocked: float) -> None:
    assert erlang_b(servers, erlangs) == pytest.approx(blocked, abs=0.00006)


@pytest.mark.parametrize(
    ("servers", "waits", "level"),
    [(11, 0.682, 0.390), (12, 0.449, 0.640), (13, 0.285, 0.796), (14, 0.174, 0.888)],
)
def test_erlang_c_is_as_in_the_tables(servers: int, waits: float, level: float) -> None:
    assert erlang_c(servers, 10) == pytest.approx(waits, abs=0.0006)
    assert level_c(TEN_ERLANGS, servers, 20) == pytest.approx(level, abs=0.0006)


def test_one_technician_is_the_plain_queue() -> None:
    """M/M/1: a call waits with probability rho."""
    assert erlang_c(1, 0.75) == pytest.approx(0.75)


def test_too_few_technicians_answer_nobody_in_time_for_ever() -> None:
    assert erlang_c(9, 10) == 1 and level_c(TEN_ERLANGS, 10, 20) == 0


def test_without_end_of_patience_both_formulas_say_the_same() -> None:
    endless = Load(TEN_ERLANGS.arrivals, TEN_ERLANGS.handling, 1e8)

    for servers in (12, 13, 14, 16):
        assert level_a(endless, servers, 20) == pytest.approx(level_c(TEN_ERLANGS, servers, 20), abs=1e-4)


def simulated(load: Load, servers: int, within: float, calls: int, seed: int) -> float:
    """Return the share answered in time of calls played one by one: first come, first served, who waits may leave."""
    random, at, answered = Random(seed), 0.0, 0
    free_at = [0.0] * servers
    for _ in range(calls):
        at += random.expovariate(load.arrivals)
        starts = max(at, free_at[0])
        if load.patience and starts - at > random.expovariate(1 / load.patience):
            continue
        heappop(free_at)
        heappush(free_at, starts + random.expovariate(1 / load.handling))
        answered += starts - at <= within
    return answered / calls


@pytest.mark.parametrize(
    ("load", "servers"),
    [
        (Load(200 / 3600, 180, 60), 9),
        (Load(200 / 3600, 180, 120), 12),
        (Load(12 / 1800, 240, 90), 2),
        (Load(5 / 1800, 200, 45), 1),
        (TEN_ERLANGS, 13),
    ],
)
def test_the_formulas_agree_with_a_simulation(load: Load, servers: int) -> None:
    assert level_a(load, servers, 20) == pytest.approx(simulated(load, servers, 20, 60_000, 7), abs=0.02)


def test_no_fewer_technicians_reach_the_goal() -> None:
    for load in (TEN_ERLANGS, Load(3 / 1800, 200), Load(0.5 / 1800, 300)):
        found = needed(load, 20)
        assert level_c(load, found, 20) >= 0.8 > level_c(load, found - 1, 20)
    assert needed(TEN_ERLANGS, 20) == 14
    assert needed(Load(0, 180), 20) == 0


def test_callers_who_leave_ask_for_fewer_technicians() -> None:
    assert needed(Load(200 / 3600, 180, 60), 20, leaving=True) < needed(TEN_ERLANGS, 20)


def test_patience_is_all_time_waited_by_those_who_left() -> None:
    assert patience(4, 480_000) == 120
    assert patience(0, 480_000) is None


def test_the_same_weekdays_before_foretell_a_day() -> None:
    history = {
        (MONDAY - WEEK, 18): 4,
        (MONDAY - 2 * WEEK, 18): 2,
        (MONDAY - WEEK - timedelta(days=1), 18): 50,
    }

    told = forecast(history, MONDAY)

    assert told is not None and (told[18], told[19]) == (3, 0)


def test_days_of_which_nothing_is_known_are_no_quiet_days() -> None:
    history = {(MONDAY - WEEK, 18): 4, (MONDAY - 3 * WEEK, 18): 8}
    lost = {MONDAY - 2 * WEEK}

    told = forecast(history, MONDAY, lost=lost)

    assert told is not None and told[18] == 6
    assert forecast(history, MONDAY, lost={MONDAY - n * WEEK for n in range(1, 9)}) is None
    assert [miss.day for miss in past_errors(history, [MONDAY - 2 * WEEK, MONDAY - WEEK], lost=lost)] == [
        MONDAY - WEEK
    ]


def test_nothing_is_foretold_of_a_weekday_that_has_not_been_yet() -> None:
    assert forecast({}, MONDAY) is None
    assert forecast({(MONDAY - timedelta(days=3), 18): 9}, MONDAY) is None


def test_past_forecasts_are_held_against_what_came() -> None:
    history = {(MONDAY - 2 * WEEK, 18): 4, (MONDAY - WEEK, 18): 6, (MONDAY - WEEK, 20): 2}

    misses = past_errors(history, [MONDAY - WEEK, MONDAY - timedelta(days=1)])

    sunday = (MONDAY - timedelta(days=1), 0, 0, 0)  # foretold to be as quiet as the one before
    assert [(m.day, m.foretold, m.came, m.off) for m in misses] == [(MONDAY - WEEK, 4, 8, 4), sunday]
    assert overall_error(misses) == misses[0].error == 0.5


def test_a_gap_is_what_the_roster_lacks() -> None:
    found = need(NINE, 100, 10, 180, None, 20)

    assert (found.needed, found.gap) == (14, 4)
    assert need(NINE, 100, 20, 180, None, 20).gap == 0
