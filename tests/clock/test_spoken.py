from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amberdesk.clock import spoken

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # Sunday 19:00 in Warsaw


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("when", "pl", "en", "uk"),
    [
        ("2026-11-22 15:13", "dzisiaj 15:13", "today 15:13", "сьогодні 15:13"),
        ("2026-11-21 09:05", "wczoraj 9:05", "yesterday 9:05", "вчора 9:05"),
        ("2026-11-23 08:00", "jutro 8:00", "tomorrow 8:00", "завтра 8:00"),
        ("2026-11-30 09:40", "pn. 30.11, 9:40", "Mon 30 Nov, 9:40", "пн 30.11, 9:40"),
        ("2027-01-04 00:00", "4.01.2027, 0:00", "4 Jan 2027, 0:00", "4.01.2027, 0:00"),
    ],
)
def test_a_moment_is_said_in_the_readers_language(when: str, pl: str, en: str, uk: str) -> None:
    assert [spoken.moment(at(when), NOW, WARSAW, language) for language in ("pl", "en", "uk")] == [pl, en, uk]


def test_the_day_is_that_of_the_zone_not_of_utc() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert spoken.moment(late, NOW, WARSAW, "pl") == "jutro 0:30"
    assert spoken.moment(late, NOW, UTC, "pl") == "dzisiaj 23:30"


def test_an_hour_after_the_change_of_clocks_is_said_as_on_the_wall() -> None:
    assert spoken.hour(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), WARSAW) == "2:30"
    assert spoken.hour(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), WARSAW) == "2:30"
    assert spoken.hour(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), WARSAW) == "3:30"


def test_opening_and_promise_name_the_day() -> None:
    assert spoken.since(at("2026-11-23 08:00"), NOW, WARSAW, "pl") == "jutro od 8:00"
    assert spoken.until(at("2026-11-22 20:15"), NOW, WARSAW, "pl") == "dzisiaj do 20:15"
    assert spoken.until(at("2026-11-22 22:00"), NOW, WARSAW, "en") == "today until 22:00"


@pytest.mark.parametrize(
    ("when", "pl", "en", "uk"),
    [
        ("2026-11-22 20:15", "20:15", "20:15", "20:15"),
        ("2026-11-23 08:00", "jutra 8:00", "tomorrow 8:00", "завтра 8:00"),
        ("2026-11-21 16:00", "wczoraj 16:00", "yesterday 16:00", "вчора 16:00"),
        ("2026-11-30 09:40", "pn. 30.11, 9:40", "Mon 30 Nov, 9:40", "пн 30.11, 9:40"),
    ],
)
def test_a_deadline_is_said_in_the_form_that_follows_do(when: str, pl: str, en: str, uk: str) -> None:
    assert [spoken.deadline(at(when), NOW, WARSAW, tongue) for tongue in ("pl", "en", "uk")] == [pl, en, uk]


def test_soon_needs_no_day_today() -> None:
    assert spoken.soon(at("2026-11-22 20:15"), NOW, WARSAW, "pl") == "20:15"
    assert spoken.soon(at("2026-11-23 20:15"), NOW, WARSAW, "pl") == "jutro 20:15"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((0, "0 min"), (45, "45 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (3661, "1 h 1 min")),
        *((7800, "2 h 10 min"), (-7800, "2 h 10 min"), (93_600, "26 h"), (0.4, "0 min")),
    ],
)
def test_a_duration_is_hours_and_minutes(seconds: float, said: str) -> None:
    assert spoken.duration(seconds, "pl") == said


def test_an_exact_duration_keeps_its_seconds() -> None:
    assert spoken.duration(timedelta(hours=1, seconds=5), "pl", exact=True) == "1 h 5 s"
    assert spoken.duration(3725, "uk", exact=True) == "1 год 2 хв 5 с"


@pytest.mark.parametrize(
    ("days", "pl", "uk"),
    [
        (2, "2 dni", "2 дні"),
        (5, "5 dni", "5 днів"),
        (21, "21 dni", "21 день"),
        (22, "22 dni", "22 дні"),
        (112, "112 dni", "112 днів"),
    ],
)
def test_an_age_counts_days_as_the_language_does(days: int, pl: str, uk: str) -> None:
    assert spoken.age(timedelta(days=days, hours=3), "pl") == pl
    assert spoken.age(timedelta(days=days, hours=3), "uk") == uk


def test_an_age_is_one_unit_rounded_down() -> None:
    assert [spoken.age(s, "pl") for s in (0, 59, 60, 3599, 3600, 2 * 86400 - 1)] == [
        *("0 min", "59 s", "1 min", "59 min", "1 h", "47 h")
    ]


def test_polish_has_three_plural_forms() -> None:
    assert [spoken.slavic(n) for n in (0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 102, 112)] == [
        2,
        0,
        1,
        1,
        2,
        2,
        2,
        2,
        2,
        1,
        2,
        1,
        2,
    ]


def test_numbers_have_the_mark_of_the_language() -> None:
    assert spoken.number(61.4, "pl", 1) == "61,4"
    assert spoken.number(61.4, "en", 1) == "61.4"
    assert spoken.number(1234567, "pl") == "1\u202f234\u202f567"
    assert spoken.number(1234, "pl") == "1234"
    assert spoken.percent(0.614, "pl") == "61,4\u00a0%"
    assert spoken.percent(0.614, "en") == "61.4%"


def test_sizes_are_read_at_a_glance() -> None:
    assert [spoken.size(n, "pl") for n in (812, 14_200, 1_240_000)] == ["812 B", "14 kB", "1,2 MB"]


def test_a_full_day_is_written_out() -> None:
    assert spoken.full_day(date(2026, 11, 23), "pl") == "poniedziałek, 23 listopada 2026"
    assert spoken.full_day(date(2026, 11, 23), "uk") == "понеділок, 23 листопада 2026"


def test_an_unknown_language_is_spoken_to_in_polish() -> None:
    assert spoken.moment(NOW, NOW, WARSAW, "de") == "dzisiaj 19:00"
