"""Many orders are read again in one go, and each shows what it would show alone."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from amberdesk.customers.actions.calendars import set_day
from amberdesk.customers.codes import Degree, WaitReason
from amberdesk.customers.models import AgreementVersion
from amberdesk.orders import actions
from amberdesk.orders.actions.reread import reread_some
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.sla import readings
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.journal import journal
from amberdesk.reports.actions.drift import differences
from tests.factories import NINE
from tests.orders.shop import HOUR, MINUTE, Desk, actor

TEN = NINE + HOUR
TUESDAY = date(2026, 3, 3)


def holiday() -> None:
    """Enter one, and let the worker hear of it."""
    calendar = AgreementVersion.objects.get().calendar
    set_day(calendar, on=TUESDAY, name="Inwentaryzacja", holiday=True, by=MACHINE, at=TEN)
    while fan_out(TEN) + run_lane("figures", TEN):
        pass


def lives(desk: Desk) -> list[Order]:
    """Return orders that are new, worked on, waiting and just answered; nothing is to be announced of them."""
    waiting, answered = desk.in_progress(at=NINE + 30 * MINUTE), desk.in_progress(at=NINE + 40 * MINUTE)
    reason = {"reason": WaitReason.PART, "until": None}
    actions.wait(waiting, **reason, by=actor(desk.ewa), at=NINE + 45 * MINUTE)
    actions.reply(answered, text="Jedziemy", by=actor(desk.ewa), at=NINE + 50 * MINUTE)
    fresh = desk.report(at=NINE + 50 * MINUTE, impact=Degree.LOW)
    check_due_clocks(TEN)
    return [fresh, waiting, answered]


def test_what_many_show_is_what_each_would_show_alone(desk: Desk) -> None:
    orders = lives(desk)
    before = {o.pk: o.due_at for o in Order.objects.all()}
    holiday()
    looked = reread_some(TEN + MINUTE)
    assert (looked.kept, looked.loud) == (3, [])
    for order in Order.objects.select_related("network", "site"):
        for target, reading in readings(order, TEN + MINUTE).items():
            row = order.clocks.get(target=target)
            assert (row.state, row.due_at, row.limit) == (reading.state, reading.due_at, reading.limit)
            assert row.seq == journal(order.subject_key).count() and row.announced == reading.reached
    assert differences(list(before), TEN + 2 * MINUTE) == {}
    moved = [o.pk for o in Order.objects.all() if o.due_at != before[o.pk]]
    assert moved and not Clock.objects.filter(check_at__lte=TEN + MINUTE).exists()
    assert len(orders) == 3


def statements(orders: int) -> int:
    """Return how many it takes to look at all orders again."""
    Clock.objects.filter(state__in=("running", "paused")).update(check_at=TEN)
    with CaptureQueriesContext(connection) as asked:
        assert reread_some(TEN + MINUTE).kept == orders
    return len(asked)


def test_more_orders_need_no_more_statements(desk: Desk) -> None:
    lives(desk)
    statements(3)  # reads what is kept in memory afterwards
    few = statements(3)
    lives(desk), lives(desk)
    assert statements(9) == few


def test_what_has_something_to_tell_tells_it_alone_and_once(desk: Desk) -> None:
    late = desk.report(at=NINE)
    quiet = lives(desk)[0]
    holiday()
    at = TEN + 5 * HOUR
    looked = reread_some(at)
    assert late.pk in looked.loud and Clock.objects.filter(order=late, check_at__lte=at).exists()
    check_due_clocks(at)
    told = journal(late.subject_key).filter(kind="order.clock_breached", data__target="response")
    assert told.count() == 1
    assert check_due_clocks(at) == 0 and told.count() == 1
    assert differences([late.pk, quiet.pk], at + MINUTE) == {}
