"""Calendars and facts for property tests, in whole ticks, around the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from amberdesk.clock.hours import Revision, Span, WorkingHours
from amberdesk.clock.sla import ELSEWHERE, RESOLVED, RESTORED, Facts, Pause, Target

TICK = timedelta(minutes=15)
WARSAW = ZoneInfo("Europe/Warsaw")
HAVANA = ZoneInfo("America/Havana")  # changes at midnight: one midnight is skipped, one comes twice
KATHMANDU = ZoneInfo("Asia/Kathmandu")  # 5 h 45 min
DAYS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2028, 2, 29),
]
A_DAY = 96  # ticks


@st.composite
def spans(draw):
    opens = draw(st.integers(0, A_DAY - 1))
    length = draw(st.one_of(st.integers(1, 12), st.integers(1, 2 * A_DAY - opens)))
    return Span(opens * TICK, (opens + length) * TICK)


days = st.lists(spans(), max_size=3).map(tuple)
usual_days = st.sampled_from(
    [
        (),
        (Span(32 * TICK, 64 * TICK),),  # 8-16
        (Span(0 * TICK, 96 * TICK),),  # round the clock
        (Span(32 * TICK, 48 * TICK), Span(52 * TICK, 72 * TICK)),  # with a break
        (Span(88 * TICK, 120 * TICK),),  # 22-6
        (
            Span(8 * TICK, 10 * TICK),
            Span(10 * TICK, 11 * TICK),
        ),  # 2:00-2:30-2:45, which clocks skip or repeat
    ]
)
weeks = st.lists(st.one_of(usual_days, days), min_size=7, max_size=7).map(tuple)


@st.composite
def calendars(draw, near: date):
    nearby = st.integers(-4, 8).map(lambda n: near + timedelta(days=n))
    dates = sorted({date(2020, 1, 1), *draw(st.lists(nearby, max_size=2))})
    revisions = tuple(Revision(day, draw(weeks)) for day in dates)
    return WorkingHours(
        draw(st.sampled_from([WARSAW, WARSAW, HAVANA, KATHMANDU, UTC])),
        revisions,
        draw(st.dictionaries(nearby, st.one_of(st.just(()), days), max_size=4)),
    )


def instants(near: date, first: int = -2 * A_DAY, last: int = 4 * A_DAY):
    """Any tick, and more often a full second hour: there things meet that rarely do."""
    ticks = st.integers(first, last) | st.integers(first // 8, last // 8).map(lambda n: n * 8)
    return ticks.map(lambda n: datetime.combine(near, time(), UTC) + n * TICK)


@st.composite
def situations(draw):
    """A day near which clocks change, and a calendar around it."""
    near = draw(st.sampled_from(DAYS))
    return near, draw(calendars(near))


@st.composite
def pauses(draw, near: date):
    start = draw(instants(near))
    length = draw(st.none() | st.just(0) | st.integers(0, A_DAY) | st.integers(0, 12).map(lambda n: n * 8))
    end = None if length is None else start + length * TICK
    return Pause(start, end, draw(st.sampled_from(["customer", "part", RESOLVED, RESTORED, ELSEWHERE])))


@st.composite
def clocks(draw):
    """A calendar, facts with everything that can happen to a clock, and instants to ask about, most of the facts."""
    near, hours = draw(situations())
    limits = st.integers(1, 30).map(lambda n: 4 * n * TICK)  # quarters of it are whole ticks
    shares = st.sampled_from([(), (0.5,), (0.25, 0.75)])
    changes = draw(
        st.lists(st.builds(Target, instants(near), limits, shares), max_size=2, unique_by=lambda t: t.since)
    )
    stands, stopped_at = draw(st.lists(pauses(near), max_size=3)), draw(st.none() | instants(near))
    marks = [moment for p in stands for moment in (p.start, p.end) if moment] + [stopped_at] * bool(
        stopped_at
    )
    restarts = st.sampled_from(marks) | instants(near) if marks else instants(near)
    facts = Facts(
        limit=draw(limits),
        started_at=draw(instants(near)),
        warn_at=draw(shares),
        pauses=stands,
        stopped_at=stopped_at,
        cancelled=draw(st.booleans()),
        changes=sorted(changes, key=lambda change: change.since),
        restarts=draw(st.just([]) | st.lists(restarts, max_size=3)),
    )
    told = {facts.started_at, facts.stopped_at, *facts.restarts, *(change.since for change in changes)}
    told |= {instant for pause in facts.pauses for instant in (pause.start, pause.end)}
    last = datetime.combine(near, time(), UTC) + 4 * A_DAY * TICK
    known = sorted(instant for instant in told if instant and instant <= last)
    return near, hours, facts, draw(st.lists(st.sampled_from(known) | instants(near), min_size=3, max_size=3))
