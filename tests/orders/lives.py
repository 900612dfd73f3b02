"""Journals of orders for property tests: whatever may happen, in whole ticks, often several things in one instant."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from amberdesk.customers.terms import TargetTerms, VersionTerms
from amberdesk.orders.clock_facts import Fact
from tests.clock.strategies import DAYS, TICK, calendars, instants

REASONS = ("customer", "part", "appointment")
TARGETS = ("response", "restore", "solution", "update", "level_L1", "level_L2")
# state -> what may come: kind of the event and the state after it
LIFE = {
    "new": [("order.assigned", "assigned"), ("order.cancelled", "cancelled")],
    "assigned": [
        ("order.started", "in_progress"),
        ("order.waiting", "waiting"),
        ("order.resolved", "resolved"),
    ],
    "in_progress": [("order.waiting", "waiting"), ("order.resolved", "resolved"), ("order.merged", "merged")],
    "waiting": [
        ("order.resumed", "in_progress"),
        ("order.resolved", "resolved"),
        ("order.cancelled", "cancelled"),
    ],
    "resolved": [("order.reopened", "in_progress"), ("order.closed", "closed"), ("order.merged", "merged")],
    "closed": [],
}
TALK = ("order.replied", "order.contacted", "order.noted", "order.priority_set", "order.corrected")
WORK = ("order.handed_over", "order.restored", "order.relapsed")  # of an order that somebody has


@st.composite
def versions(draw, near: date, tick: timedelta = TICK, most: int = 30):
    """Two agreement versions with hours, pauses and targets of their own; P4 promises nothing to solve by.

    P2 has more time than P1, or as much; P4 as much as P1.
    """
    limits = st.integers(1, most).map(lambda n: 4 * n * tick)  # quarters of it are whole ticks
    found = {}
    for pk in (1, 2):
        more = {"P1": 0 * tick, "P2": draw(st.integers(0, 5)) * 4 * tick, "P4": 0 * tick}
        said = {t: (draw(limits), draw(st.sampled_from([(), (0.5,), (0.25, 0.75)]))) for t in TARGETS}
        targets = {
            (priority, target): TargetTerms(limit + longer, "coverage", shares)
            for priority, longer in more.items()
            for target, (limit, shares) in said.items()
            if (priority, target) != ("P4", "solution")
        }
        found[pk] = version(pk, draw(calendars(near)), targets, draw(st.sets(st.sampled_from(REASONS))))
        spared = draw(st.sets(st.tuples(st.sampled_from(REASONS), st.sampled_from(TARGETS))))
        found[pk] = replace(found[pk], spared=frozenset(spared))
        found[pk] = found[pk] if pk == 1 or draw(st.booleans()) else by_arrival(found[pk])
    return found


def version(pk, hours, targets, pauses):
    return VersionTerms(
        id=pk,
        valid_from=date(2020, 1, 1),
        valid_until=None,
        site_group_id=None,
        device_kind="",
        coverage=hours,
        duty_hours={},
        duty_notice={},
        matrix={},
        pauses=frozenset(pauses),
        targets=targets,
        response_meaning="contact",
        close_after=timedelta(days=5),
        verify_within=timedelta(minutes=15),
    )


def by_arrival(terms):
    return replace(terms, response_meaning="arrival")


@st.composite
def journals(draw, moments):
    """A journal from placing on. `moments`: a strategy of instants."""
    times = sorted(draw(st.lists(moments, min_size=2, max_size=9)))
    now = {"state": "new", "wait_reason": "", "agreement": draw(st.sampled_from([1, 2])), "network": 1}
    now |= {"priority": draw(st.sampled_from(["P1", "P2", "P4"])), "level": "L1"}
    placed = {"reported_at": times[0].isoformat(), "channel": "form"}
    told = [Fact(1, "order.placed", times[draw(st.integers(0, 1))], False, {**now, **placed})]
    for number, at in enumerate((t for t in times[1:] if t >= told[0].at), 2):
        if now["state"] in ("cancelled", "merged"):
            break
        kind, now, own = draw(steps(now, told))
        told.append(Fact(number, kind, at, draw(st.booleans()), {**now, **own}))
    return told


@st.composite
def steps(draw, now, told):
    """What comes next: an act that moves the order, or talk and corrections that leave its state."""
    moves = LIFE[now["state"]]
    if moves and draw(st.booleans()):
        kind, state = draw(st.sampled_from(moves))
        reason = draw(st.sampled_from(REASONS)) if state == "waiting" else ""
        return kind, {**now, "state": state, "wait_reason": reason}, {}
    if now["state"] in ("assigned", "in_progress", "waiting") and draw(st.booleans()):
        kind = draw(st.sampled_from(WORK))
        if kind == "order.handed_over":
            moved = {
                "state": "assigned",
                "wait_reason": "",
                "level": draw(st.sampled_from(["L1", "L2", "L3"])),
            }
            return kind, {**now, **moved}, {}
        return kind, now, {}
    replies = [f.data["message"] for f in told if f.kind == "order.replied"]
    kind = draw(st.sampled_from([*TALK, *(["order.reply_taken_back"] if replies else [])]))
    own = {"message": len(told)}
    if kind == "order.reply_taken_back":
        own = {"message": draw(st.sampled_from(replies))}
    elif kind == "order.contacted":
        own |= {"way": draw(st.sampled_from(["call", "visit"])), "reached": draw(st.booleans())}
    elif kind == "order.priority_set":
        now = {**now, "priority": draw(st.sampled_from(["P1", "P2", "P4"]))}
    elif kind == "order.corrected":
        now = {**now, "agreement": draw(st.sampled_from([1, 2]))}
    return kind, now, own


@st.composite
def lives(draw):
    """Agreement versions, a journal near a night when clocks change, and instants to ask about."""
    near = draw(st.sampled_from(DAYS))
    told = draw(journals(instants(near)))
    known = sorted({fact.at for fact in told})
    asked = st.sampled_from(known) | instants(near).filter(lambda at: at >= known[0])
    return draw(versions(near)), told, draw(st.lists(asked, min_size=2, max_size=2))


@st.composite
def lives_in_seconds(draw, day: date, hour: int):
    """The same in seconds, within the two hours from an hour (UTC) of a day."""
    seconds = st.integers(0, 7200).map(
        lambda n: datetime.combine(day, time(hour), UTC) + timedelta(seconds=n)
    )
    told = draw(journals(seconds))
    known = sorted({fact.at for fact in told})
    asked = st.sampled_from(known) | seconds.filter(lambda at: at >= known[0])
    return draw(versions(day, timedelta(seconds=1), 1500)), told, draw(asked)
