"""The targets beyond response and solution: restoring, words to the customer, time at a level."""

from collections.abc import Callable
from datetime import datetime

import pytest

from amberdesk.clock.sla import State
from amberdesk.customers.codes import Level, Priority, WaitReason
from amberdesk.orders import actions, sla
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.orders.clock_now import clocks_now
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.models import Event
from amberdesk.reports.actions.drift import differences
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor
from tests.orders.targets import promising_desk

TEN, ELEVEN = NINE + HOUR, NINE + 2 * HOUR


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return promising_desk


def state(order: Order, target: str) -> str:
    return order.clocks.get(target=target).state


def shown(order: Order, target: str, at: datetime) -> tuple[str, float]:
    """Return what a clock shows and the hours that it has used."""
    reading = sla.readings(order, at)[target]
    return reading.state.value, reading.used / HOUR


def told(target: str, kind: str = "order.clock_breached") -> list[tuple[float, bool]]:
    """Return when (hours after nine) something of a target was told, and whether late."""
    events = Event.objects.filter(kind=kind, data__target=target).order_by("pk")
    return [((e.at - NINE) / HOUR, bool(e.data.get("late"))) for e in events]


def restored(desk: Desk, at: datetime = TEN) -> Order:
    return actions.restore(desk.in_progress(), text="Sprzedawajcie na kasie 1", by=actor(desk.ewa), at=at)


def resolved(desk: Desk, order: Order, at: datetime) -> Order:
    return actions.resolve(order, text="x", code="restart", minutes=1, by=actor(desk.ewa), at=at)


def test_a_workaround_reaches_the_target_and_the_order_stays_open(desk: Desk) -> None:
    order = restored(desk)
    assert (order.state, state(order, "restore"), state(order, "solution")) == (
        "in_progress",
        "met",
        "running",
    )
    assert shown(order, "restore", ELEVEN) == ("met", 1)
    said = order.messages.get(purpose="restore")
    assert said.public and said.text == "Sprzedawajcie na kasie 1"


def test_a_workaround_that_fails_takes_the_target_back_and_its_time_does_not_count(desk: Desk) -> None:
    order = actions.relapse(restored(desk), reason="padła", by=actor(desk.ewa), at=ELEVEN)
    assert shown(order, "restore", ELEVEN + HOUR) == ("running", 2)
    codes = [(s.code, s.params.get("reason")) for s in sla.explanations(order, ELEVEN + HOUR)["restore"]]
    assert codes == [("coverage", None), ("paused", "restored"), ("coverage", None)]
    assert not order.messages.get(purpose="relapse").public


def test_solving_restores_too_and_reopening_takes_both_back(desk: Desk) -> None:
    order = resolved(desk, restored(desk), ELEVEN)
    order = actions.reopen(order, reason="nadal", by=actor(desk.ewa), at=ELEVEN + HOUR)
    assert shown(order, "restore", ELEVEN + 2 * HOUR) == ("running", 2)  # one before, one after
    assert shown(order, "solution", ELEVEN + 2 * HOUR) == ("running", 3)
    order = resolved(desk, order, ELEVEN + 2 * HOUR)
    assert state(order, "restore") == "met"


def test_what_works_cannot_begin_to_work_and_what_does_not_cannot_fail(desk: Desk) -> None:
    order = desk.in_progress()
    with pytest.raises(Refused, match="works_not"):
        actions.relapse(order, reason="x", by=actor(desk.ewa), at=TEN)
    with pytest.raises(Refused, match="text_missing"):
        actions.restore(order, text=" ", by=actor(desk.ewa), at=TEN)
    order = actions.restore(order, text="x", by=actor(desk.ewa), at=TEN)
    with pytest.raises(Refused, match="works_already"):
        actions.restore(order, text="x", by=actor(desk.ewa), at=TEN)
    with pytest.raises(Forbidden):
        actions.relapse(order, reason="x", by=actor(desk.olga), at=TEN)


def test_each_word_to_the_customer_begins_a_promise_of_its_own(desk: Desk) -> None:
    order = desk.in_progress()
    check_due_clocks(ELEVEN + HOUR)  # two hours of silence were allowed, it has been three
    actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=ELEVEN + HOUR)
    actions.contact(
        order, way="call", reached=False, text="nie odbiera", by=actor(desk.ewa), at=ELEVEN + 2 * HOUR
    )
    assert shown(order, "update", ELEVEN + 2 * HOUR) == ("running", 1)
    actions.reply(order, text="Jesteśmy", by=actor(desk.ewa), at=ELEVEN + 2 * HOUR)
    resolved(desk, order, ELEVEN + 3 * HOUR)
    reading = sla.readings(order, ELEVEN + 3 * HOUR)["update"]
    assert (reading.state, reading.kept, reading.missed) == (State.MET, 2, 1)
    assert told("update") == [(2, True)]


