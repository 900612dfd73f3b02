"""A call is what was told of it, in whatever order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.phone.calls import CallFacts, call_of
from amberdesk.phone.happenings import By, Happening, Outcome, Reason, Result, What

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def told(second: float, what: What, **said: object) -> Happening:
    at = START + timedelta(seconds=second)
    return Happening(id=f"{what}/{second}/{said.get('agent', '')}", what=what, at=at, **said)  # type: ignore[arg-type]


def ring(
    key: str, agent: str, start: float, end: float, result: Result | None, **said: object
) -> list[Happening]:
    found = [told(start, What.STARTED, ring=key, agent=agent, ring_ms=12_000)]
    if result not in (Result.BUSY, Result.UNREACHABLE):
        found.append(told(start + 0.2, What.RINGING, ring=key, agent=agent))
    if result:
        found.append(told(end, What.TRIED, ring=key, agent=agent, result=result, **said))
    return found


OFFERED = told(0, What.OFFERED, number="+48586201100", caller="+48600100200")
QUEUED = told(0.1, What.QUEUED)
SCENARIOS: dict[str, list[Happening]] = {
    "answered by the first": [
        OFFERED,
        *ring("1", "t1", 0.1, 5, None),
        told(5, What.ANSWERED, ring="1", agent="t1"),
        told(65, What.ENDED, by=By.CALLER),
    ],
    "the second after no answer": [
        OFFERED,
        *ring("1", "t1", 0.1, 12.3, Result.NO_ANSWER),
        *ring("2", "t2", 12.4, 15, None),
        told(15, What.ANSWERED, ring="2", agent="t2"),
        told(75, What.ENDED, by=By.AGENT),
    ],
    "busy, then answered": [
        OFFERED,
        *ring("1", "t1", 0.1, 0.2, Result.BUSY),
        *ring("2", "t2", 0.3, 4, None),
        told(4, What.ANSWERED, ring="2", agent="t2"),
        told(30, What.ENDED, by=By.CALLER),
    ],
    "gone while ringing": [
        OFFERED,
        *ring("1", "t1", 0.1, 3, Result.CANCELLED),
        told(3, What.ABANDONED),
    ],
    "gone while queued": [OFFERED, QUEUED, told(41, What.ABANDONED)],
    "nobody there": [OFFERED, told(0.1, What.REJECTED, reason=Reason.NOBODY)],
    "waited too long": [
        OFFERED,
        QUEUED,
        *ring("1", "t1", 590, 600, Result.NO_ANSWER),
        told(600, What.REJECTED, reason=Reason.TIMEOUT),
        told(600.1, What.ENDED, by=By.SYSTEM),
    ],
    "asked to be rung back": [
        OFFERED,
        QUEUED,
        told(30, What.CALLBACK_ASKED),
        told(31, What.ABANDONED),
    ],
    "redirected": [OFFERED, told(0.1, What.REDIRECTED, target="+48500100300")],
    "passed to a second person": [
        OFFERED,
        *ring("1", "t1", 0.1, 5, None),
        told(5, What.ANSWERED, ring="1", agent="t1"),
        told(5, What.LEG_ANSWERED, ring="1", agent="t1"),
        told(60, What.LEG_ANSWERED, ring="9", agent="t9"),
        told(70, What.LEG_ENDED, ring="1", agent="t1"),
        told(200, What.LEG_ENDED, ring="9", agent="t9"),
        told(200, What.ENDED, by=By.CALLER),
    ],
    "everybody at once": [
        OFFERED,
        *ring("1", "t1", 0.1, 3, None),
        *ring("2", "t2", 0.1, 3.1, Result.CANCELLED),
        *ring("3", "t3", 0.1, 3.1, None),
        told(3, What.ANSWERED, ring="1", agent="t1"),
        told(9, What.ENDED, by=By.CALLER),
    ],
    "never heard of again": [OFFERED, QUEUED, told(7200, What.LOST)],
    "a full lap, then nobody": [
        OFFERED,
        *ring("1", "t1", 0.1, 12.3, Result.NO_ANSWER),
        *ring("2", "t2", 12.4, 24.6, Result.NO_ANSWER),
        *ring("3", "t1", 24.7, 36.9, Result.NO_ANSWER),
        told(37, What.REJECTED, reason=Reason.NOBODY),
        told(37, What.ENDED, by=By.SYSTEM),
    ],
    "a dead phone, then answered": [
        OFFERED,
        *ring("1", "t1", 0.1, 2.1, Result.UNREACHABLE),
        *ring("2", "t2", 2.2, 5, None),
        told(5, What.ANSWERED, ring="2", agent="t2"),
        told(30, What.ENDED, by=By.CALLER),
    ],
    "picked up as the ringing ended": [
        OFFERED,
        *ring("1", "t1", 0.1, 12.2, Result.NO_ANSWER),
        told(12.2, What.ANSWERED, ring="1", agent="t1"),
        told(20, What.ENDED, by=By.AGENT),
    ],
    "the switch's own list": [
        OFFERED,
        *ring("f", "fallback", 0.1, 4, None),
        told(4, What.ANSWERED, ring="f", agent="fallback"),
        told(60, What.ENDED, by=By.CALLER),
    ],
    "after hours to another number": [
        OFFERED,
        told(0.1, What.REDIRECTED, target="+48500100300"),
        told(0.2, What.ENDED, by=By.SYSTEM),
    ],
    "a hostile caller": [
        told(0, What.OFFERED, number="+48586201100", caller="$ru'; DROP TABLE", caller_name="<b>" * 40),
        told(0.1, What.REJECTED, reason=Reason.CLOSED),
        told(0.1, What.REJECTED, reason=Reason.FULL, agent="again"),
    ],
}


def call(name: str) -> CallFacts:
    found = call_of(SCENARIOS[name])
    assert found is not None
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_any_order_and_any_repetition_of_what_was_told_give_the_same_call(name: str) -> None:
    events, luck = SCENARIOS[name], random.Random(name)
    right = call_of(events)

    for _ in range(1000):
        shuffled = [*events, *luck.choices(events, k=luck.randrange(5))]
        luck.shuffle(shuffled)
        assert call_of(shuffled) == right


@given(st.data())
def test_every_part_of_what_was_told_gives_one_outcome_and_no_negative_time(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SCENARIOS)))
    part = data.draw(st.lists(st.sampled_from(SCENARIOS[name]), min_size=1))

    found = call_of(part)

    assert found is not None and found.outcome in set(Outcome)
    assert (found.wait_ms or 0) >= 0 and (found.talk_ms or 0) >= 0
    assert all((r.rang_ms or 0) >= 0 for r in found.rings)


@pytest.mark.parametrize(
    ("name", "outcome", "results"),
    [
        ("answered by the first", "answered", ["answered"]),
        ("the second after no answer", "answered", ["no_answer", "answered"]),
        ("busy, then answered", "answered", ["busy", "answered"]),
        ("gone while ringing", "abandoned", ["cancelled"]),
        ("gone while queued", "abandoned", []),
        ("nobody there", "rejected", []),
        ("waited too long", "rejected", ["no_answer"]),
        ("asked to be rung back", "callback", []),
        ("redirected", "redirected", []),
        ("everybody at once", "answered", ["answered", "answered_elsewhere", "answered_elsewhere"]),
        ("never heard of again", "incomplete", []),
    ],
)
def test_a_call_and_its_rings_end_as_they_went(name: str, outcome: str, results: list[str]) -> None:
    found = call(name)

    assert (found.outcome, [r.result for r in found.rings]) == (outcome, results)


def test_nothing_is_known_of_a_call_of_which_nothing_was_told() -> None:
    assert call_of([]) is None


def test_only_who_let_it_ring_through_has_missed_it() -> None:
    assert [r.missed for r in call("the second after no answer").rings] == [True, False]
    assert [r.missed for r in call("busy, then answered").rings] == [False, False]


def test_a_ring_that_the_queue_s_time_ended_early_was_cut() -> None:
    early = [OFFERED, QUEUED, *ring("1", "t1", 597, 600, Result.NO_ANSWER)]
    found = call_of([*early, told(600, What.REJECTED, reason=Reason.TIMEOUT)])

    assert found is not None
    assert [(r.result, r.missed) for r in found.rings] == [(Result.CUT, False)]


def test_a_phone_that_never_rang_is_dead_and_nobody_s_miss() -> None:
    events = [h for h in SCENARIOS["the second after no answer"] if h.what != What.RINGING]
    found = call_of(events)

    assert found is not None
    assert (found.rings[0].result, found.rings[0].missed) == (Result.UNREACHABLE, False)


def test_an_answer_beats_a_no_answer_of_the_same_phone_that_crossed_it() -> None:
    crossed = [
        *SCENARIOS["answered by the first"],
        told(5, What.TRIED, ring="1", agent="t1", result=Result.NO_ANSWER),
    ]
    found = call_of(crossed)

    assert found is not None
    assert (found.outcome, found.rings[0].result) == (Outcome.ANSWERED, Result.ANSWERED)


def test_times_are_measured_and_unknown_ones_stay_unknown() -> None:
    found = call("answered by the first")
    assert (found.wait_ms, found.talk_ms, found.by) == (5000, 60_000, By.CALLER)

    unfinished = call_of(SCENARIOS["answered by the first"][:-1])
    assert unfinished is not None and unfinished.talk_ms is None
    lost = call("never heard of again")
    assert (lost.wait_ms, lost.ended_at) == (None, None)


def test_both_talks_of_a_call_that_was_passed_on_are_credited_apart() -> None:
    talks = call("passed to a second person").talks

    assert [(t.agent, (t.ended_at - t.started_at).seconds) for t in talks if t.ended_at] == [
        ("t1", 65),
        ("t9", 140),
    ]


def test_a_late_hang_up_corrects_what_the_watchdog_gave_up() -> None:
    found = call_of([*SCENARIOS["never heard of again"], told(50, What.ANSWERED, agent="t1")])

    assert found is not None and found.outcome == Outcome.ANSWERED


def test_what_a_coarse_source_tells_again_is_not_a_second_ring() -> None:
    exact = SCENARIOS["the second after no answer"]
    again = [told(12, What.TRIED, agent="t1", result=Result.NO_ANSWER, rang_ms=12_000, coarse=True)]
    found, right = call_of([*exact, *again]), call_of(exact)

    assert found == right


def test_whoever_answered_talks_though_only_those_who_joined_have_legs() -> None:
    joined = told(30, What.LEG_ANSWERED, ring="9", agent="t9")
    found = call_of([*SCENARIOS["answered by the first"], joined])

    assert found is not None
    assert [(t.agent, t.ended_at is not None) for t in found.talks] == [("t1", True), ("t9", True)]
    only_ring = call_of([*SCENARIOS["answered by the first"][:-2], told(5, What.ANSWERED, ring="1"), joined])
    assert only_ring is not None and [t.agent for t in only_ring.talks] == ["t1", "t9"]


def test_an_id_that_was_used_again_weeks_later_gives_no_endless_talk() -> None:
    again = told(40 * 86_400, What.ENDED, by=By.CALLER)
    found = call_of([*SCENARIOS["answered by the first"][:-1], again])

    assert found is not None and found.talk_ms is None
