"""Calls under pressure: several workers, an order that is in use, and whatever happens in whatever order."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amberdesk.customers.codes import Degree, Level
from amberdesk.orders.actions import accept, assign, resolve, start
from amberdesk.orders.actions.calling import call_due
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.models import Order, Summons
from amberdesk.orders.states import Refused
from amberdesk.outbox.journal import broken_links, journal
from tests.at_once import PATIENCE, begin, while_open
from tests.factories import NINE
from tests.orders.calling import STEPS, Crew, call, make_crew, steps, urgent
from tests.orders.shop import HOUR, MINUTE, actor


@pytest.fixture
def crew(transactional_db: None) -> Crew:
    return make_crew()


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_step_once(crew):
    orders = [urgent(crew, crew.desk.ewa) for _ in range(6)]

    def work(now):
        try:
            return call_due(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for number in range(1, 4):
            list(pool.map(work, [NINE + number * 10 * MINUTE] * 3))
    for order in orders:
        assert steps(order) == [("called", rung) for rung in ("technician", "duty", "lead", "coordinator")]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_are_one_who_accepts(crew):
    order = urgent(crew)
    with pytest.raises(Refused, match="nobody_called"):
        while_open(
            one=lambda: accept(order, by=actor(crew.desk.ewa), at=NINE + MINUTE),
            other=lambda: accept(order, by=actor(crew.zenon), at=NINE + MINUTE),
        )
    assert Summons.objects.get().accepted_by == crew.desk.ewa


@pytest.mark.django_db(transaction=True)
def test_nobody_is_called_after_an_acceptance_that_was_under_way(crew):
    order = urgent(crew)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Order.objects.locked(order.pk)
        begun = begin(pool, lambda: call_due(NINE + 10 * MINUTE))
        accept(order, by=actor(crew.desk.ewa), at=NINE + 9 * MINUTE)
        assert begun.result(timeout=PATIENCE) == 0
    assert call_due(NINE + HOUR) == 0
    assert [kind for kind, _ in steps(order)] == ["called", "accepted"]


@pytest.mark.django_db(transaction=True)
def test_the_same_event_told_twice_at_once_calls_once(crew):
    order = crew.desk.report(at=NINE, impact=Degree.HIGH)
    while_open(one=lambda: call(order, NINE, NINE), other=lambda: call(order, NINE, NINE))
    assert [kind for kind, _ in steps(order)] == ["called"]


ACTS = st.sampled_from(["accept", "assign", "start", "resolve", "watch", "call", "call", "twice", "told"])


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ACTS, st.integers(0, 25)), max_size=14))
def test_whatever_happens_nobody_is_called_twice_or_after_somebody_has_accepted(db, acts):
    with transaction.atomic():
        crew = make_crew()
        order = urgent(crew)
        at = NINE
        for act, minutes in acts:
            at += minutes * MINUTE
            do(crew, order, act, at)
        check(order)
        transaction.set_rollback(True)


def do(crew: Crew, order: Order, act: str, at) -> None:
    ewa = actor(crew.desk.ewa)
    try:
        match act:
            case "accept":
                accept(order, by=ewa, at=at)
            case "assign":
                assign(order, level=Level.L1, technician=crew.zenon, by=actor(crew.desk.anna), at=at)
            case "start":
                start(order, by=ewa, at=at)
            case "resolve":
                resolve(order, text="x", code="restart", minutes=1, by=ewa, at=at)
            case "watch":
                check_due_clocks(at)
            case "told":
                call(order, at, at)
            case "twice":
                call_due(at)
                assert call_due(at) == 0
            case _:
                call_due(at)
    except Refused:
        pass  # what cannot be done now is not done


def check(order: Order) -> None:
    """A ladder calls everybody once and ends at an acceptance; the journal is in order and says what the rows say."""
    events = list(journal(order.subject_key))
    assert not broken_links() and [e.at for e in events] == sorted(e.at for e in events)
    ladders: dict[int, list[int]] = {}
    over: set[int] = set()
    for event in (e for e in events if e.kind in STEPS):
        if event.kind == "order.accepted":
            over |= set(event.data["summonses"])
        elif event.kind == "order.called":
            assert event.data["summons"] not in over
            ladders.setdefault(event.data["summons"], []).extend(event.data["people"])
    for summons in Summons.objects.filter(order=order):
        called = ladders.get(summons.pk, [])
        assert summons.called == called and len(called) == len(set(called))
        assert (summons.ended == "accepted") == (summons.pk in over)
    wanted = Summons.objects.filter(order=order, due_at__isnull=False).count()
    assert wanted <= 1 and (wanted == 0 or Order.objects.get(pk=order.pk).called_at is not None)
