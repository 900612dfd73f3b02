"""What several do to an order at the same time: each act sees what the one before it did, and none blocks the watch."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from amberdesk.customers.codes import Kind, Level
from amberdesk.orders.actions import assign, correct, hand_over, note
from amberdesk.orders.actions.watch import AGAIN, check_due_clocks, wake_orders
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.outbox.publish import publish
from tests.at_once import PATIENCE, begin, while_open
from tests.factories import NINE, make_network, make_person
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


def test_an_act_that_had_to_wait_goes_by_what_the_other_one_changed(desk: Desk) -> None:
    order = assign(
        desk.report(category=None), level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE
    )
    with pytest.raises(Refused) as refused:
        while_open(
            one=lambda: desk.verified(order, at=NINE + MINUTE),
            other=lambda: hand_over(order, to=Level.L2, reason="x", by=actor(desk.ewa), at=NINE + MINUTE),
        )
    assert refused.value.code == "facts_missing"


def test_who_wrote_while_the_order_left_his_networks_is_refused_in_words(desk: Desk) -> None:
    order = desk.assigned(technician=desk.ewa)
    boss = make_person("coordinator", supervises=[desk.network, elsewhere := make_network("BUR")])
    with pytest.raises(Forbidden):
        while_open(
            one=lambda: correct(
                order,
                network=elsewhere,
                site=None,
                device=None,
                contact=None,
                kind=Kind.FAILURE,
                reason="inna sieć",
                by=actor(boss),
                at=NINE + MINUTE,
            ),
            other=lambda: note(order, text="dzwonię", by=actor(desk.ewa), at=NINE + MINUTE),
        )


def test_the_watch_leaves_an_order_alone_while_somebody_works_on_it(desk: Desk) -> None:
    order = desk.assigned(technician=desk.ewa)
    later = NINE + 30 * DAY
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Order.objects.locked(order.pk)
        begun = begin(pool, lambda: check_due_clocks(later))
        note(order, text="dzwonię", by=actor(desk.ewa), at=NINE + HOUR)
        assert begun.result(timeout=PATIENCE) == 0
    assert check_due_clocks(later) > 0
    assert journal(order.subject_key).filter(kind="order.clock_breached").exists()


def test_an_order_that_cannot_be_read_holds_no_other_up(desk: Desk) -> None:
    broken, sound = desk.report(at=NINE), desk.report(at=NINE + MINUTE)
    with transaction.atomic():
        publish("order.of_a_later_program", at=NINE, by=MACHINE, subject=broken.subject_key)
    later = NINE + 30 * DAY
    assert wake_orders(later) == 2 and check_due_clocks(later) >= 2
    for order, verified in ((broken, False), (sound, True)):
        order.refresh_from_db()
        assert (order.verified_at is not None) is verified
    assert journal(sound.subject_key).filter(kind="order.clock_breached").exists()
    assert Order.objects.get(pk=broken.pk).wake_at == later + AGAIN
    assert not Clock.objects.filter(order=broken, check_at__lte=later).exists()
