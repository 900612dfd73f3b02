"""Kept clocks are proven against their journals; what differs is told, and read again."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from amberdesk.customers.actions.calendars import set_day
from amberdesk.customers.codes import WaitReason
from amberdesk.customers.models import AgreementVersion
from amberdesk.orders import actions
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.models import Clock, Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Event
from amberdesk.reports.actions.drift import EVERY, PART, differences, prove_clocks
from amberdesk.reports.alarms import Alarm, alarms
from amberdesk.reports.metrics import exposition
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, actor

LATER = NINE + 7 * HOUR


def went_round(now=LATER) -> int:
    """Return how many orders differed in passes that together go over the whole desk."""
    last = Order.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    passes = max(1, (1 << last.bit_length()) // PART)
    return sum(prove_clocks(now + n * EVERY) for n in range(passes))


def deliver(at) -> None:
    while fan_out(at) + run_lane("figures", at):
        pass


def corrupt(order: Order, target: str = "solution", **columns: object) -> None:
    assert Clock.objects.filter(order=order, target=target).update(**columns) == 1


def raised(at) -> Alarm | None:
    return next((a for a in alarms(at) if a.code == "clocks_drifted"), None)


def test_lives_of_all_kinds_keep_what_their_journals_say(desk):
    desk.report()
    order = desk.in_progress()
    actions.wait(order, reason=WaitReason.PART, until=None, by=actor(desk.ewa), at=NINE + HOUR)
    solved = actions.resolve(
        desk.in_progress(), text="ok", code="x", minutes=5, by=actor(desk.ewa), at=NINE + HOUR
    )
    actions.reopen(solved, reason="nie działa", by=actor(desk.ewa), at=NINE + 2 * HOUR)
    actions.cancel(desk.report(), reason="pomyłka", by=actor(desk.anna), at=NINE + HOUR)
    check_due_clocks(LATER)
    assert went_round() == 0
    assert not Event.objects.filter(kind="clocks.drifted").exists()


def test_an_order_of_any_microsecond_keeps_what_its_journal_says(desk):
    order = desk.report(at=NINE + timedelta(microseconds=123_456))
    assert differences([order.pk], NINE + MINUTE) == {}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"due_at": NINE + 5 * DAY}, ["solution.due_at"]),
        ({"state": "paused"}, ["solution.state"]),
        ({"used": HOUR}, ["solution.used"]),
        ({"limit": HOUR}, ["solution.limit"]),
        ({"breached_at": NINE}, ["solution.breached_at"]),
    ],
)
def test_a_row_that_was_changed_by_hand_is_found(desk, columns, said):
    order = desk.in_progress()
    corrupt(order, **columns)
    assert differences([order.pk], NINE + MINUTE) == {order.pk: said}


def test_a_clock_that_is_missing_and_an_order_due_at_another_time_are_found(desk):
    order, other = desk.in_progress(), desk.in_progress()
    Clock.objects.get(order=order, target="response").delete()
    Order.objects.filter(pk=other.pk).update(due_at=NINE + 9 * DAY)
    found = differences([order.pk, other.pk], NINE + MINUTE)
    assert found == {order.pk: ["targets"], other.pk: ["due_at"]}


def test_a_drift_is_logged_counted_shown_and_read_again(desk, caplog):
    order = desk.in_progress()
    right = Clock.objects.get(order=order, target="solution").due_at
    desk.in_progress()
    corrupt(order, due_at=NINE + 5 * DAY)
    at = NINE + MINUTE
    with caplog.at_level(logging.ERROR):
        assert went_round(at) == 1
    assert f"the kept clocks of order {order.number} differ from its journal: solution.due_at" in caplog.text
    alarm = raised(at + HOUR)
    assert alarm == Alarm("clocks_drifted", {"count": 1, "numbers": order.number})
    told = exposition(at + HOUR).decode()
    assert "amberdesk_clocks_drifted 1.0" in told and 'amberdesk_alarm{code="clocks_drifted"} 1.0' in told
    deliver(at)
    check_due_clocks(at + 2 * MINUTE)
    assert Clock.objects.get(order=order, target="solution").due_at == right
    assert went_round(at + HOUR) == 0
    assert raised(at + 2 * DAY) is None


def test_a_quiet_desk_has_no_such_alarm(desk):
    desk.in_progress()
    assert raised(LATER) is None
    assert "amberdesk_clocks_drifted 0.0" in exposition(LATER).decode()


def test_a_stopped_clock_keeps_its_reading_when_hours_change_and_that_is_no_drift(desk):
    order = actions.resolve(
        desk.in_progress(), text="x", code="other", minutes=1, by=actor(desk.ewa), at=NINE + HOUR
    )
    calendar = AgreementVersion.objects.get().calendar
    set_day(calendar, on=NINE.date(), name="x", holiday=True, by=MACHINE, at=NINE + 2 * HOUR)
    assert differences([order.pk], LATER) == {}


def test_what_the_watch_is_about_to_read_is_left_to_it(desk):
    order = desk.in_progress()
    corrupt(order, due_at=NINE + 5 * DAY, check_at=NINE)
    assert differences([order.pk], NINE + MINUTE) == {}


def test_passes_tile_the_whole_desk_and_an_empty_one_does_nothing(db):
    with pytest.raises(ObjectDoesNotExist):
        Order.objects.get()
    assert prove_clocks(NINE) == 0
    assert PART & (PART - 1) == 0 and timedelta(minutes=1) == EVERY
