"""Business time: how many due times a second, beside the PyPI libraries that do the same. python -m bench.clocks

Needs the packages of requirements-bench.lock: pip install --require-hashes -r requirements-bench.lock
The libraries get the same hours, zone and holidays; every case whose result differs is explained or it fails.
"""

import argparse
import json
import random
import time as stopwatch
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amberdesk.clock.hours import Revision, Span, WorkingHours, add_worktime, is_open, worktime_between
from amberdesk.clock.sla import Facts, read
from amberdesk.customers.public_holidays import public_holidays

WARSAW = ZoneInfo("Europe/Warsaw")
HOUR = timedelta(hours=1)
FIVE_DAYS = 40 * HOUR  # of eight hours
YEARS = range(2020, 2031)
FIRST, DAYS = datetime(2021, 1, 1, tzinfo=UTC), 365 * 8


def calendar(holidays: dict[date, tuple[Span, ...]]) -> WorkingHours:
    """Return Monday to Friday 8-16 in Warsaw but for the holidays."""
    week = ((Span(8 * HOUR, 16 * HOUR),),) * 5 + ((), ())
    return WorkingHours(WARSAW, (Revision(date(2000, 1, 1), week),), holidays)


def polish_holidays() -> dict[date, tuple[Span, ...]]:
    return {day: () for year in YEARS for day, _name in public_holidays(year)}


def cases(count: int, seed: int = 1) -> list[datetime]:
    """Return random instants, to the second, over eight years."""
    rng = random.Random(seed)
    return [FIRST + timedelta(seconds=rng.randrange(DAYS * 86400)) for _ in range(count)]


def rate(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Return how many items a second the work takes."""
    begun = stopwatch.perf_counter()
    for item in items:
        work(item)
    return len(items) / (stopwatch.perf_counter() - begun)


def own_rates(hours: WorkingHours, starts: Sequence[datetime]) -> dict[str, float]:
    """Return due times, measured spans and whole readings a second on one core."""
    add_worktime(hours, FIRST, FIVE_DAYS), add_worktime(hours, FIRST + timedelta(days=DAYS), FIVE_DAYS)
    warnings = (0.75, 0.9)
    return {
        "due times a second": rate(lambda at: add_worktime(hours, at, FIVE_DAYS), starts),
        "due times of a year a second": rate(lambda at: add_worktime(hours, at, 50 * FIVE_DAYS), starts),
        "spans of 30 days measured a second": rate(
            lambda at: worktime_between(hours, at, at + timedelta(days=30)), starts
        ),
        "clocks read a second": rate(lambda at: read(Facts(FIVE_DAYS, at, warnings), hours, at), starts),
    }


def against_businesstimedelta(hours: WorkingHours, starts: Sequence[datetime], timed: int) -> dict[str, Any]:
    """Compare due times with businesstimedelta's: the same rule of hours, the same holidays."""
    import businesstimedelta
    import pytz

    zone = pytz.timezone("Europe/Warsaw")
    day = businesstimedelta.WorkDayRule(
        start_time=time(8), end_time=time(16), working_days=[0, 1, 2, 3, 4], tz=zone
    )
    free = businesstimedelta.HolidayRule(set(hours.exceptions), tz=zone)
    rules = businesstimedelta.Rules([day, free])
    amount = businesstimedelta.BusinessTimeDelta(rules, hours=40)
    begun, found = stopwatch.perf_counter(), []
    for at in starts[:timed]:
        found.append((at + amount).astimezone(UTC))
    theirs = timed / (stopwatch.perf_counter() - begun)
    told = Counter(why_unlike(hours, at, other) for at, other in zip(starts[:timed], found, strict=True))
    return {"cases": timed, "results": dict(told), "a second": theirs}


def why_unlike(hours: WorkingHours, at: datetime, other: datetime) -> str:
    """Return "same", or in one phrase why another library says another due time."""
    own = add_worktime(hours, at, FIVE_DAYS)
    if own == other:
        return "same"
    nothing_between = worktime_between(hours, min(own, other), max(own, other)) == timedelta()
    if nothing_between and own < other:
        return "closing time of one day said as opening time of the next"
    return "unexplained"


def against_workalendar(hours: WorkingHours, starts: Sequence[datetime]) -> dict[str, Any]:
    """Compare the date with workalendar's fifth working day, for reports inside the hours (it knows no hours)."""
    from workalendar.europe import Poland

    poland = Poland()
    inside = [at for at in starts if is_open(hours, at)]
    days = [at.astimezone(WARSAW).date() for at in inside]
    begun = stopwatch.perf_counter()
    found = [poland.add_working_days(day, 5) for day in days]
    theirs = len(days) / (stopwatch.perf_counter() - begun)
    known = {day for year in YEARS for day, _name in poland.holidays(year)}
    unlike = {day for day in known ^ set(hours.exceptions) if day.weekday() < 5}
    told: Counter[str] = Counter()
    for at, day, other in zip(inside, days, found, strict=True):
        told[why_other_date(add_worktime(hours, at, FIVE_DAYS).astimezone(WARSAW), day, other, unlike)] += 1
    return {
        "cases": len(days),
        "results": dict(told),
        "a second": theirs,
        "holidays unlike": sorted(map(str, unlike)),
    }


def why_other_date(own: datetime, day: date, other: date, unlike: set[date]) -> str:
    """Return "same", or in one phrase why workalendar says another date. unlike: holidays only one of us knows."""
    if own.date() == other:
        return "same"
    if own.time() == time(16):
        return "from opening time on five days end at closing time of the fifth"
    between = any(day <= each <= max(own.date(), other) for each in unlike)
    return "a holiday that only one of them knows" if between else "unexplained"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    options = parser.parse_args()
    hours, starts = calendar(polish_holidays()), cases(options.cases)
    own = own_rates(hours, starts)
    found: dict[str, Any] = {"own": own}
    ours = own["due times a second"]
    for name, compare in {
        "workalendar": lambda: against_workalendar(hours, starts),
        "businesstimedelta": lambda: against_businesstimedelta(hours, starts, len(starts)),
    }.items():
        try:
            found[name] = compare()
        except ImportError:
            found[name] = "not installed"
            continue
        found[name]["ours is faster by"] = round(ours / found[name]["a second"])
        if found[name]["results"].get("unexplained"):
            raise SystemExit(json.dumps(found, indent=1))
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
