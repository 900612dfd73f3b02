"""When the office changes hours, open orders are due by the new ones at once."""

from datetime import date, timedelta

from amberdesk.customers.actions.calendars import add_calendar, remove_day, set_day
from amberdesk.customers.actions.sites import change_site
from amberdesk.customers.models import AgreementVersion, Calendar
from amberdesk.orders.actions import resolve
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import fan_out, run_lane
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor

TEN = NINE + HOUR
TUESDAY = date(2026, 3, 3)


def looked_at(order: Order) -> Order:
    """Return the order after the worker's round."""
    while fan_out(TEN) + run_lane("figures", TEN):
        pass
    check_due_clocks(TEN + MINUTE)
    return Order.objects.get(pk=order.pk)


def holidays() -> Calendar:
    return AgreementVersion.objects.get().calendar


def solution_due(order: Order) -> object:
    return order.clocks.get(target="solution").due_at


def test_a_holiday_that_is_entered_moves_what_is_due_after_it_and_back(desk: Desk) -> None:
    order = looked_at(desk.verified(desk.report()))
    before = solution_due(order)
    day = set_day(holidays(), on=TUESDAY, name="Inwentaryzacja", holiday=True, by=MACHINE, at=TEN)
    assert solution_due(looked_at(order)) == before + DAY
    remove_day(day, by=MACHINE, at=TEN)
    order = looked_at(order)
    assert solution_due(order) == before
    assert order.due_at == min(c.due_at for c in order.clocks.all())


def test_the_nearest_due_time_of_the_order_moves_too(desk: Desk) -> None:
    late = NINE + 7 * HOUR - 30 * MINUTE
    order = desk.verified(desk.report(at=late), at=late)
    before = order.due_at
    set_day(holidays(), on=TUESDAY, name="Inwentaryzacja", holiday=True, by=MACHINE, at=TEN)
    assert looked_at(order).due_at == before + DAY


def test_what_has_stopped_stays_as_it_was(desk: Desk) -> None:
    order = resolve(desk.in_progress(), text="x", code="other", minutes=1, by=actor(desk.ewa), at=NINE)
    set_day(holidays(), on=NINE.date(), name="x", holiday=True, by=MACHINE, at=TEN)
    clock = looked_at(order).clocks.get(target="solution")
    assert (clock.state, clock.check_at) == ("met", None)


def test_a_shop_with_other_hours_has_its_clocks_read_again(desk: Desk) -> None:
    order = looked_at(desk.report())
    hours = add_calendar(name="Galeria", week=[[[600, 1200]]] * 7, by=MACHINE, at=TEN)
    change_site(desk.site, hours=hours, by=MACHINE, at=TEN)
    assert {c.read_at for c in looked_at(order).clocks.all()} == {TEN + MINUTE}
    assert timedelta(0) < order.due_at - NINE
