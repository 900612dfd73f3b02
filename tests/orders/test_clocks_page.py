"""The worked example of docs/clocks.md is what the program says, to the second."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from amberdesk.clock.hours import Revision, Span, WorkingHours
from amberdesk.clock.sla import State, explain, read
from amberdesk.customers.terms import TargetTerms
from amberdesk.orders.clock_facts import Fact, clock_facts
from tests.orders.lives import version

WHOLE = (Path(__file__).parents[2] / "docs/clocks.md").read_text()
PAGE = WHOLE.split("## An example that adds up")[1].split("\n## ")[0]
HOUR = timedelta(hours=1)
WARSAW = ZoneInfo("Europe/Warsaw")
HOURS = WorkingHours(
    WARSAW,
    (Revision(date(2020, 1, 1), ((Span(8 * HOUR, 16 * HOUR),),) * 5 + ((), ())),),
    {date(2026, 11, 11): ()},
)
TERMS = version(
    1,
    HOURS,
    {
        ("P2", t): TargetTerms(n * HOUR, "coverage", (0.75, 0.9))
        for t, n in (("response", 2), ("solution", 16))
    },
    {"customer"},
)
MONTHS = {"Nov": 11}
KINDS = (  # what the rows of the page's first table are in the journal
    ("order.placed", "new", {"channel": "form"}),
    ("order.replied", "in_progress", {"message": 1}),
    ("order.waiting", "waiting", {}),
    ("order.resumed", "in_progress", {}),
    ("order.resolved", "resolved", {}),
    ("order.reopened", "in_progress", {}),
    ("order.resolved", "resolved", {}),
)


def told() -> list[Fact]:
    rows = re.findall(r"^\| \w{3} (\d+) (\w{3}) (\d\d):(\d\d):(\d\d) \|", PAGE, re.M)
    facts = []
    for number, ((day, month, *clock), (kind, state, own)) in enumerate(zip(rows, KINDS, strict=True), 1):
        at = datetime(2026, MONTHS[month], int(day), *map(int, clock), tzinfo=WARSAW).astimezone(UTC)
        reason = "customer" if state == "waiting" else ""
        header = {"state": state, "wait_reason": reason, "agreement": 1, "priority": "P2"}
        facts.append(Fact(number, kind, at, True, {**header, "reported_at": at.isoformat(), **own}))
    return facts


def length(text: str) -> timedelta:
    hours, minutes, seconds = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def local(at: datetime) -> str:
    return f"{at.astimezone(WARSAW):%Y-%m-%d %H:%M:%S}"


def test_the_example_of_the_page_is_what_the_clocks_say():
    facts = told()
    clocks = clock_facts(facts, {1: TERMS}).clocks
    end = facts[-1].at
    response, solution = (read(clocks[t].facts, HOURS, end) for t in ("response", "solution"))
    assert f"is {response.used} of {response.limit}, met" in PAGE and response.state is State.MET
    assert solution.state is State.MET
    stretches = explain(clocks["solution"].facts, HOURS, end)
    rows = re.findall(r"^\| (2026\S+ \S+) \| (2026\S+ \S+) \| (\S+) \| (yes|no) \| (\w+) \|", PAGE, re.M)
    assert [
        (local(s.start), local(s.end), s.end - s.start, "yes" if s.counted else "no", s.code)
        for s in stretches
    ] == [(start, stop, length(took), counts, why) for start, stop, took, counts, why in rows]


def test_the_sums_of_the_page_add_up():
    facts = told()
    counted, rest, whole = map(
        length, re.search(r"Counted (\S+), not counted (\S+), together (\S+):", PAGE).groups()
    )
    used, limit, left = map(length, re.search(r"(\S+) of (\S+) is\s+used, (\S+) was left", PAGE).groups())
    clocks = clock_facts(facts, {1: TERMS}).clocks
    reading = read(clocks["solution"].facts, HOURS, facts[-1].at)
    assert counted + rest == whole == facts[-1].at - facts[0].at
    assert (used, limit, left) == (reading.used, reading.limit, reading.left) and used == counted
