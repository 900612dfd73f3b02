"""Each promise to ring back is somebody's, and one past its time is told to somebody."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from amberdesk.customers.codes import Level
from amberdesk.mail.models import OutgoingMail
from amberdesk.outbox.journal import journal
from amberdesk.phone.actions.overdue import note_overdue
from amberdesk.phone.actions.ring_back import note_try, promise_callback, take_callback
from amberdesk.phone.models import CallBack
from tests.factories import NINE, make_person, make_shift, make_technician, warsaw
from tests.notices.test_letters import deliver
from tests.orders.shop import HOUR, MINUTE, actor
from tests.phone.switchboard import CALLER, Line, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Line:
    return make_line()


def promise(number: str = CALLER) -> CallBack:
    return CallBack.objects.get(number=number)


def letters() -> dict[str, str]:
    return {mail.recipient: mail.text for mail in OutgoingMail.objects.all()}


def test_it_is_his_who_is_on_shift_then_and_has_the_fewest(line: Line) -> None:
    make_shift(line.desk.ewa, "L1", NINE - HOUR)
    adam = make_technician("L1", line.desk.network, name="Adam Wójcik")
    make_technician("L1", line.desk.network, name="Aaron Bez Zmiany")
    make_shift(adam, "L1", NINE - HOUR)
    for n in range(3):
        line.abandoned(60 * n, caller=f"+4860011000{n}")

    owners = CallBack.objects.order_by("due_at").values_list("owner__name", flat=True)
    assert list(owners) == ["Adam Wójcik", "Ewa Lis", "Adam Wójcik"]


def test_who_is_missed_at_the_end_of_the_day_is_tomorrows_technicians(line: Line) -> None:
    make_shift(line.desk.ewa, "L1", warsaw("2026-03-02 08:00"), 8)
    adam = make_technician("L1", line.desk.network, name="Adam Wójcik")
    make_shift(adam, "L1", warsaw("2026-03-03 08:00"), 8)
    line.start = warsaw("2026-03-02 15:50")
    line.abandoned()

    assert promise().owner == adam


def test_where_the_roster_has_nobody_it_is_the_coordinators(line: Line) -> None:
    make_person("deputy", "Aa Zastępca", supervises=[line.desk.network])
    line.abandoned()

    assert promise().owner == line.desk.anna


def test_what_was_promised_with_an_order_is_its_technicians(line: Line) -> None:
    make_shift(make_technician("L2", line.desk.network, name="Adam Wójcik"), "L2", NINE - HOUR)
    order = line.desk.in_progress(level=Level.L2)
    facts = {"number": CALLER, "by": actor(line.desk.ewa), "at": NINE}
    promise_callback(line.desk.network, level=Level.L2, order=order, **facts)

    assert promise().owner == line.desk.tomasz


def test_it_is_told_once_when_its_time_is_over_and_not_when_it_was_kept(line: Line) -> None:
    make_shift(line.desk.ewa, "L1", NINE - HOUR)
    line.abandoned(0)
    line.abandoned(60, caller="+48600300400")
    kept = promise("+48600300400")
    note_try(kept, reached=True, by=actor(line.desk.ewa), at=NINE + 5 * MINUTE)

    assert note_overdue(NINE + 30 * MINUTE) == 0
    assert note_overdue(NINE + 31 * MINUTE) == 1
    assert note_overdue(NINE + 32 * MINUTE) == 0
    event = [e for e in journal(f"network:{line.desk.network.pk}") if e.kind == "callback.overdue"]
    assert [e.data["callbacks"] for e in event] == [[promise().pk]]


def test_its_owner_and_the_coordinators_read_whom_to_ring(line: Line) -> None:
    make_shift(line.desk.ewa, "L1", NINE - HOUR)
    line.abandoned(0)
    line.abandoned(60, caller="+48600300400")
    note_overdue(NINE + HOUR)
    deliver(now())

    told = letters()
    assert set(told) == {line.desk.ewa.email, line.desk.anna.email}
    for text in told.values():
        assert "••• 200" in text and "••• 400" in text and "/hotline/" in text


def test_an_owner_who_has_gone_home_is_not_told_but_who_is_there(line: Line) -> None:
    make_shift(line.desk.ewa, "L1", NINE - HOUR, 1)
    line.abandoned(0)
    take_callback(promise(), by=actor(line.desk.ewa), at=NINE + MINUTE)
    adam = make_technician("L1", line.desk.network, name="Adam Wójcik")
    make_shift(adam, "L1", NINE)
    note_overdue(NINE + HOUR)
    deliver(now())

    assert set(letters()) == {adam.email, line.desk.anna.email}


def test_who_was_reached_meanwhile_is_in_no_letter(line: Line) -> None:
    line.abandoned(0)
    note_overdue(NINE + HOUR)
    line.answered(3700)
    deliver(now() + timedelta(minutes=1))

    assert promise().state == "done" and not letters()
