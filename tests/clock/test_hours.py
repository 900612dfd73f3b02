import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amberdesk.clock.hours import (
    ALWAYS,
    BadHours,
    NoWorkingHours,
    OutOfCalendar,
    Revision,
    Span,
    WorkingHours,
    add_worktime,
    is_open,
    merge_spans,
    next_change,
    next_opening,
    windows,
    worktime_between,
)

WARSAW = ZoneInfo("Europe/Warsaw")
HONOLULU = ZoneInfo("Pacific/Honolulu")
HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
LONG_AGO = date(2020, 1, 1)


def span(opens, closes):
    return Span(opens * HOUR, closes * HOUR)


def weekly(*days, **more):
    return WorkingHours(WARSAW, (Revision(LONG_AGO, days),), **more)


def warsaw(*when):
    return datetime(*when, tzinfo=WARSAW)


EIGHT_TO_FOUR = (span(8, 16),)
OFFICE = weekly(*[EIGHT_TO_FOUR] * 5, (), ())
AROUND_THE_CLOCK = weekly(*[(span(0, 24),)] * 7)
NIGHTS = weekly(*[(span(22, 30),)] * 7)


def test_a_target_that_does_not_fit_before_the_weekend_is_due_on_monday():
    assert add_worktime(OFFICE, warsaw(2026, 11, 20, 15), 2 * HOUR) == warsaw(2026, 11, 23, 9)


def test_worktime_is_used_up_at_closing_and_not_only_at_the_next_opening():
    assert add_worktime(OFFICE, warsaw(2026, 11, 20, 15), HOUR) == warsaw(2026, 11, 20, 16)


def test_what_comes_in_on_sunday_starts_on_monday():
    assert add_worktime(OFFICE, warsaw(2026, 11, 22, 12), HOUR) == warsaw(2026, 11, 23, 9)


def test_no_amount_ends_where_it_starts_even_when_closed():
    assert add_worktime(OFFICE, warsaw(2026, 11, 22, 12), timedelta()) == warsaw(2026, 11, 22, 12)


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative_amount"):
        add_worktime(OFFICE, warsaw(2026, 11, 20, 15), -HOUR)


def test_no_time_passes_backwards():
    assert worktime_between(OFFICE, warsaw(2026, 11, 20, 15), warsaw(2026, 11, 20, 9)) == timedelta()


def test_the_day_on_which_summer_time_begins_has_23_hours():
    start, end = warsaw(2026, 3, 29), warsaw(2026, 3, 30)

    assert worktime_between(AROUND_THE_CLOCK, start, end) == 23 * HOUR
    assert add_worktime(AROUND_THE_CLOCK, start, 24 * HOUR) == warsaw(2026, 3, 30, 1)


def test_the_day_on_which_summer_time_ends_has_25_hours():
    start, end = warsaw(2026, 10, 25), warsaw(2026, 10, 26)

    assert worktime_between(AROUND_THE_CLOCK, start, end) == 25 * HOUR
    assert add_worktime(AROUND_THE_CLOCK, start, 24 * HOUR) == warsaw(2026, 10, 25, 23)


def test_night_shifts_are_an_hour_shorter_and_longer_when_clocks_change():
    def length_of_night(*day):
        evening = warsaw(*day, 20)
        return worktime_between(NIGHTS, evening, evening + timedelta(hours=14))

    assert [length_of_night(2026, 3, 28), length_of_night(2026, 10, 24)] == [7 * HOUR, 9 * HOUR]


def test_a_window_inside_the_skipped_hour_does_not_happen():
    hours = weekly(*[(Span(2 * HOUR, 2.5 * HOUR),)] * 7)

    assert worktime_between(hours, warsaw(2026, 3, 29), warsaw(2026, 3, 30)) == timedelta()


def test_a_window_from_the_skipped_hour_opens_when_clocks_jump():
    hours = weekly(*[(Span(2.5 * HOUR, 4 * HOUR),)] * 7)

    assert list(windows(hours, warsaw(2026, 3, 29), warsaw(2026, 3, 30))) == [
        (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC))
    ]


def test_a_time_that_clocks_show_twice_counts_once():
    hours = weekly(*[(Span(2 * HOUR, 2.5 * HOUR),)] * 7)

    assert worktime_between(hours, warsaw(2026, 10, 25), warsaw(2026, 10, 26)) == HOUR / 2


def test_a_night_shift_belongs_to_the_day_on_which_it_opens():
    hours = weekly(*[(span(22, 30),)] * 7, exceptions={date(2026, 11, 11): ()})

    assert list(windows(hours, warsaw(2026, 11, 10, 12), warsaw(2026, 11, 13))) == [
        (warsaw(2026, 11, 10, 22), warsaw(2026, 11, 11, 6)),
        (warsaw(2026, 11, 12, 22), warsaw(2026, 11, 13)),
    ]


