"""What the figures of hotlines mean, and that they always add up."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amberdesk.phone.figures import (
    OUTCOMES,
    SUMS,
    Counted,
    Tally,
    bounds,
    by_half_hour,
    half_hour,
    occupancy,
    percentile,
    summed,
    tally,
)
from tests.factories import NINE

WARSAW = ZoneInfo("Europe/Warsaw")


def call(outcome: str = "answered", wait: int | None = 10, **facts: object) -> Counted:
    """A call; `wait` in seconds."""
    usual: dict[str, object] = {
        "offered_at": NINE, "talk_ms": None, "wrap_ms": None, "coarse": False, "found_free": None,
    }  # fmt: skip
    return Counted(outcome=outcome, wait_ms=None if wait is None else wait * 1000, **(usual | facts))  # type: ignore[arg-type]


def test_the_service_level_counts_those_not_connected_but_no_short_ones() -> None:
    found = tally(
        [
            call(wait=20),
            call(wait=21),
            call("rejected", 60),
            call("abandoned", 30),
            call("abandoned", 4),  # short
            call("abandoned", 5),  # not short any more
        ]
    )

    assert (found.offered, found.short, found.within) == (6, 1, 1)
    assert found.service_level == 1 / 5
    assert found.answered_share == 2 / 5
    assert found.abandoned_share == 2 / 5


def test_the_speed_of_answer_is_of_answered_calls_alone() -> None:
    found = tally([call(wait=10), call(wait=20), call("abandoned", 600)])

    assert found.asa_ms == 15_000


def test_an_unknown_wait_is_in_no_figure_of_waits() -> None:
    found = tally([call(wait=None), call(wait=10)])

    assert (found.answered, found.asa_ms, found.service_level) == (2, 10_000, 1.0)
    assert tally([call(wait=None)]).service_level is None


def test_a_coarse_source_that_tells_call_and_answer_at_one_instant_told_no_wait() -> None:
    found = tally([call(wait=0, coarse=True), call(wait=8, coarse=True), call(wait=0)])

    assert (found.coarse, found.timed, list(found.waits)) == (2, 2, [0, 8000])


def test_waits_are_ranked_without_short_and_unfinished_calls() -> None:
    found = tally([*(call(wait=n) for n in range(1, 11)), call("abandoned", 2), call("open", 900)])

    assert (found.median_ms, found.p90_ms, found.longest_ms) == (5000, 9000, 10_000)


@pytest.mark.parametrize(("share", "rank"), [(0.5, 2), (0.9, 4), (0.0, 1), (1.0, 4), (0.26, 2)])
def test_a_percentile_is_by_nearest_rank(share: float, rank: int) -> None:
    assert percentile([1, 2, 3, 4], share) == rank


def test_handling_is_talk_and_wrap_up_each_of_the_calls_that_tell_it() -> None:
    found = tally([call(talk_ms=60_000, wrap_ms=30_000), call(talk_ms=120_000), call(talk_ms=None)])

    assert found.handling_ms == 90_000 + 30_000


def test_nothing_known_is_no_figure_and_never_zero() -> None:
    found = Tally()

    figures = (
        found.answered_share, found.abandoned_share, found.service_level, found.asa_ms, found.median_ms,
        found.p90_ms, found.longest_ms, found.handling_ms, found.free_share,
    )  # fmt: skip
    assert figures == (None,) * 9
    assert occupancy(60_000, 0, None) is None


def test_occupancy_is_work_of_work_and_being_available() -> None:
    assert occupancy(50_000, 10_000, 40_000) == 0.6


def test_the_share_that_found_somebody_free_is_of_those_of_which_it_is_known() -> None:
    assert tally([call(found_free=True), call(found_free=False), call()]).free_share == 0.5


calls = st.builds(
    Counted,
    offered_at=st.integers(0, 86_399).map(lambda s: NINE + timedelta(seconds=s)),
    outcome=st.sampled_from(OUTCOMES),
    wait_ms=st.none() | st.integers(0, 900_000),
    talk_ms=st.none() | st.integers(0, 900_000),
    wrap_ms=st.none() | st.integers(0, 90_000),
    coarse=st.booleans(),
    found_free=st.none() | st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(calls, max_size=60), st.randoms())
def test_half_hours_add_up_to_the_day_in_any_order_and_offered_is_the_sum_of_outcomes(
    day: list[Counted], random: object
) -> None:
    whole, shuffled = tally(day), list(day)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    halves = by_half_hour(shuffled)

    assert whole.adds_up and all(each.adds_up for each in halves.values())
    assert summed(halves.values()) == whole
    assert all(start == half_hour(start) for start in halves)
    assert whole.within <= whole.timed <= whole.answered <= whole.offered
    assert all(getattr(whole, name) >= 0 for name in SUMS)


def test_a_day_is_as_long_as_it_is() -> None:
    spring = bounds(date(2026, 3, 29), WARSAW)
    autumn = bounds(date(2026, 10, 25), WARSAW)

    assert [end - start for start, end in (spring, autumn)] == [timedelta(hours=23), timedelta(hours=25)]
    assert spring[0] == datetime(2026, 3, 28, 23, tzinfo=UTC)
