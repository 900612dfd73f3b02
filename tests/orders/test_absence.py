"""An absence: proposed owners, and one confirmation that moves everything or nothing."""

import pytest

from amberdesk.customers import refusals
from amberdesk.customers.codes import WaitReason
from amberdesk.orders import actions
from amberdesk.orders.actions.absence import cover_absence
from amberdesk.orders.models import Order
from amberdesk.orders.stand_ins import proposals
from amberdesk.orders.states import Refused, Stale
from amberdesk.outbox.journal import journal
from amberdesk.rosters.models import Shift
from tests.factories import NINE, make_shift, make_technician
from tests.orders.shop import DAY, HOUR, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def adam(desk):
    return make_technician("L1", desk.network, name="Adam Sroka")


def cover(desk, owners, *, at=NINE + HOUR, expected=None, days=1):
    return cover_absence(
        desk.ewa,
        starts_at=NINE,
        ends_at=NINE + days * DAY,
        owners=owners,
        expected=expected or {},
        by=actor(desk.anna),
        at=at,
    )


def test_proposals_share_the_orders_out_and_put_those_on_shift_first(desk, adam):
    celina = make_technician("L1", desk.network, name="Celina Bąk")
    for _ in range(4):
        desk.in_progress(at=NINE)
    found = proposals(desk.ewa, [desk.network.pk], NINE)
    assert sorted(p.proposed.person_id for p in found) == sorted([adam.pk, celina.pk] * 2)

    make_shift(celina, "L1", NINE)
    found = proposals(desk.ewa, [desk.network.pk], NINE)
    assert {p.proposed.person_id for p in found} == {celina.pk}
    assert proposals(desk.ewa, [], NINE) == []


def test_one_confirmation_moves_orders_by_the_ordinary_act_and_clears_shifts(desk, adam):
    first, second = desk.in_progress(at=NINE), desk.assigned(at=NINE, technician=desk.ewa)
    running, coming = make_shift(desk.ewa, "L1", NINE), make_shift(desk.ewa, "L1", NINE + 20 * HOUR, hours=2)
    later = make_shift(desk.ewa, "L1", NINE + 5 * DAY)

    done = cover(desk, {first.pk: adam.pk, second.pk: None})

    assert (done.orders, done.shifts) == (2, 2)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.assignee, first.state, second.assignee) == (adam, "assigned", None)
    assert journal(first.subject_key).last().kind == "order.assigned"
    running.refresh_from_db()
    assert running.ends_at == NINE + HOUR
    assert set(Shift.objects.all()) == {running, later} and coming.pk
    last = journal(f"person:{desk.ewa.pk}").last()
    assert (last.kind, last.data["orders"], last.data["shifts"]) == ("person.absent", 2, 2)


def test_an_order_that_waits_goes_on_waiting_with_its_new_owner(desk, adam):
    order = desk.in_progress(at=NINE)
    until = NINE + 2 * DAY
    actions.wait(order, reason=WaitReason.APPOINTMENT, until=until, by=actor(desk.ewa), at=NINE)

    cover(desk, {order.pk: adam.pk})

    order.refresh_from_db()
    assert (order.assignee, order.state, order.wait_reason, order.wait_until) == (
        adam,
        "waiting",
        "appointment",
        until,
    )


def test_all_or_nothing_is_moved(desk, adam):
    first, second = desk.in_progress(at=NINE), desk.in_progress(at=NINE)

    with pytest.raises(Stale):
        cover(desk, {first.pk: adam.pk, second.pk: adam.pk}, expected={second.pk: second.version - 1})
    with pytest.raises(Refused, match="not_of_level"):
        cover(desk, {first.pk: adam.pk, second.pk: desk.olga.pk})
    with pytest.raises(Refused, match="not_his"):
        cover(desk, {first.pk: adam.pk, desk.assigned(at=NINE, technician=adam).pk: adam.pk})
    with pytest.raises(Refused, match="absence_ends"):
        cover(desk, {first.pk: adam.pk}, at=NINE + 3 * DAY)
    assert Order.objects.filter(assignee=desk.ewa).count() == 2


def test_only_who_plans_the_person_moves_his_work(desk, adam):
    order = desk.in_progress(at=NINE)
    with pytest.raises(refusals.Forbidden):
        cover_absence(
            desk.ewa,
            starts_at=NINE,
            ends_at=NINE + DAY,
            owners={order.pk: adam.pk},
            expected={},
            by=actor(adam),
            at=NINE,
        )
