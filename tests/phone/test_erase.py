"""Who is forgotten is forgotten by the hotline too; the call and its times stay."""

from datetime import timedelta

import pytest

from amberdesk.customers.actions.forget import forget_contact
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import fan_out, run_lane
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