def test_a_window_of_two_days_reaches_the_second_midnight():
    hours = weekly((span(23, 48),), *[()] * 6)

    assert worktime_between(hours, warsaw(2026, 11, 16), warsaw(2026, 11, 22)) == 25 * HOUR
    assert add_worktime(hours, warsaw(2026, 11, 17, 23), HOUR) == warsaw(2026, 11, 18)


def test_night_and_morning_that_overlap_count_once():
    hours = weekly(*[(span(5, 10), span(22, 30))] * 7)

    assert worktime_between(hours, warsaw(2026, 11, 16, 12), warsaw(2026, 11, 17, 12)) == 12 * HOUR


def test_a_break_at_noon_does_not_count():
    hours = weekly(*[(span(8, 12), span(13, 17))] * 7)

    assert add_worktime(hours, warsaw(2026, 11, 16, 11), 2 * HOUR) == warsaw(2026, 11, 16, 14)


def test_an_exception_replaces_the_hours_of_its_date():
    hours = weekly(*[EIGHT_TO_FOUR] * 5, (), (), exceptions={date(2026, 12, 24): (span(8, 12),)})

    assert worktime_between(hours, warsaw(2026, 12, 24), warsaw(2026, 12, 25)) == 4 * HOUR


def test_each_day_has_the_hours_of_the_revision_then_in_force():
    revisions = (
        Revision(date(2026, 1, 1), (EIGHT_TO_FOUR,) * 7),
        Revision(date(2026, 11, 18), ((span(8, 22),),) * 7),
    )
    hours = WorkingHours(WARSAW, revisions)

    per_day = [worktime_between(hours, warsaw(2026, 11, n), warsaw(2026, 11, n + 1)) for n in (17, 18)]

    assert per_day == [8 * HOUR, 14 * HOUR]
    assert worktime_between(hours, warsaw(2025, 1, 1), warsaw(2026, 1, 1)) == timedelta()


def test_worktime_across_new_year_is_not_cut():
    start = warsaw(2026, 12, 31, 23)

    assert worktime_between(NIGHTS, start, warsaw(2027, 1, 1, 12)) == 7 * HOUR
    assert next_change(NIGHTS, start) == warsaw(2027, 1, 1, 6)
    assert next_change(NIGHTS, warsaw(2028, 1, 1, 0, 30)) == warsaw(2028, 1, 1, 6)


def test_windows_from_before_new_year_count_when_nobody_has_asked_about_that_year():
    opened_on_30th = WorkingHours(
        HONOLULU, (Revision(LONG_AGO, ((),) * 7),), {date(2028, 12, 30): (span(23, 48),)}
    )
    midnight = datetime(2029, 1, 1, tzinfo=HONOLULU)

    assert is_open(weekly(*[(span(22, 31),)] * 7), warsaw(2029, 1, 1, 3))
    assert next_change(opened_on_30th, midnight - HOUR) == midnight


def test_a_long_target_reaches_years_ahead():
    end = add_worktime(OFFICE, warsaw(2026, 1, 1), 5 * 2000 * HOUR)

    assert worktime_between(OFFICE, warsaw(2026, 1, 1), end) == 5 * 2000 * HOUR
    assert end.year == 2030


def test_hours_that_end_never_come_again():
    revisions = (Revision(LONG_AGO, (EIGHT_TO_FOUR,) * 7), Revision(date(2026, 11, 18), ((),) * 7))
    hours = WorkingHours(WARSAW, revisions)

    assert next_opening(hours, warsaw(2026, 11, 17, 17)) is None
    assert next_change(hours, warsaw(2026, 11, 17, 17)) is None
    with pytest.raises(NoWorkingHours):
        add_worktime(hours, warsaw(2026, 11, 17, 15), HOUR + MICROSECOND)


@pytest.mark.parametrize(("days", "comes"), [(3659, True), (3670, False)])
def test_no_promise_reaches_further_than_ten_years(days, comes):
    start = warsaw(2026, 1, 1)
    day = date(2026, 1, 1) + timedelta(days=days)
    hours = weekly(*[()] * 7, exceptions={day: EIGHT_TO_FOUR})

    assert (next_opening(hours, start) is not None) == comes
    if not comes:
        with pytest.raises(NoWorkingHours):
            add_worktime(hours, start, HOUR)


def test_a_window_holds_its_opening_and_not_its_closing():
    assert is_open(OFFICE, warsaw(2026, 11, 20, 8))
    assert not is_open(OFFICE, warsaw(2026, 11, 20, 8) - MICROSECOND)
    assert is_open(OFFICE, warsaw(2026, 11, 20, 16) - MICROSECOND)
    assert not is_open(OFFICE, warsaw(2026, 11, 20, 16))


