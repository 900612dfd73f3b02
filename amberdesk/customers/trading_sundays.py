"""On which Sundays shops may trade in Poland. Pure.

Source: the act of 10 January 2018 limiting trade on Sundays, holidays and some other days, articles 5 and 7: trade is
banned on Sundays except the one before Easter Sunday, the last ones of January, April, June and August, and before
Christmas two, since 2025 (act of 6 December 2024) the three before Christmas Eve. A public holiday stays banned.
"""

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR = 2020  # before it the ban came step by step
LAST_YEAR = 2045  # as far as anybody reckons; the act may be another one by then
_WEEK = timedelta(days=7)


@lru_cache(maxsize=64)
def trading_sundays(year: int) -> tuple[date, ...]:
    """Return the Sundays of a year on which shops may trade, in order; all of them before the ban was whole."""
    if year < FIRST_YEAR:
        return _sundays(year)
    last_ones = {_sunday_before(date(year, month + 1, 1)) for month in (1, 4, 6, 8)}
    advent = _sunday_before(date(year, 12, 24 if year >= 2025 else 25))
    before_christmas = {advent - week * _WEEK for week in range(3 if year >= 2025 else 2)}
    sunday_before_easter = easter(year) - _WEEK
    found = {*last_ones, *before_christmas, sunday_before_easter}
    return tuple(sorted(found - _holidays(year)))


@lru_cache(maxsize=64)
def closed_sundays(year: int) -> tuple[date, ...]:
    """Return the Sundays of a year on which shops are closed, in order."""
    return tuple(day for day in _sundays(year) if day not in trading_sundays(year))


@lru_cache(maxsize=64)
def closed_between(first: date, end: date) -> tuple[date, ...]:
    """Return the closed Sundays from `first` until before `end`, in order, within the years that the rule knows."""
    years = range(max(first.year, FIRST_YEAR), min(end.year, LAST_YEAR) + 1)
    return tuple(day for year in years for day in closed_sundays(year) if first <= day < end)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm of 1876."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - leap + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _sunday_before(day: date) -> date:
    """Return the last Sunday before a date."""
    return day - timedelta(days=day.weekday() + 1)


def _sundays(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    first += timedelta(days=6 - first.weekday())
    return tuple(day for week in range(53) if (day := first + week * _WEEK).year == year)


def _holidays(year: int) -> set[date]:
    """Return the public holidays that can fall on a Sunday named by the act."""
    return {easter(year), date(year, 12, 24 if year >= 2025 else 25), date(year, 8, 15)}
