from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amberdesk.clock.hours import ALWAYS, Revision, Span, WorkingHours
from amberdesk.clock.sla import RESOLVED, BadFacts, Facts, Pause, State, Target, explain, read

WARSAW = ZoneInfo("Europe/Warsaw")
HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
EIGHT_TO_FOUR = (Span(8 * HOUR, 16 * HOUR),)
OFFICE = WorkingHours(
    WARSAW,
    (Revision(date(2020, 1, 1), (EIGHT_TO_FOUR,) * 5 + ((), ())),),
    {date(2026, 11, 11): (), date(2026, 12, 24): (Span(8 * HOUR, 12 * HOUR),)},
)


def monday(hour, minute=0):
    """Monday 16 November 2026, an hour of Warsaw; hours past 24 are the next days."""
    return datetime(2026, 11, 16, tzinfo=WARSAW) + timedelta(hours=hour, minutes=minute)


def reported_at_nine(limit=4 * HOUR, **facts):
    return Facts(limit=limit, started_at=monday(9), warn_at=(0.5, 0.75), **facts)


def test_a_running_clock_says_when_it_is_due_and_when_it_warns_next():
    reading = read(reported_at_nine(), OFFICE, monday(10))

    assert (reading.state, reading.used, reading.left) == (State.RUNNING, HOUR, 3 * HOUR)
    assert (reading.due_at, reading.next_change_at) == (monday(13), monday(11))
    assert (reading.warned_at, reading.breached_at, reading.share) == ((), None, 0.25)


def test_a_warning_stands_at_the_instant_at_which_its_share_was_used():
    reading = read(reported_at_nine(), OFFICE, monday(11, 30))

    assert (reading.warned_at, reading.next_change_at) == ((monday(11),), monday(12))


def test_after_an_outage_warnings_and_breach_stand_at_their_true_instants():
    reading = read(reported_at_nine(), OFFICE, monday(24 * 30))

    assert reading.state is State.BREACHED_OPEN
    assert reading.warned_at == (monday(11), monday(12))
    assert (reading.breached_at, reading.due_at, reading.next_change_at) == (monday(13), monday(13), None)


def test_a_target_used_up_at_closing_is_breached_that_evening_and_not_next_morning():
    facts = reported_at_nine(limit=7 * HOUR)

    assert read(facts, OFFICE, monday(16)).breached_at == monday(16)
    assert read(facts, OFFICE, monday(16) - MICROSECOND).state is State.RUNNING


def test_a_stop_at_the_due_instant_is_in_time_and_later_is_not():
    in_time = read(reported_at_nine(stopped_at=monday(13)), OFFICE, monday(20))
    late = read(reported_at_nine(stopped_at=monday(13) + MICROSECOND), OFFICE, monday(20))

    assert (in_time.state, in_time.due_at, in_time.left) == (State.MET, None, timedelta())
    assert (late.state, late.due_at, late.breached_at) == (State.BREACHED_MET, monday(13), monday(13))


def test_a_stop_after_closing_is_late_though_no_more_worktime_was_used():
    reading = read(reported_at_nine(limit=7 * HOUR, stopped_at=monday(18)), OFFICE, monday(20))

    assert (reading.state, reading.left) == (State.BREACHED_MET, timedelta())


def test_a_stop_at_the_instant_of_a_warning_needs_no_warning():
    assert read(reported_at_nine(stopped_at=monday(11)), OFFICE, monday(20)).warned_at == ()


def test_a_stopped_clock_uses_no_more():
    reading = read(reported_at_nine(stopped_at=monday(10)), OFFICE, monday(15))

    assert (reading.state, reading.used, reading.next_change_at) == (State.MET, HOUR, None)


def test_a_stop_before_the_start_is_met_with_nothing_used():
    reading = read(reported_at_nine(stopped_at=monday(8)), OFFICE, monday(15))

    assert (reading.state, reading.used) == (State.MET, timedelta())
    assert explain(reported_at_nine(stopped_at=monday(8)), OFFICE, monday(15)) == []


def test_a_paused_clock_is_never_due_and_says_why():
    pause = Pause(monday(10), None, "customer")

    reading = read(reported_at_nine(pauses=[pause]), OFFICE, monday(24 * 30))

    assert (reading.state, reading.used, reading.pause) == (State.PAUSED, HOUR, pause)
    assert (reading.due_at, reading.next_change_at) == (None, None)


