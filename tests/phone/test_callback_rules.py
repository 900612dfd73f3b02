from datetime import timedelta

import pytest

from amberdesk.phone.callback_rules import cause_of, due_at, reasons_to_drop
from amberdesk.phone.endings import Cause, Dropped
from tests.factories import NINE


@pytest.mark.parametrize(
    ("outcome", "reason", "cause"),
    [
        ("abandoned", "", Cause.ABANDONED),
        ("incomplete", "", Cause.ABANDONED),
        ("rejected", "nobody", Cause.REJECTED),
        ("rejected", "closed", Cause.REJECTED),
        ("rejected", "full", Cause.REJECTED),
        ("callback", "", Cause.ASKED),
        ("rejected", "blocked", None),
        ("answered", "", None),
        ("redirected", "", None),
        ("open", "", None),
    ],
)
def test_whoever_was_missed_is_rung_back(outcome: str, reason: str, cause: Cause | None) -> None:
    assert cause_of(outcome, reason, short=False, rang_before=False) == cause


def test_who_hung_up_at_once_is_rung_back_only_when_that_was_his_one_try() -> None:
    assert cause_of("abandoned", "", short=True, rang_before=False) == Cause.ABANDONED
    assert cause_of("abandoned", "", short=True, rang_before=True) is None
    assert cause_of("rejected", "nobody", short=True, rang_before=True) == Cause.REJECTED


def test_without_an_agreement_plain_time_counts() -> None:
    assert due_at(None, NINE, timedelta(minutes=30)) == NINE + timedelta(minutes=30)


def test_nobody_is_unreachable_before_he_was_tried_and_a_number_is_there_or_not() -> None:
    assert Dropped.UNREACHABLE not in reasons_to_drop("+48600100200", 0)
    assert Dropped.UNREACHABLE in reasons_to_drop("+48600100200", 1)
    assert Dropped.NO_NUMBER in reasons_to_drop("", 0) and Dropped.WRONG_NUMBER not in reasons_to_drop("", 0)
    assert Dropped.NO_NUMBER not in reasons_to_drop("+48600100200", 3)