def test_a_promise_missed_while_nobody_watched_is_told_though_the_word_came_before(desk: Desk) -> None:
    order = desk.in_progress()
    actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=ELEVEN + MINUTE)
    check_due_clocks(ELEVEN + HOUR)
    check_due_clocks(ELEVEN + HOUR)
    word = (ELEVEN + MINUTE - NINE) / HOUR  # nothing is recorded before what was recorded last
    assert told("update") == told("response") == [(word, True)]
    assert sla.readings(order, ELEVEN + HOUR)["response"].breached_at == TEN


def test_every_missed_promise_is_told_once_and_each_warning_with_it(desk: Desk) -> None:
    order = desk.in_progress()
    for minutes in range(0, 7 * 60, 6):
        check_due_clocks(NINE + minutes * MINUTE)
        if minutes == 150:
            actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=NINE + minutes * MINUTE)
    assert told("update") == [(2, False), (4.5, False)]
    assert told("update", "order.clock_warned") == [(1.5, False), (1.8, False), (4, False), (4.3, False)]


def test_a_reply_taken_back_was_no_word(desk: Desk) -> None:
    order = desk.in_progress()
    message = actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=TEN)
    assert shown(order, "update", TEN) == ("running", 0)
    actions.take_back(message, by=actor(desk.ewa), at=TEN)
    assert shown(order, "update", TEN) == ("running", 1)


def test_each_level_has_its_own_time_and_goes_on_where_it_stood(desk: Desk) -> None:
    order = desk.in_progress()
    facts = desk.facts()
    order = actions.hand_over(
        order, to=Level.L2, reason="x", facts=facts, by=actor(desk.ewa), at=NINE + HOUR / 2
    )
    assert shown(order, "level_L1", ELEVEN) == ("met", 0.5)
    order = actions.send_back(order, reason="x", by=actor(desk.tomasz), at=TEN + HOUR / 2)
    assert shown(order, "level_L2", ELEVEN) == ("met", 1)
    assert shown(order, "level_L1", TEN + 3 * HOUR / 4) == ("running", 0.75)
    check_due_clocks(ELEVEN + HOUR)
    assert told("level_L1") == [(2, True)]
    assert told("level_L2") == []


def test_a_level_target_moves_no_due_time_of_the_customer(desk: Desk) -> None:
    order = desk.in_progress()
    due = {c.target: c.due_at for c in order.clocks.all()}
    assert due["level_L1"] == TEN
    assert order.due_at == min(at for target, at in due.items() if not target.startswith("level_"))
    assert [bar.target for bar in clocks_now(order, TEN)] == ["response", "restore", "solution", "update"]
    assert [bar.target for bar in clocks_now(order, TEN, inner=True)][-1] == "level_L1"


def test_an_order_starts_with_a_clock_for_every_target_and_its_own_level(desk: Desk) -> None:
    order = desk.report()
    assert set(order.clocks.values_list("target", flat=True)) == {
        *("response", "restore", "solution", "update", "level_L1"),
    }


def test_another_priority_is_foreseen_for_every_target(desk: Desk) -> None:
    order = desk.in_progress()
    supposed = sla.preview(order, {"priority": "P4"}, TEN)
    order = actions.set_priority(order, priority=Priority.P4, reason="x", by=actor(desk.anna), at=TEN)
    assert sla.readings(order, TEN) == supposed
    assert supposed.keys() == {"response", "restore", "solution", "update", "level_L1"}


def test_kept_clocks_of_every_kind_are_what_the_journal_says(desk: Desk) -> None:
    order = actions.relapse(restored(desk), reason="x", by=actor(desk.ewa), at=TEN + MINUTE)
    ewa, tomasz = actor(desk.ewa), actor(desk.tomasz)
    order = actions.wait(order, reason=WaitReason.CUSTOMER, question="?", by=ewa, at=TEN + MINUTE)
    order = actions.set_priority(order, priority=Priority.P3, reason="x", by=actor(desk.anna), at=ELEVEN)
    order = actions.resume(order, by=ewa, at=ELEVEN)
    order = actions.hand_over(order, to=Level.L2, reason="x", facts=desk.facts(), by=ewa, at=ELEVEN)
    order = actions.start(order, by=tomasz, at=ELEVEN)
    check_due_clocks(NINE + DAY)
    order = actions.resolve(order, text="x", code="restart", minutes=1, by=tomasz, at=NINE + DAY)
    order = actions.reopen(order, reason="x", by=actor(desk.anna), at=NINE + DAY + HOUR)
    assert differences([order.pk], NINE + DAY + HOUR) == {}
    order.clocks.filter(target="update").update(due_at=None)
    assert differences([order.pk], NINE + DAY + HOUR) == {order.pk: ["update.due_at"]}
