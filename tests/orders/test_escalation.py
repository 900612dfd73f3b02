"""Steps of an agreement's escalation: at their shares, each once, also late, also beyond the target's end."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.clock.sla import read
from amberdesk.customers.codes import Priority
from amberdesk.customers.terms import Step
from amberdesk.orders.actions import reply, set_priority, take_back
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.clock_facts import Fact, clock_facts
from amberdesk.orders.steps import TAKEN, steps_of
from amberdesk.outbox.journal import journal
from tests.factories import NINE
from tests.orders.calling import Crew, agree, make_crew, steps
from tests.orders.lives import lives
from tests.orders.shop import DAY, HOUR, MINUTE, actor
from tests.orders.test_clock_oracle import STEADY


def step(at: int, to: str, *priorities: str) -> dict:
    return {"at": at, "priorities": list(priorities or ("P1",)), "to": to}


@pytest.fixture
def crew(db: None) -> Crew:
    crew = make_crew()
    agree(
        crew,
        accept_within_minutes=None,
        escalation=[step(50, "lead"), step(100, "manager"), step(150, "deputy")],
    )
    return crew


def taken(order) -> list:
    return [about for kind, about in steps(order) if kind == "escalated"]


def test_each_step_is_taken_once_at_its_instant_and_tells_whom_it_names(crew):
    order = crew.desk.assigned(technician=crew.desk.ewa)  # P1: response in 60 minutes
    for minute in range(0, 100, 5):
        check_due_clocks(NINE + minute * MINUTE)
    assert taken(order) == [
        ("response", 50, "lead"),
        ("response", 100, "manager"),
        ("response", 150, "deputy"),
    ]
    told = list(journal(order.subject_key).filter(kind="order.escalated"))
    assert [e.at for e in told] == [NINE + m * MINUTE for m in (30, 60, 90)]
    assert [e.data["people"] for e in told] == [[crew.lech.pk], [crew.maria.pk], [crew.daria.pk]]
    assert not any(e.data.get("late") for e in told)


def test_after_an_outage_they_stand_at_their_instants_among_the_warnings_and_say_that_they_are_late(crew):
    order = crew.desk.assigned(technician=crew.desk.ewa)
    check_due_clocks(NINE + 5 * HOUR)
    check_due_clocks(NINE + 5 * HOUR)
    told = [
        e
        for e in journal(order.subject_key)
        if e.kind not in ("order.placed", "order.verified", "order.assigned")
    ]
    about_response = [(e.kind, e.at) for e in told if e.data["target"] == "response"]
    assert about_response == [
        ("order.escalated", NINE + 30 * MINUTE),
        ("order.clock_warned", NINE + 45 * MINUTE),
        ("order.clock_warned", NINE + 54 * MINUTE),
        *((kind, NINE + 60 * MINUTE) for kind in ("order.clock_breached", "order.escalated")),
        ("order.escalated", NINE + 90 * MINUTE),
    ]
    assert all(e.data["late"] for e in told if e.data["target"] == "response")


def test_a_target_reached_in_time_takes_no_more_steps(crew):
    order = crew.desk.assigned(technician=crew.desk.ewa)
    check_due_clocks(NINE + 31 * MINUTE)
    reply(order, text="Jadę", by=actor(crew.desk.ewa), at=NINE + 40 * MINUTE)
    check_due_clocks(NINE + 3 * HOUR)
    assert taken(order) == [("response", 50, "lead")]


def test_a_step_that_was_disproved_is_not_taken_again(crew):
    order = crew.desk.assigned(technician=crew.desk.ewa)
    message = reply(order, text="Jadę", by=actor(crew.desk.ewa), at=NINE + 29 * MINUTE)
    take_back(message, by=actor(crew.desk.ewa), at=NINE + 29 * MINUTE)
    check_due_clocks(NINE + 31 * MINUTE)
    set_priority(order, priority=Priority.P3, reason="x", by=actor(crew.desk.anna), at=NINE + 32 * MINUTE)
    set_priority(order, priority=Priority.P1, reason="x", by=actor(crew.desk.anna), at=NINE + 33 * MINUTE)
    check_due_clocks(NINE + 34 * MINUTE)
    assert taken(order) == [("response", 50, "lead")]


def test_a_priority_without_steps_takes_none_and_where_nobody_leads_the_coordinator_is_told(crew):
    quiet = crew.desk.report(at=NINE)  # P2
    order = crew.desk.assigned(technician=crew.desk.ewa)
    crew.lech.is_active = False
    crew.lech.save()
    check_due_clocks(NINE + 5 * DAY)
    assert taken(quiet) == []
    first = journal(order.subject_key).filter(kind="order.escalated")[0]
    assert (first.data["to"], first.data["people"]) == ("lead", [crew.desk.anna.pk])


STEPS = (
    Step(40, frozenset({"P1", "P2"}), "lead"),
    Step(100, frozenset({"P1"}), "manager"),
    Step(250, frozenset({"P1"}), "lead"),
)


@STEADY
@given(lives(), st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_whenever_one_looks_each_step_is_taken_once_and_never_before_its_share_is_used(life, looks):
    versions, told, _ = life
    versions = {pk: replace(version, escalation=STEPS) for pk, version in versions.items()}
    facts, end, seen = list(told), max(fact.at for fact in told), []
    for hours_later in sorted(looks):
        at = end + hours_later * HOUR
        clocks = clock_facts(facts, versions).clocks
        found = steps_of(facts, clocks, versions, lambda clock: versions[clock.version].coverage, at)
        assert [due.at for due in found.due] == sorted(due.at for due in found.due)
        for due in found.due:
            clock = clocks[due.target]
            reading = read(clock.facts, versions[clock.version].coverage, at)
            assert due.at <= at and reading.used >= reading.limit * (due.step.at / 100) - MINUTE / 60_000_000
            seen.append((due.target, due.step.at, due.step.to))
            data = {"target": due.target, "share": due.step.at, "to": due.step.to}
            facts.append(Fact(1000 + len(facts), TAKEN, at, False, {**facts[len(told) - 1].data, **data}))
        assert all(ahead > at for ahead in found.ahead.values())
    assert len(seen) == len(set(seen))
