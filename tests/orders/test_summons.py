"""Who is called to an order, when the next one is, and what ends it."""

import pytest

from amberdesk.customers.codes import Degree, Priority
from amberdesk.orders.actions import accept, place_order, resolve, set_priority, start
from amberdesk.orders.actions.calling import call_due
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.models import Order, Summons
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.summons import called_now, summonses_for
from amberdesk.outbox.journal import broken_links, journal
from amberdesk.rosters.queries import standing_of
from tests.factories import NINE, make_network, make_person, make_shift, make_technician, warsaw
from tests.orders.calling import Crew, agree, call, instants, make_crew, steps, urgent
from tests.orders.shop import HOUR, LINK, MINUTE, actor

pytestmark = pytest.mark.django_db
TEN = 10 * MINUTE  # what the agreement gives them


@pytest.fixture
def crew() -> Crew:
    return make_crew()


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_the_ladder_goes_from_the_technician_to_the_manager_until_nobody_is_left(crew):
    order = urgent(crew, crew.desk.ewa)
    for number in range(1, 8):
        assert call_due(NINE + number * TEN - MINUTE) == 0
        call_due(NINE + number * TEN)
    rungs = ["technician", "duty", "lead", "coordinator", "deputy", "manager"]
    assert steps(order) == [*(("called", rung) for rung in rungs), ("call_unanswered", None)]
    assert instants(order) == [NINE + number * TEN for number in range(7)]
    called = [e.data["people"] for e in journal(order.subject_key).filter(kind="order.called")]
    people = (crew.desk.ewa, crew.zenon, crew.lech, crew.desk.anna, crew.daria, crew.maria)
    assert called == [[person.pk] for person in people]
    now = called_now(fresh(order))
    assert now is not None and now.next_at is None and len(now.people) == 6
    assert not broken_links()


def test_without_a_technician_all_who_are_on_duty_are_called_at_once(crew):
    order = urgent(crew)
    (event,) = journal(order.subject_key).filter(kind="order.called")
    assert event.data["people"] == [crew.desk.ewa.pk, crew.zenon.pk] and event.data["rung"] == "duty"
    assert not event.data.get("late") and event.data["minutes"] == 10


def test_whoever_accepts_ends_the_calling_and_the_next_one_is_told_so(crew):
    order = urgent(crew, crew.desk.ewa)
    version = fresh(order).version
    accept(order, by=actor(crew.zenon), at=NINE + 2 * MINUTE)
    assert call_due(NINE + HOUR) == 0
    assert steps(order) == [("called", "technician"), ("accepted", None)]
    assert fresh(order).called_at is None and fresh(order).version == version
    assert Summons.objects.get().accepted_by == crew.zenon
    with pytest.raises(Refused, match="nobody_called"):
        accept(order, by=actor(crew.desk.ewa), at=NINE + 3 * MINUTE)


def test_an_unanswered_call_can_be_accepted_later(crew):
    order = urgent(crew)
    for number in range(1, 8):
        call_due(NINE + number * TEN)
    assert fresh(order).called_at == NINE
    accept(order, by=actor(crew.maria), at=NINE + 3 * HOUR)
    assert fresh(order).called_at is None and steps(order)[-1] == ("accepted", None)


def test_beginning_work_is_accepting(crew):
    order = urgent(crew, crew.desk.ewa)
    start(order, by=actor(crew.desk.ewa), at=NINE + MINUTE)
    kinds = [e.kind for e in journal(order.subject_key)][-2:]
    assert kinds == ["order.accepted", "order.started"]
    assert call_due(NINE + HOUR) == 0


def test_solving_and_a_lower_priority_end_the_calling_without_a_word(crew):
    solved, lowered = urgent(crew, crew.desk.ewa), urgent(crew, crew.desk.ewa)
    resolve(solved, text="x", code="restart", minutes=1, by=actor(crew.desk.ewa), at=NINE + MINUTE)
    assert fresh(solved).called_at is None
    set_priority(lowered, priority=Priority.P3, reason="x", by=actor(crew.desk.anna), at=NINE + MINUTE)
    call_due(NINE + HOUR)
    assert fresh(lowered).called_at is None
    assert steps(solved) == steps(lowered) == [("called", "technician")]
    assert {s.ended for s in Summons.objects.all()} == {"over"}


def test_duty_and_roster_of_the_very_instant_say_who_is_next():
    crew = make_crew("24/7")
    before = warsaw("2026-03-02 16:58")  # Ewa and Zenon leave at 17:00; L2 does L1's work since 16:00
    make_shift(crew.desk.tomasz, "L2", warsaw("2026-03-02 17:00"), hours=8)
    order = urgent(crew, crew.desk.ewa, at=before)
    call_due(before + 5 * MINUTE)
    told = journal(order.subject_key).filter(kind="order.called")
    assert [(e.data["rung"], e.data["people"]) for e in told] == [
        ("technician", [crew.desk.ewa.pk]),
        ("duty", [crew.desk.tomasz.pk]),
    ]


def test_who_is_given_the_order_meanwhile_is_called_before_those_above(crew):
    order = urgent(crew)
    make_shift(late := make_technician("L1", crew.desk.network, name="Iga Późna"), "L1", NINE + 5 * MINUTE)
    call_due(NINE + TEN)
    (_, event) = journal(order.subject_key).filter(kind="order.called")
    assert event.data["people"] == [late.pk]


