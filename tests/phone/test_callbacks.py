"""Whoever was missed is rung back: one promise a number, due by the agreement, kept or dropped, never lost."""

from datetime import timedelta

import pytest

from amberdesk.customers.codes import Level
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.journal import journal
from amberdesk.people.refusals import Forbidden
from amberdesk.phone.actions.callbacks import follow_callbacks
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.ring_back import drop_callback, note_try, promise_callback, take_callback
from amberdesk.phone.endings import Ending
from amberdesk.phone.models import Call, CallBack
from tests.factories import NINE, make_contact, make_site, warsaw
from tests.orders.shop import HOUR, MINUTE, actor, make_desk
from tests.phone.switchboard import CALLER, Line, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Line:
    return make_line()


def kinds(callback: CallBack) -> list[str]:
    return [e.kind.removeprefix("callback.") for e in journal(f"callback:{callback.pk}")]


def test_an_abandoned_call_is_rung_back_within_the_hotlines_time(line: Line) -> None:
    call = line.abandoned(after=20)

    promise = CallBack.objects.get()
    assert (promise.call, promise.number, promise.cause, promise.state) == (call, CALLER, "abandoned", "open")
    assert (promise.due_at, promise.level) == (NINE + timedelta(seconds=20, minutes=30), "L1")
    assert kinds(promise) == ["promised"]


def test_the_time_counts_in_the_agreements_hours(line: Line) -> None:
    line.start = warsaw("2026-03-02 15:50")
    line.rejected(reason="nobody")

    assert CallBack.objects.get().due_at == warsaw("2026-03-03 08:20") + timedelta(seconds=1)


def test_who_rings_in_the_evening_is_rung_back_by_who_then_has_the_duty() -> None:
    line = make_line(start=warsaw("2026-03-02 18:00"), template="8-22")
    line.abandoned()

    assert CallBack.objects.get().level == "L2"


def test_several_calls_of_a_number_make_one_promise_with_the_earliest_time(line: Line) -> None:
    line.abandoned(0)
    line.abandoned(120)
    line.rejected(240)

    promise = CallBack.objects.get()
    assert promise.due_at == NINE + timedelta(seconds=20, minutes=30)


def test_a_slip_of_the_finger_after_another_call_promises_nothing(line: Line) -> None:
    line.answered(0)
    line.abandoned(300, after=2)

    assert not CallBack.objects.exists()


def test_one_short_try_alone_is_rung_back(line: Line) -> None:
    line.abandoned(after=2)

    assert CallBack.objects.get().state == "open"


@pytest.mark.parametrize("same", ["number", "site"])
def test_a_new_answered_call_of_the_number_or_the_shop_keeps_the_promise(line: Line, same: str) -> None:
    make_site(line.desk.network, "042", phones=[CALLER, "58 620 99 99"])
    line.abandoned(0)
    later = line.answered(600, caller=CALLER if same == "number" else "+48586209999")
    if same == "site":
        Call.objects.filter(pk=later.pk).update(site=CallBack.objects.get().site)
        follow_callbacks([Call.objects.get(pk=later.pk)], at=NINE + HOUR)

    promise = CallBack.objects.get()
    assert (promise.state, promise.closed_by_call, promise.closed_at) == ("done", later, later.answered_at)
    assert kinds(promise) == ["promised", "done"]


def test_what_is_told_late_and_backwards_promises_nothing_to_who_was_reached(line: Line) -> None:
    line.answered(600)
    line.abandoned(0)

    assert not CallBack.objects.filter(state="open").exists()


def test_a_late_answer_of_the_same_call_takes_the_promise_back(line: Line) -> None:
    call = line.abandoned(0)
    key = call.key.partition(":")[2]
    line.tell(key, (15, "call.answered", {"agent": "ewa"}))

    assert CallBack.objects.get().state == "done"


def test_the_same_calls_again_change_nothing(line: Line) -> None:
    line.abandoned(0)
    line.answered(600)
    before = list(CallBack.objects.values())
    follow_callbacks(Call.objects.all(), at=NINE + HOUR)

    assert list(CallBack.objects.values()) == before and kinds(CallBack.objects.get()) == ["promised", "done"]


def test_a_call_of_another_number_keeps_nothing(line: Line) -> None:
    line.abandoned(0)
    line.answered(600, caller="+48600999888")

    assert CallBack.objects.get().state == "open"


def test_a_report_of_calls_of_last_month_promises_nothing(line: Line) -> None:
    call = line.abandoned(0)
    CallBack.objects.all().delete()
    follow_callbacks([call], at=NINE + timedelta(days=8))

    assert not CallBack.objects.exists()


