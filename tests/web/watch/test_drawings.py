"""Drawings of calls and of staffing: every text in them is only text."""

from datetime import timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from amberdesk.phone.models import Call, Ring, Segment
from amberdesk.phone.staffing import Need
from amberdesk.web.base.formats import stopwatch
from amberdesk.web.watch.gaps import picture
from amberdesk.web.watch.timeline import bars_of, drawn, strip
from tests.factories import NINE

SECOND = timedelta(seconds=1)


def call(**facts: object) -> Call:
    return Call(key="a:1", offered_at=NINE, outcome="open", **facts)


def test_a_hostile_name_is_only_text() -> None:
    name = '"><script>alert(1)</script>'
    rings = [Ring(agent=name, started_at=NINE, ended_at=NINE + 12 * SECOND, result="no_answer")]

    drawing = drawn(call(), rings, [], named=True)

    assert "<script>" not in drawing and ElementTree.fromstring(drawing).tag == "svg"


def test_a_call_of_which_nothing_but_its_beginning_is_known_is_drawn() -> None:
    assert ElementTree.fromstring(drawn(call(), [], [], named=True)).tag == "svg"


def test_bars_reach_to_the_last_thing_known_and_never_back() -> None:
    rings = [Ring(agent="a", started_at=NINE + SECOND, ended_at=None, result="")]
    talks = [Segment(agent="b", started_at=NINE + 5 * SECOND, ended_at=NINE + 65 * SECOND)]

    found = bars_of(call(answered_at=NINE + 5 * SECOND), rings, talks, named=True)

    assert [(b.look, b.start, b.end) for b in found] == [
        ("wait", NINE, NINE + 5 * SECOND),
        ("ring", NINE + SECOND, NINE + 65 * SECOND),
        ("talk", NINE + 5 * SECOND, NINE + 65 * SECOND),
    ]
    assert [b.line for b in bars_of(call(), rings, talks, named=False)[1:]] == ["Technik 1", "Technik 2"]


def test_a_list_draws_each_calls_wait_rings_and_talk_on_one_line() -> None:
    rings = [
        Ring(agent="a", started_at=NINE, ended_at=NINE + 12 * SECOND, result="no_answer"),
        Ring(agent="b", started_at=NINE + 12 * SECOND, ended_at=NINE + 20 * SECOND, result="answered"),
    ]
    one = call(answered_at=NINE + 20 * SECOND, ended_at=NINE + 900 * SECOND)

    drawing = ElementTree.fromstring(strip(one, rings))

    bars = [(each.get("class"), each.get("x"), each.get("width")) for each in drawing.iter("rect")]
    assert bars == [
        ("wait", "0.0", "60.0"),
        ("missed", "0.0", "36.0"),
        ("ring", "36.0", "24.0"),
        ("talk", "60.0", "60.0"),
    ]
    assert drawing.get("aria-label") == "prób: 2, bez odpowiedzi: 1"
    assert ElementTree.fromstring(strip(call(), [])).tag == "svg"


def test_a_gap_in_the_roster_is_drawn_red() -> None:
    needs = [Need(NINE, 3, 2, 2, 1), Need(NINE + timedelta(minutes=30), 3, 2, None, 3)]

    drawing = picture(needs, ZoneInfo("Europe/Warsaw"))

    assert drawing.count('class="gap"') == 1 and drawing.count('class="need"') == 2
    assert "9:00" in drawing


def test_a_stopwatch_runs_in_minutes_then_in_hours() -> None:
    said = [stopwatch(ms) for ms in (0, 41_499, 60_000, 3_725_000, None)] + [stopwatch(timedelta(seconds=61))]
    assert said == ["0:00", "0:41", "1:00", "1:02:05", "", "1:01"]
