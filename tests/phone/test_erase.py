"""Who is forgotten is forgotten by the hotline too; the call and its times stay."""

from datetime import timedelta

import pytest

from amberdesk.customers.actions.forget import forget_contact
from amberdesk.customers.actions.retention import keep_for, keep_for_agreement
from amberdesk.customers.models import Agreement
from amberdesk.operation.actions.retention import erase_due
from amberdesk.orders.actions import cancel
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Event
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.actions.reckon import reckon_calls
from amberdesk.phone.endings import Ending
from amberdesk.phone.models import Call, CallBack, Told
from tests.factories import NINE, make_contact
from tests.orders.shop import actor
from tests.phone.switchboard import CALLER, make_line

pytestmark = pytest.mark.django_db


def test_a_forgotten_person_never_called_but_somebody_did() -> None:
    line = make_line()
    contact = make_contact(line.desk.site, phones=[CALLER])
    call = line.abandoned()
    said = Said(ending=Ending.NO_ORDER, reason="information", contact=contact)
    end_call(call, said, by=actor(line.desk.ewa), at=NINE + timedelta(minutes=2))
    other = line.answered(600, caller="+48600999888")

    forget_contact(contact, by=MACHINE, at=NINE)
    while fan_out(NINE) + run_lane("index", NINE):
        pass
    reckon_calls([call.key, other.key], at=NINE)

    call = Call.objects.get(pk=call.pk)
    assert (call.caller, call.contact, call.outcome, call.wait_ms) == ("", None, "abandoned", 20_000)
    assert not [t for t in Told.objects.filter(call_key=call.key) if CALLER in str(t.data)]
    assert CallBack.objects.get().number == ""
    assert Call.objects.get(pk=other.pk).caller == "+48600999888"


def callers() -> list[str]:
    return list(Call.objects.order_by("offered_at").values_list("caller", flat=True))


def test_callers_are_forgotten_in_their_time_as_company_and_agreement_say() -> None:
    line = make_line()
    old = line.answered(0)
    line.answered(40 * 86_400, caller="+48600999888")
    now = NINE + timedelta(days=60)

    assert erase_due(now) == 0 and callers() == [CALLER, "+48600999888"]
    keep_for({"callers": 30}, by=MACHINE, at=NINE)
    keep_for_agreement(Agreement.objects.get(), {"callers": None}, by=MACHINE, at=NINE)
    assert erase_due(now) == 0

    keep_for_agreement(Agreement.objects.get(), {"callers": 40}, by=MACHINE, at=NINE)
    assert erase_due(now) == 1 and erase_due(now) == 0
    assert callers() == ["", "+48600999888"]
    reckon_calls([old.key], at=now)
    assert callers() == ["", "+48600999888"]
    assert (old.outcome, Call.objects.get(pk=old.pk).talk_ms) == ("answered", 60_000)
    (told,) = Event.objects.filter(kind="network.callers_erased")
    assert told.data["calls"] == 1 and CALLER not in str(told.data)


def test_whoever_is_to_be_rung_back_or_has_an_open_order_is_known_until_then() -> None:
    line = make_line()
    missed, talked = line.abandoned(), line.answered(3600, caller="+48600999888")
    order = line.desk.report()
    Call.objects.filter(pk=talked.pk).update(order=order)
    keep_for({"callers": 30}, by=MACHINE, at=NINE)
    now = NINE + timedelta(days=60)

    assert erase_due(now) == 0
    CallBack.objects.update(state="done", closed_at=NINE)
    cancel(order, reason="duplicate", by=actor(line.desk.anna), at=NINE + timedelta(hours=2))
    assert erase_due(now) == 2
    assert callers() == ["", ""] and CallBack.objects.get(call=missed).number == ""


def test_a_number_that_no_network_has_is_forgotten_by_the_company_s_days() -> None:
    line = make_line()
    line.answered()
    Call.objects.update(network=None, hotline=None)
    keep_for({"callers": 30}, by=MACHINE, at=NINE)

    assert erase_due(NINE + timedelta(days=31)) == 1 and callers() == [""]
