"""What waiting callers are told, when L2 joins, and who is taken for away."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.phone.queue import expected_wait, is_away, minutes_to_say, overflows
from tests.factories import NINE

MINUTE = timedelta(minutes=1)


def test_the_expected_wait_is_place_times_mean_handling_time_by_people_at_work():
    assert expected_wait(3, [2 * MINUTE, 4 * MINUTE], 2) == 4.5 * MINUTE
    assert expected_wait(3, [], 2) is None and expected_wait(3, [MINUTE], 0) is None


@pytest.mark.parametrize(
    ("minutes", "said"), [(0.9, None), (1, 1), (1.1, 2), (4.5, 5), (15, 15), (15.1, None), (400, None)]
)
def test_it_is_said_between_one_and_fifteen_minutes_and_rounded_up(minutes, said):
    assert minutes_to_say(minutes * MINUTE, None) == said


@given(st.lists(st.none() | st.floats(0, 60), max_size=20))
def test_it_never_rises(expected):
    said = None
    for minutes in expected:
        now = minutes_to_say(None if minutes is None else minutes * MINUTE, said)
        assert now is None or (1 <= now <= 15 and (said is None or now <= said))
        said = now if now is not None else said


def test_l2_joins_when_more_wait_than_agreed_or_one_waits_too_long():
    waiting = [NINE - 3 * MINUTE, NINE - MINUTE]

    assert not overflows(waiting, NINE, most=None, longest=None)
    assert not overflows(waiting, NINE, most=2, longest=3 * MINUTE)
    assert overflows(waiting, NINE, most=1, longest=None)
    assert overflows(waiting, NINE, most=None, longest=2 * MINUTE)


def test_three_misses_in_a_row_are_away_and_an_answer_between_them_is_not():
    assert is_away([True, True, True]) and is_away([True, True, True, False])
    assert not is_away([True, True]) and not is_away([True, False, True, True])
