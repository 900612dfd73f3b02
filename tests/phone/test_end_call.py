"""A call ends by one key, in one transaction: with an order, at an open order, or with the reason for none."""

from dataclasses import replace
from typing import Any

import pytest

from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import PhoneNumber
from amberdesk.customers.refusals import Refused
from amberdesk.orders import states
from amberdesk.orders.actions.take_call import Step
from amberdesk.orders.models import Message, Order
from amberdesk.outbox.journal import journal
from amberdesk.people.models import Person
from amberdesk.people.refusals import Forbidden
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.unlearn import unlearn_caller
from amberdesk.phone.endings import Ending
from amberdesk.phone.models import Call, CallBack
from tests.factories import NINE, make_person, make_technician
from tests.orders.shop import MINUTE, actor, make_desk
from tests.phone.switchboard import CALLER, Line, make_line

pytestmark = pytest.mark.django_db
STEP = Step(text="Wymieniono rolkę", code="consumable", minutes=2, reason="Głowica do wymiany")
AT = NINE + 2 * MINUTE


@pytest.fixture
def line() -> Line:
    return make_line()


def said(line: Line, ending: Ending, **more: Any) -> Said:
    report = line.desk.intake(channel=Channel.HOTLINE, reference="", reporter_phone=CALLER)
    step = replace(STEP, facts=line.desk.facts())
    return Said(ending=ending, **{"report": report, "step": step, "site": line.desk.site} | more)


def end(line: Line, call: Call, words: Said, by: Person | None = None) -> Call:
    return end_call(call, words, by=actor(by or line.desk.ewa), at=AT)


@pytest.mark.parametrize(
    ("ending", "state", "level"),
    [
        (Ending.SOLVED, "resolved", "L1"),
        (Ending.TAKEN, "in_progress", "L1"),
        (Ending.HANDED, "assigned", "L2"),
    ],
)
def test_one_key_makes_the_order_and_its_next_step(
    line: Line, ending: Ending, state: str, level: str
) -> None:
    call = end(line, line.answered(), said(line, ending))

    order = Order.objects.get()
    assert (order.state, order.level, order.channel) == (state, level, "hotline")
    assert (order.reference, order.reported_at) == (f"phone:{call.key}:1", call.answered_at)
    call = Call.objects.get()
    assert (call.order, call.ending, call.site, call.ended_with, call.said_at) == (
        order,
        ending,
        line.desk.site,
        line.desk.ewa,
        AT,
    )
    event = journal(f"call:{call.pk}").get()
    assert (event.kind, event.data["ending"], event.data["order"]) == ("call.ending_said", ending, order.pk)


def test_pressed_twice_it_is_done_once(line: Line) -> None:
    call = line.answered()
    for _ in range(2):
        end(line, call, said(line, Ending.SOLVED))

    assert (Order.objects.count(), journal(f"call:{call.pk}").count()) == (1, 1)


def test_another_ending_after_an_order_is_refused(line: Line) -> None:
    call = line.answered()
    end(line, call, said(line, Ending.TAKEN))
    with pytest.raises(Refused, match="ending_said"):
        end(line, call, said(line, Ending.NO_ORDER, reason="test"))


def test_no_order_has_a_reason_and_can_be_corrected(line: Line) -> None:
    call = line.answered()
    with pytest.raises(Refused, match="reason_missing"):
        end(line, call, said(line, Ending.NO_ORDER))
    end(line, call, said(line, Ending.NO_ORDER, reason="wrong_number", site=None))
    assert (Call.objects.get().ending_reason, Order.objects.count()) == ("wrong_number", 0)

    end(line, call, said(line, Ending.SOLVED))
    assert (Call.objects.get().ending, Call.objects.get().ending_reason) == ("solved", "")
    assert [e.data.get("before") for e in journal(f"call:{call.pk}")] == [None, "no_order"]


def test_a_refused_step_keeps_nothing_of_the_call(line: Line) -> None:
    call = line.answered()
    with pytest.raises(states.Refused, match="facts_missing"):
        end(line, call, said(line, Ending.HANDED, step=STEP))
    assert (Order.objects.count(), Call.objects.get().ending) == (0, "")
    assert not journal(f"call:{call.pk}").exists()


