"""At which level an order was when; the example of docs/clocks.md is what the program says."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from amberdesk.clock.hours import worktime_between
from amberdesk.reports.stays import Stay, Step, stays
from tests.factories import NINE
from tests.orders.test_clocks_page import HOURS, length, local

PAGE = (Path(__file__).parents[2] / "docs/clocks.md").read_text()
PAGE = PAGE[PAGE.index("## Levels as facts") :]
MINUTE = timedelta(minutes=1)
LIFE = (  # what the rows of the page's example are in the journal
    ("assigned", "L1", "assigned"),
    ("handed_over", "L2", "assigned"),
    ("sent_back", "L1", "assigned"),
    ("resolved", "L1", "resolved"),
    ("reopened", "L1", "in_progress"),
    ("handed_over", "L2", "assigned"),
    ("resolved", "L2", "resolved"),
)


def step(n: int, kind: str, level: str, state: str = "assigned", **more: Any) -> Step:
    at = more.pop("at", NINE + n * MINUTE)
    return Step(n, kind, at, more.pop("acting_as", ""), level, state, 1, **more)


def told(found: list[Stay]) -> list[tuple[str, str, str]]:
    return [(s.level, s.came, s.left) for s in found]


def test_the_example_of_the_page_is_what_the_stays_say() -> None:
    rows = re.findall(r"^\| \w{3} (\d+) Nov (\d\d):(\d\d):(\d\d) \|", PAGE, re.M)
    steps = []
    for n, (row, (kind, level, state)) in enumerate(zip(rows, LIFE, strict=True), 1):
        at = datetime(2026, 11, *map(int, row), tzinfo=ZoneInfo("Europe/Warsaw")).astimezone(UTC)
        steps.append(step(n, kind, level, state, at=at))
    found = stays(steps)
    expected = re.findall(
        r"^\| (L\d) \| (2026\S+ \S+) \| (2026\S+ \S+) \| (\S+) \| (\S+) \| (\w+) \| (\w+) \|", PAGE, re.M
    )
    assert [
        (s.level, local(s.start), local(s.end), s.end - s.start, _covered(s), s.came, s.left)
        for s in found
        if s.end
    ] == [
        (lv, a, b, length(wall), length(hours), came, left) for lv, a, b, wall, hours, came, left in expected
    ]
    sums = re.search(r"L1 had it for (\S+) in three stays, L2 for (\S+) of .*: (\d) / (\d)\.", PAGE)
    assert sums is not None
    l1, l2 = (sum((_covered(s) for s in found if s.level == lv), timedelta()) for lv in ("L1", "L2"))
    assert (l1, l2) == (length(sums[1]), length(sums[2]))
    assert [sum(s.returned for s in found), sum(s.level == "L2" for s in found)] == [
        int(sums[3]),
        int(sums[4]),
    ]


def _covered(stay: Stay) -> timedelta:
    assert stay.end is not None
    return worktime_between(HOURS, stay.start, stay.end)


def test_the_level_before_the_first_assignment_was_only_proposed() -> None:
    found = stays([step(1, "corrected", "L2", "new"), step(2, "assigned", "L1")])
    assert told(found) == [("L1", "assigned", "")] and found[0].start == NINE + 2 * MINUTE


def test_another_technician_of_the_level_begins_no_stay() -> None:
    assert told(stays([step(1, "assigned", "L1"), step(2, "assigned", "L1")])) == [("L1", "assigned", "")]


def test_what_is_not_for_l1_is_said_so() -> None:
    (stay,) = stays([step(1, "assigned", "L2", not_for_l1=True)])
    assert (stay.came, stay.came_from) == ("not_for_l1", "")


def test_an_act_that_was_taken_back_never_happened() -> None:
    steps = [
        step(1, "assigned", "L1"),
        step(2, "assigned", "L3"),
        step(3, "undone", "L1", undoes=2),
        step(4, "resolved", "L1", "resolved"),
    ]
    assert told(stays(steps)) == [("L1", "assigned", "resolved")]


def test_a_return_is_one_to_the_level_that_handed_it_over() -> None:
    back = [step(1, "assigned", "L1"), step(2, "handed_over", "L2"), step(3, "sent_back", "L1")]
    assert [s.returned for s in stays(back)] == [False, True, False]
    on = [step(1, "assigned", "L1"), step(2, "handed_over", "L2"), step(3, "handed_over", "L3")]
    assert not any(s.returned for s in stays(on))


def test_l2_in_l1s_place_marks_the_stay_at_l1_in_which_it_acted() -> None:
    as_l1 = {"acting_as": "L1", "own": "L2"}
    assigned = step(1, "assigned", "L1")
    assert stays([assigned, step(2, "resolved", "L1", "resolved", **as_l1)])[0].acting
    assert stays([step(0, "verified", "L1", "new", **as_l1), assigned])[0].acting
    assert not stays([assigned, step(2, "handed_over", "L2", acting_as="L2", own="L2")])[0].acting
    second = stays(
        [assigned, step(2, "handed_over", "L2"), step(3, "sent_back", "L1"), step(4, "noted", "L1", **as_l1)]
    )
    assert [s.acting for s in second] == [False, False, True]
    between = [assigned, step(2, "resolved", "L1", "resolved"), step(3, "noted", "L1", "resolved", **as_l1)]
    assert [s.acting for s in stays([*between, step(4, "reopened", "L1", "in_progress")])] == [False, False]


def test_late_facts_count_when_they_happened() -> None:
    late = step(9, "handed_over", "L2", at=NINE + 2 * MINUTE)
    found = stays([step(1, "assigned", "L1"), step(3, "sent_back", "L1"), late])
    assert told(found) == [
        ("L1", "assigned", "handed_over"),
        ("L2", "handed_over", "sent_back"),
        ("L1", "sent_back", ""),
    ]