def test_the_next_opening_of_open_hours_is_now():
    at = warsaw(2026, 11, 20, 9, 30)

    assert next_opening(OFFICE, at) == at
    assert next_opening(OFFICE, warsaw(2026, 11, 20, 16)) == warsaw(2026, 11, 23, 8)


def test_open_hours_change_when_they_close_and_closed_ones_when_they_open():
    assert next_change(OFFICE, warsaw(2026, 11, 20, 8)) == warsaw(2026, 11, 20, 16)
    assert next_change(OFFICE, warsaw(2026, 11, 20, 16)) == warsaw(2026, 11, 23, 8)


@pytest.mark.parametrize("hours", [ALWAYS, AROUND_THE_CLOCK])
def test_round_the_clock_never_changes(hours):
    start = warsaw(2026, 11, 20, 9)

    assert next_change(hours, start) is None
    assert list(windows(hours, start, start + 900 * HOUR)) == [(start, start + 900 * HOUR)]
    assert add_worktime(hours, start, 900 * HOUR) == start + 900 * HOUR


def test_windows_come_out_cut_to_the_time_asked_about():
    found = list(windows(OFFICE, warsaw(2026, 11, 20, 10), warsaw(2026, 11, 23, 9)))

    assert found == [
        (warsaw(2026, 11, 20, 10), warsaw(2026, 11, 20, 16)),
        (warsaw(2026, 11, 23, 8), warsaw(2026, 11, 23, 9)),
    ]
    assert all(instant.tzinfo is UTC for window in found for instant in window)
    assert list(windows(OFFICE, warsaw(2026, 11, 20, 16), warsaw(2026, 11, 23, 8))) == []


def test_answers_do_not_depend_on_what_was_asked_before():
    years = (2026, 2000, 2040, 1999)

    def calendar(number):
        return weekly(*[EIGHT_TO_FOUR] * 4, (), (), (), exceptions={date(1990, 1, number): ()})

    def ask(hours, year):
        return worktime_between(hours, warsaw(year, 5, 1), warsaw(year + 3, 8, 9))

    asked_much = calendar(1)
    alone = [ask(calendar(number), year) for number, year in enumerate(years, start=2)]

    assert [ask(asked_much, year) for year in years] == alone


def test_spans_that_overlap_or_touch_become_one():
    assert merge_spans([span(12, 16), span(8, 12), span(9, 10), span(20, 26)]) == (span(8, 16), span(20, 26))


def test_a_calendar_survives_travel_and_keeps_its_own_exceptions():
    exceptions = {date(2026, 11, 20): ()}
    hours = weekly(*[EIGHT_TO_FOUR] * 7, exceptions=exceptions)
    assert not is_open(hours, warsaw(2026, 11, 20, 9))

    exceptions.clear()

    assert pickle.loads(pickle.dumps(hours)) == hours
    assert is_open(weekly(*[EIGHT_TO_FOUR] * 7, exceptions=exceptions), warsaw(2026, 11, 20, 9))


@pytest.mark.parametrize("ends", [(8, 8), (9, 8)])
def test_a_window_that_ends_before_it_starts_is_refused(ends):
    with pytest.raises(BadHours, match="span_ends_before_it_starts"):
        span(*ends)


@pytest.mark.parametrize("ends", [(-1, 8), (24, 30), (20, 49)])
def test_a_window_that_does_not_belong_to_its_day_is_refused(ends):
    with pytest.raises(BadHours, match="span_outside_its_day"):
        span(*ends)


def test_a_week_has_seven_days():
    with pytest.raises(BadHours, match="week_without_seven_days"):
        Revision(LONG_AGO, (EIGHT_TO_FOUR,) * 6)


@pytest.mark.parametrize("second", [date(2025, 12, 31), date(2026, 1, 1)])
def test_revisions_follow_one_another(second):
    week = (EIGHT_TO_FOUR,) * 7
    with pytest.raises(BadHours, match="revisions_out_of_order"):
        WorkingHours(WARSAW, (Revision(date(2026, 1, 1), week), Revision(second, week)))


@pytest.mark.parametrize(
    "at", [datetime(2026, 1, 1), datetime(1900, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_an_instant_without_zone_or_from_no_sensible_year_is_refused(at):
    for question in (is_open, next_opening, next_change):
        with pytest.raises(OutOfCalendar):
            question(OFFICE, at)
    with pytest.raises(OutOfCalendar):
        worktime_between(OFFICE, at, at)


def test_the_last_year_of_the_calendar_ends_without_an_accident():
    assert next_change(OFFICE, datetime(2199, 12, 31, 23, tzinfo=UTC)) is None