def test_who_hid_his_number_is_not_forgotten_and_no_two_are_taken_for_one(line: Line) -> None:
    line.abandoned(0, caller="")
    line.abandoned(60, caller="")
    line.answered(600, caller="")

    assert CallBack.objects.filter(state="open", number="").count() == 2


def test_the_shop_is_known_when_only_one_has_the_number(line: Line) -> None:
    site = make_site(line.desk.network, "042", phones=[CALLER])
    line.abandoned(0)
    assert CallBack.objects.get().site == site


def test_who_is_known_by_the_number_is_promised_and_her_next_call_from_elsewhere_keeps_it(line: Line) -> None:
    anna = make_contact(line.desk.site, "Anna Nowak", phones=[CALLER])
    line.abandoned()
    promise = CallBack.objects.get()
    assert (promise.contact, promise.site) == (anna, line.desk.site)

    talk = line.answered(60, caller="+48586209999")
    said = Said(ending=Ending.NO_ORDER, reason="information", contact=anna)
    end_call(talk, said, by=actor(line.desk.ewa), at=NINE + 3 * MINUTE)
    promise.refresh_from_db()
    assert (promise.state, promise.closed_by_call) == ("done", talk)


def test_somebody_from_the_shop_whose_person_was_missed_keeps_the_promise(line: Line) -> None:
    make_contact(line.desk.site, "Anna Nowak", phones=[CALLER])
    line.abandoned()
    talk = line.answered(60, caller="+48586209999")
    said = Said(ending=Ending.NO_ORDER, reason="information", site=line.desk.site)
    end_call(talk, said, by=actor(line.desk.ewa), at=NINE + 3 * MINUTE)

    assert CallBack.objects.get().state == "done"


def test_of_two_shops_with_the_number_none_is_guessed(line: Line) -> None:
    make_site(line.desk.network, "042", phones=[CALLER])
    make_site(line.desk.network, "043", phones=[CALLER])
    line.abandoned(0)
    assert CallBack.objects.get().site is None


def test_a_technician_takes_it_tries_and_reaches(line: Line) -> None:
    line.abandoned(0)
    promise, by = CallBack.objects.get(), actor(line.desk.ewa)
    assert take_callback(promise, by=by, at=NINE + MINUTE).owner == line.desk.ewa
    note_try(promise, reached=False, by=by, at=NINE + 2 * MINUTE)
    assert CallBack.objects.get().state == "open"
    note_try(promise, reached=True, by=by, at=NINE + 9 * MINUTE)

    promise = CallBack.objects.get()
    assert (promise.state, promise.closed_at, promise.tries.count()) == ("done", NINE + 9 * MINUTE, 2)
    assert kinds(promise) == ["promised", "taken", "tried", "done"]
    with pytest.raises(Refused):
        note_try(promise, reached=True, by=by, at=NINE + HOUR)


def test_it_is_dropped_with_a_reason_that_can_be_true(line: Line) -> None:
    line.abandoned(0)
    promise, by = CallBack.objects.get(), actor(line.desk.ewa)
    for reason in ("unreachable", "no_number", "eaten", ""):
        with pytest.raises(Refused):
            drop_callback(promise, reason=reason, by=by, at=NINE + MINUTE)
    assert drop_callback(promise, reason="settled", by=by, at=NINE + MINUTE).state == "dropped"


def test_who_called_again_after_it_was_dropped_is_promised_anew(line: Line) -> None:
    line.abandoned(0)
    drop_callback(CallBack.objects.get(), reason="other", by=actor(line.desk.ewa), at=NINE + MINUTE)
    line.abandoned(600)
    assert sorted(CallBack.objects.values_list("state", flat=True)) == ["dropped", "open"]


def test_technicians_of_other_networks_and_managers_touch_none(line: Line) -> None:
    line.abandoned(0)
    promise, stranger = CallBack.objects.get(), make_desk("BUR")
    for person in (stranger.ewa, stranger.anna):
        with pytest.raises(Forbidden):
            take_callback(promise, by=actor(person), at=NINE)
    assert CallBack.objects.get().owner == line.desk.anna  # nobody is on shift: the coordinator's own


def test_what_one_of_us_promised_stands_beside_and_no_call_keeps_it(line: Line) -> None:
    line.abandoned(0)
    promise_callback(
        line.desk.network, number=CALLER, level=Level.L2, by=actor(line.desk.ewa), at=NINE + MINUTE
    )
    line.answered(600)
    assert [(c.cause, c.state) for c in CallBack.objects.order_by("pk")] == [
        ("abandoned", "done"),
        ("promised", "open"),
    ]