def test_a_pause_holds_from_its_first_instant_to_before_its_last():
    facts = reported_at_nine(pauses=[Pause(monday(10), monday(11), "part")])

    states = [read(facts, OFFICE, at).state for at in (monday(10), monday(11) - MICROSECOND, monday(11))]

    assert states == [State.PAUSED, State.PAUSED, State.RUNNING]


def test_a_pause_moves_the_due_time_by_the_worktime_in_it():
    facts = reported_at_nine(pauses=[Pause(monday(10), monday(11, 30), "customer")])

    assert read(facts, OFFICE, monday(12)).due_at == monday(14, 30)


def test_a_pause_outside_the_hours_moves_nothing():
    facts = reported_at_nine(limit=8 * HOUR, pauses=[Pause(monday(17), monday(31), "customer")])

    assert read(facts, OFFICE, monday(32)).due_at == monday(33)


def test_pauses_that_overlap_count_once():
    pauses = [Pause(monday(11), monday(12), "part"), Pause(monday(10), monday(11, 30), "customer")]

    assert read(reported_at_nine(pauses=pauses), OFFICE, monday(13)).used == 2 * HOUR


def test_a_pause_from_before_the_start_counts_from_the_start():
    facts = reported_at_nine(pauses=[Pause(monday(8), monday(10), "customer")])

    assert read(facts, OFFICE, monday(11)).used == HOUR


def test_pause_and_stop_in_one_instant_is_a_stop():
    facts = reported_at_nine(pauses=[Pause(monday(10), None, "customer")], stopped_at=monday(10))

    reading = read(facts, OFFICE, monday(10))

    assert (reading.state, reading.used, reading.pause) == (State.MET, HOUR, None)


def test_pause_and_resume_in_one_instant_change_nothing():
    facts = reported_at_nine(pauses=[Pause(monday(10), monday(10), "customer")])

    for at in (monday(10), monday(11)):
        assert read(facts, OFFICE, at) == read(reported_at_nine(), OFFICE, at)


def test_a_breach_shows_through_a_later_pause():
    facts = reported_at_nine(pauses=[Pause(monday(14), None, "part")])

    reading = read(facts, OFFICE, monday(15))

    assert (reading.state, reading.due_at) == (State.BREACHED_OPEN, monday(13))
    assert reading.pause == facts.pauses[0]


def test_between_solving_and_reopening_the_clock_reads_as_stopped_and_the_time_never_counts():
    facts = reported_at_nine(pauses=[Pause(monday(10), monday(12), RESOLVED)])

    assert read(facts, OFFICE, monday(11)).state is State.MET
    assert read(facts, OFFICE, monday(12)).state is State.RUNNING
    assert read(facts, OFFICE, monday(12)).due_at == monday(15)


def test_solved_while_waiting_and_reopened_reads_as_stopped_in_between():
    pauses = [Pause(monday(10), monday(13), "customer"), Pause(monday(11), monday(12), RESOLVED)]

    states = [read(reported_at_nine(pauses=pauses), OFFICE, monday(hour)).state for hour in (10, 11, 12, 13)]

    assert states == [State.PAUSED, State.MET, State.PAUSED, State.RUNNING]


def test_a_cancelled_clock_stopped_and_was_neither_met_nor_missed_since():
    facts = reported_at_nine(stopped_at=monday(10), cancelled=True)

    assert read(facts, OFFICE, monday(9, 59)).state is State.RUNNING
    assert read(facts, OFFICE, monday(20)).state is State.STOPPED


def test_cancelling_keeps_the_breach_that_was():
    reading = read(reported_at_nine(stopped_at=monday(15), cancelled=True), OFFICE, monday(20))

    assert (reading.state, reading.breached_at) == (State.STOPPED, monday(13))


def test_a_stricter_target_counts_from_the_start_and_is_breached_when_it_comes():
    facts = reported_at_nine(limit=8 * HOUR, changes=[Target(monday(12), HOUR, (0.5,))])

    before, after = read(facts, OFFICE, monday(12) - MICROSECOND), read(facts, OFFICE, monday(12))

    assert (before.state, before.limit) == (State.RUNNING, 8 * HOUR)
    assert (after.state, after.due_at, after.breached_at) == (State.BREACHED_OPEN, monday(10), monday(12))
    assert (after.shares, after.warned_at) == ((0.5,), (monday(12),))


def test_a_milder_target_takes_a_breach_back_but_not_from_the_past():
    facts = reported_at_nine(limit=HOUR, changes=[Target(monday(12), 8 * HOUR, (0.75,))])

    assert read(facts, OFFICE, monday(11)).state is State.BREACHED_OPEN
    assert read(facts, OFFICE, monday(12)).state is State.RUNNING