def test_words_go_to_an_open_order_and_wake_it(line: Line) -> None:
    order = line.desk.in_progress()
    end(line, line.answered(), said(line, Ending.ADDED, order=order, text="Nadal nie działa"))

    message = Message.objects.filter(order=order).latest("pk")
    assert (message.text, message.inbound, message.channel) == ("Nadal nie działa", True, "hotline")
    assert Call.objects.get().order == order


def test_words_about_an_order_that_is_not_his_go_to_its_level_as_a_note(line: Line) -> None:
    order = line.desk.in_progress(level=Level.L2)
    end(line, line.answered(), said(line, Ending.ADDED, order=order, text="Pyta, kiedy"))

    message = Message.objects.filter(order=order).latest("pk")
    assert (message.text, message.public) == ("Pyta, kiedy", False)


def test_words_do_not_go_to_another_customers_order(line: Line) -> None:
    order = make_desk("BUR").report()
    with pytest.raises(Refused, match="order_missing"):
        end(line, line.answered(), said(line, Ending.ADDED, order=order, text="x"))
    assert Call.objects.get().ending == ""


def test_after_a_consultation_the_order_goes_to_who_was_asked_with_the_facts(line: Line) -> None:
    step = replace(STEP, facts=line.desk.facts(), technician=line.desk.tomasz)
    end(line, line.answered(), said(line, Ending.HANDED, step=step))

    order = Order.objects.get()
    assert (order.level, order.assignee) == ("L2", line.desk.tomasz)
    assert order.messages.get(purpose="hand_over").facts == line.desk.facts()


def test_l2_promises_to_ring_back_with_the_order(line: Line) -> None:
    call = end(line, line.answered(), said(line, Ending.HANDED, ring_back=True))

    promise = CallBack.objects.get()
    assert (promise.cause, promise.level, promise.order, promise.number) == (
        "promised",
        "L2",
        call.order,
        CALLER,
    )
    assert promise.state == "open"


def test_ending_a_missed_call_is_ringing_it_back(line: Line) -> None:
    call = line.abandoned()
    end(line, call, said(line, Ending.TAKEN))

    promise = CallBack.objects.get()
    assert (promise.state, promise.tries.get().person, promise.tries.get().reached) == (
        "done",
        line.desk.ewa,
        True,
    )
    assert Order.objects.get().reported_at == AT
    assert Call.objects.get().outcome == "abandoned"


def test_the_shop_said_at_the_end_keeps_the_promise_to_it(line: Line) -> None:
    line.abandoned(0, caller="+48600999888")
    CallBack.objects.update(site=line.desk.site)
    end(line, line.answered(60), said(line, Ending.NO_ORDER, reason="information"))

    assert CallBack.objects.get().state == "done"


def test_the_number_is_learnt_when_asked_and_unlearnt_again(line: Line) -> None:
    call = line.answered()
    end(line, call, said(line, Ending.TAKEN, learn=True))
    assert PhoneNumber.objects.get(number=CALLER).site == line.desk.site

    unlearn_caller(call, line.desk.site, by=actor(line.desk.ewa), at=AT)
    assert not PhoneNumber.objects.filter(number=CALLER).exists()


def test_a_reckoning_afterwards_leaves_the_ending(line: Line) -> None:
    call = end(line, line.answered(talk=0), said(line, Ending.SOLVED))
    line.tell(call.key.partition(":")[2], (200, "call.ended", {"by": "caller"}))

    call = Call.objects.get()
    assert (call.ending, call.order is None, call.ended_at is None) == ("solved", False, False)


def test_nobody_ends_calls_of_networks_that_are_not_his(line: Line) -> None:
    call, stranger = line.answered(), make_desk("BUR")
    for person in (stranger.ewa, stranger.anna, make_person("manager", supervises=[line.desk.network])):
        with pytest.raises(Forbidden):
            end(line, call, said(line, Ending.NO_ORDER, reason="test"), by=person)


def test_the_coordinator_and_l2_on_duty_may_end_it(line: Line) -> None:
    for person in (line.desk.anna, line.desk.tomasz, make_technician("L1", line.desk.network)):
        call = end(line, line.answered(), said(line, Ending.NO_ORDER, reason="test"), by=person)
        assert call.ended_with == person
