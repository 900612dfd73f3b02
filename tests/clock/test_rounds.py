"""What is promised anew after each time that it is done, and what was reached and lost again."""

from datetime import timedelta

import pytest

from amberdesk.clock.sla import Pause, State, explain, read
from tests.clock.test_sla import HOUR, OFFICE, monday, reported_at_nine


def test_each_restart_begins_a_round_of_its_own_and_the_one_before_stays_as_it_ended():
    reading = read(reported_at_nine(restarts=[monday(10), monday(15)]), OFFICE, monday(16))

    assert (reading.state, reading.used, reading.due_at) == (State.RUNNING, HOUR, monday(24 + 11))
    assert [(one.state, one.used) for one in reading.earlier] == [
        (State.MET, HOUR),
        (State.BREACHED_MET, 5 * HOUR),
    ]
    assert (reading.kept, reading.missed) == (1, 1)
    assert explain(reported_at_nine(restarts=[monday(10)]), OFFICE, monday(16))[0].start == monday(10)


def test_a_restart_at_the_due_instant_is_in_time():
    assert read(reported_at_nine(restarts=[monday(13)]), OFFICE, monday(14)).missed == 0
    late = reported_at_nine(restarts=[monday(13) + timedelta(microseconds=1)])
    assert read(late, OFFICE, monday(14)).missed == 1


def test_what_was_crossed_counts_on_from_round_to_round():
    reading = read(reported_at_nine(restarts=[monday(12)]), OFFICE, monday(15))

    assert reading.crossed == [(0.5, monday(11)), (1.5, monday(14)), (1.75, monday(15))]
    assert reading.reached == 1.75


def test_what_stops_the_clock_begins_no_round_and_nothing_does_while_it_is_stopped():
    facts = reported_at_nine(stopped_at=monday(14), restarts=[monday(14), monday(15)])

    reading = read(facts, OFFICE, monday(16))

    assert (reading.state, reading.used, reading.earlier) == (State.BREACHED_MET, 5 * HOUR, ())


def test_once_the_stop_is_taken_back_its_word_did_begin_a_round():
    facts = reported_at_nine(
        pauses=[Pause(monday(10), monday(12), "resolved")], restarts=[monday(10), monday(11)]
    )

    assert read(facts, OFFICE, monday(11, 30)).earlier == ()
    again = read(facts, OFFICE, monday(13))
    assert (again.state, again.used) == (State.RUNNING, HOUR)
    assert [one.used for one in again.earlier] == [HOUR, timedelta()]


@pytest.mark.parametrize("reason", ["resolved", "restored", "elsewhere"])
def test_what_was_reached_reads_as_met_until_it_is_lost_and_then_as_a_pause(reason):
    facts = reported_at_nine(pauses=[Pause(monday(10), monday(12), reason)])

    assert read(facts, OFFICE, monday(11)).state is State.MET
    assert (read(facts, OFFICE, monday(13)).state, read(facts, OFFICE, monday(13)).used) == (
        State.RUNNING,
        2 * HOUR,
    )
    waiting = reported_at_nine(pauses=[Pause(monday(10), monday(12), "customer")])
    assert read(waiting, OFFICE, monday(11)).state is State.PAUSED