def test_a_target_that_changes_during_a_pause_counts_the_same_as_without_it():
    pause = Pause(monday(10), monday(12), "customer")
    facts = reported_at_nine(pauses=[pause], changes=[Target(monday(11), 2 * HOUR, (0.5,))])

    assert read(facts, OFFICE, monday(11, 30)).state is State.PAUSED
    assert read(facts, OFFICE, monday(12)).due_at == monday(13)


def test_the_same_target_said_again_does_not_move_a_breach():
    facts = reported_at_nine(changes=[Target(monday(14), 4 * HOUR, (0.5, 0.75))])

    assert read(facts, OFFICE, monday(15)).breached_at == monday(13)


def test_a_clock_without_hours_ahead_runs_and_is_never_due():
    closed = WorkingHours(WARSAW, (Revision(date(2020, 1, 1), ((),) * 7),))

    reading = read(reported_at_nine(), closed, monday(10))

    assert (reading.state, reading.due_at, reading.next_change_at) == (State.RUNNING, None, None)


def test_before_its_start_a_clock_has_not_started():
    reading = read(reported_at_nine(), OFFICE, monday(8))

    assert (reading.state, reading.left, reading.due_at) == (State.NOT_STARTED, 4 * HOUR, None)
    assert explain(reported_at_nine(), OFFICE, monday(8)) == []


def test_the_day_with_25_hours_gives_an_hour_more_on_the_wall_and_none_on_the_clock():
    started_at = datetime(2026, 10, 24, 20, tzinfo=WARSAW)

    due_at = read(Facts(8 * HOUR, started_at), ALWAYS, started_at).due_at

    assert due_at.astimezone(WARSAW).hour == 3


def test_readings_are_in_utc_whatever_the_facts_are_in():
    reading = read(reported_at_nine(), OFFICE, monday(24 * 3))

    assert {instant.tzinfo for instant in (*reading.warned_at, reading.due_at, reading.breached_at)} == {UTC}


def test_the_explanation_names_each_reason():
    facts = Facts(
        limit=40 * HOUR,
        started_at=datetime(2026, 11, 10, 14, tzinfo=WARSAW),
        pauses=[
            Pause(datetime(2026, 11, 12, 9, tzinfo=WARSAW), datetime(2026, 11, 12, 11, tzinfo=WARSAW), "part")
        ],
    )

    stretches = explain(facts, OFFICE, datetime(2026, 11, 12, 12, tzinfo=WARSAW))

    assert [(s.start.astimezone(WARSAW).strftime("%d %H"), s.code, dict(s.params)) for s in stretches] == [
        ("10 14", "coverage", {}),
        ("10 16", "outside_hours", {}),
        ("11 00", "holiday", {"date": date(2026, 11, 11)}),
        ("12 00", "outside_hours", {}),
        ("12 08", "coverage", {}),
        ("12 09", "paused", {"reason": "part"}),
        ("12 11", "coverage", {}),
    ]
    assert [s.counted for s in stretches] == [s.code == "coverage" for s in stretches]


def test_the_explanation_tells_special_hours_from_usual_ones():
    start = datetime(2026, 12, 24, 11, tzinfo=WARSAW)

    codes = [s.code for s in explain(Facts(8 * HOUR, start), OFFICE, start + 24 * HOUR)]

    assert codes == ["coverage", "special_hours", "outside_hours", "coverage"]


def test_a_holiday_on_a_day_that_is_closed_anyway_is_no_reason():
    hours = WorkingHours(WARSAW, OFFICE.revisions, {date(2026, 11, 21): ()})
    friday = monday(24 * 4 + 15)

    codes = [s.code for s in explain(Facts(8 * HOUR, friday), hours, friday + 48 * HOUR)]

    assert codes == ["coverage", "outside_hours"]


@pytest.mark.parametrize("limit", [timedelta(), -HOUR])
def test_a_target_of_zero_is_refused(limit):
    with pytest.raises(BadFacts, match="limit_not_positive"):
        read(reported_at_nine(limit=limit), OFFICE, monday(10))


@pytest.mark.parametrize("shares", [(0,), (0.9, 0.75), (0.5, 0.5), (1,), (1.2,), (0.0000001,)])
def test_shares_rise_between_nothing_and_all(shares):
    with pytest.raises(BadFacts, match="shares_not_rising_between_0_and_1"):
        Target(monday(9), timedelta(seconds=1), shares)


def test_a_pause_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadFacts, match="pause_ends_before_it_starts"):
        Pause(monday(10), monday(9), "customer")