def test_after_an_outage_the_missed_step_is_taken_once_and_whoever_is_told_has_his_time(crew):
    order = urgent(crew, crew.desk.ewa)
    later = NINE + 4 * HOUR
    assert call_due(later) == 1 and call_due(later + MINUTE) == 0
    told = journal(order.subject_key).filter(kind="order.called").reverse()[0]
    assert (told.at, told.data["rung"], told.data["late"]) == (NINE + TEN, "duty", True)
    assert call_due(later + TEN - MINUTE) == 0 and call_due(later + TEN) == 1
    assert instants(order) == [NINE, NINE + TEN, later + TEN]


def test_an_order_is_called_urgent_once_in_its_life(crew):
    order = urgent(crew)
    accept(order, by=actor(crew.zenon), at=NINE + MINUTE)
    crew.desk.verified(order, at=NINE + 2 * MINUTE)
    call(order, NINE + 2 * MINUTE, NINE + 2 * MINUTE)
    assert steps(order) == [("called", "duty"), ("accepted", None)]


def test_nobody_is_called_to_what_somebody_works_on_or_what_is_not_urgent(crew):
    begun, small = crew.desk.in_progress(), crew.desk.report(impact=Degree.LOW)
    for order in (begun, small):
        call(order, NINE, NINE)
        assert steps(order) == []


def test_an_agreement_without_a_time_for_accepting_only_lets_coordinators_know(crew):
    agree(crew, accept_within_minutes=None)
    order = urgent(crew)
    (event,) = journal(order.subject_key).filter(kind="order.called")
    assert "summons" not in event.data and set(event.data["people"]) == {crew.desk.anna.pk, crew.daria.pk}
    assert not Summons.objects.exists() and fresh(order).called_at is None
    check_due_clocks(NINE + 2 * HOUR)
    assert not Summons.objects.exists()


def test_a_warning_at_ninety_percent_and_a_breach_call_somebody_at_their_instants(crew):
    order = urgent(crew, crew.desk.ewa)  # P1: response in an hour
    accept(order, by=actor(crew.desk.ewa), at=NINE + MINUTE)
    check_due_clocks(NINE + 45 * MINUTE)
    assert steps(order)[2:] == []
    check_due_clocks(NINE + 54 * MINUTE)
    accept(order, by=actor(crew.desk.ewa), at=NINE + 55 * MINUTE)
    check_due_clocks(NINE + HOUR)
    assert [kind for kind, _ in steps(order)[2:]] == ["called", "accepted", "called"]
    told = journal(order.subject_key).filter(kind="order.called")[1:]
    assert [(e.at, e.data["cause"], e.data["target"]) for e in told] == [
        (NINE + 54 * MINUTE, "warned", "response"),
        (NINE + HOUR, "breached", "response"),
    ]


def test_what_comes_while_somebody_is_being_called_starts_no_second_ladder(crew):
    order = urgent(crew, crew.desk.ewa)
    for minute in range(0, 70, 2):
        check_due_clocks(NINE + minute * MINUTE)
        if minute < 60:
            call_due(NINE + minute * MINUTE)
    assert Summons.objects.filter(due_at__isnull=False).count() == 1
    called = [p for e in journal(order.subject_key).filter(kind="order.called") for p in e.data["people"]]
    assert len(called) == len(set(called)) == 6


def test_a_clock_that_was_stopped_in_time_calls_nobody_any_more(crew):
    order = crew.desk.assigned(technician=crew.desk.ewa)
    check_due_clocks(NINE + 54 * MINUTE)
    assert fresh(order).called_at == NINE + 54 * MINUTE
    from amberdesk.orders.actions import reply

    reply(order, text="Już jadę", by=actor(crew.desk.ewa), at=NINE + 56 * MINUTE)
    call_due(NINE + 2 * HOUR)
    assert steps(order) == [("called", "technician")] and fresh(order).called_at is None


def test_breaches_that_are_found_after_an_outage_call_once(crew):
    order = crew.desk.assigned(technician=crew.desk.ewa)
    check_due_clocks(NINE + 3 * HOUR)
    check_due_clocks(NINE + 3 * HOUR)
    (event,) = journal(order.subject_key).filter(kind="order.called")
    assert (event.data["cause"], event.data["late"]) == ("breached", True)
    assert Summons.objects.get().due_at == NINE + 3 * HOUR + TEN


def test_the_networks_own_people_may_accept_and_nobody_else(crew):
    desk = crew.desk
    strangers = [
        make_person("representative", represents=desk.network),
        make_person("manager", supervises=[make_network("BUR")]),
        make_person("administrator"),
    ]
    order = urgent(crew)
    for person in strangers:
        with pytest.raises(Forbidden):
            accept(order, by=actor(person), at=NINE)
    with pytest.raises(Forbidden):
        accept(order, by=LINK, at=NINE)
    for person in (desk.ewa, desk.tomasz, desk.olga, desk.anna, crew.daria, crew.maria):
        order = urgent(crew)
        assert accept(order, by=actor(person), at=NINE).called_at is None


def test_my_calls_are_those_that_nobody_has_accepted_in_my_networks(crew):
    order, other = urgent(crew, crew.desk.ewa), urgent(crew, crew.desk.ewa)
    accept(other, by=actor(crew.zenon), at=NINE)
    assert [s.order for s in summonses_for(standing_of(crew.desk.ewa.pk))] == [order]
    assert summonses_for(standing_of(crew.zenon.pk)) == []


def test_a_desk_without_anybody_says_that_nobody_was_there():
    crew = make_crew()
    for person in (crew.desk.ewa, crew.zenon, crew.lech, crew.desk.anna, crew.daria, crew.maria):
        person.is_active = False
        person.save()
    order = place_order(crew.desk.intake(impact=Degree.HIGH), by=LINK, at=NINE).order
    call(order, NINE, NINE)
    assert steps(order) == [("call_unanswered", None)] and fresh(order).called_at == NINE
