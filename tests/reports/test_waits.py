"""Waits with what was asked before them and answered in them."""

from datetime import timedelta
from typing import Any

from amberdesk.orders.clock_facts import Fact
from amberdesk.reports.waits import Word, waits
from tests.factories import NINE

MINUTE = timedelta(minutes=1)


def fact(minute: int, kind: str, state: str, reason: str = "", **data: Any) -> Fact:
    data = {"state": state, "wait_reason": reason, **data}
    return Fact(minute, f"order.{kind}", NINE + minute * MINUTE, True, data)


def word(minute: int, *, ours: bool, question: bool = False) -> Word:
    return Word(minute, NINE + minute * MINUTE, ours, question)


WAITING = [
    fact(0, "placed", "new"),
    fact(5, "waiting", "waiting", "customer"),
    fact(9, "noted", "waiting", "customer"),
    fact(20, "resumed", "in_progress", cause="answer"),
]


def test_a_wait_has_the_question_that_stood_and_the_answer_that_ended_it() -> None:
    words = [word(1, ours=False), word(4, ours=True), word(5, ours=True, question=True), word(20, ours=False)]
    (wait,) = waits(WAITING, words)
    assert (wait.start, wait.end) == (NINE + 5 * MINUTE, NINE + 20 * MINUTE)
    assert (wait.reason, wait.ended_by, wait.question, wait.answer) == ("customer", "answer", 5, 20)


def test_a_question_that_was_answered_before_is_not_what_it_waits_for() -> None:
    words = [word(1, ours=True, question=True), word(2, ours=False)]
    call = fact(3, "contacted", "in_progress", way="call")
    (wait,) = waits([*WAITING, call], words)
    assert (wait.question, wait.called_at, wait.answer) == (None, NINE + 3 * MINUTE, None)


def test_another_reason_ends_one_wait_and_begins_the_next() -> None:
    facts = [*WAITING[:3], fact(12, "waiting", "waiting", "parts"), fact(30, "resolved", "resolved")]
    first, second = waits(facts, [])
    assert (first.end, first.ended_by) == (NINE + 12 * MINUTE, "waiting")
    assert (second.start, second.reason, second.ended_by) == (NINE + 12 * MINUTE, "parts", "resolved")


def test_what_still_waits_has_no_end() -> None:
    (wait,) = waits(WAITING[:2], [word(9, ours=False)])
    assert (wait.end, wait.ended_by, wait.answer) == (None, "", 9)
