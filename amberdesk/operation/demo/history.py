"""Weeks of work at the demo company: when reports come in, of what, and which orders still stand where."""

from datetime import datetime, timedelta
from random import Random

from amberdesk.operation.demo.company import WARSAW, DemoCompany
from amberdesk.operation.demo.story import Story
from amberdesk.operation.demo.troubles import TROUBLES

WEIGHTS = [3 if trouble.way == "1" else 1.5 for trouble in TROUBLES]  # the first line solves most


def report_times(random: Random, start: datetime, now: datetime, a_day: float) -> list[datetime]:
    """Return when reports come: most on weekday mornings, some in the evening and at weekends."""
    times: list[datetime] = []
    day = start.astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < now:
        share = 1.0 if day.weekday() < 5 else 0.25
        for _ in range(round(random.gauss(a_day * share, 1))):
            hour = min(21.9, max(6.5, random.gauss(10.5, 2.6)))
            times.append((day + timedelta(hours=hour)).astimezone(now.tzinfo))
        day = (day + timedelta(days=1, hours=2)).replace(hour=0)
    return sorted(t for t in times if start <= t < now)


def make_history(
    demo: DemoCompany, random: Random, start: datetime, now: datetime, a_day: float = 7.0
) -> int:
    """Play all that was reported between two instants, and some of it just now; return the number of orders."""
    held = _held(random, now)
    fresh = [now - timedelta(minutes=m) for m in (2, 4, 7, 11, 26, 38, 55, 70, 95, 130, 170, 240)]
    count = 0
    for at in [*report_times(random, start, now - timedelta(hours=5), a_day), *sorted(fresh)]:
        trouble, site = random.choices(TROUBLES, WEIGHTS)[0], random.choice(demo.sites)
        count += Story(demo, trouble, site, random, now).run(at) is not None
    for at, hold in held:
        fitting = [t for t in TROUBLES if hold[-1:] in t.way or hold in ("assigned", "part")]
        story = Story(demo, random.choice(fitting), random.choice(demo.sites), random, now, hold)
        count += story.run(at) is not None
    return count


def _held(random: Random, now: datetime) -> list[tuple[datetime, str]]:
    """Return instants of the last working hours, and the step at which an order of then still stands."""
    steps = ("assigned", "assigned", "L1", "L1", "L1", "L2", "L2", "L2", "L3", "L3", "part", "part", "part")
    times: list[datetime] = []
    local = now.astimezone(WARSAW)
    while len(times) < len(steps):
        local -= timedelta(minutes=random.uniform(15, 70))
        if local.weekday() < 5 and 8 <= local.hour < 15:
            times.append(local.astimezone(now.tzinfo))
    return sorted(zip(times, random.sample(steps, len(steps)), strict=True))
