"""Who is called by letter, who is told above, and who hears that nobody has accepted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amberdesk.customers.codes import Degree
from amberdesk.mail.models import OutgoingMail
from amberdesk.orders.actions import accept
from amberdesk.orders.actions.calling import call_due
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Delivery
from tests.factories import NINE
from tests.orders.calling import Crew, agree, make_crew, urgent
from tests.orders.shop import HOUR, MINUTE, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Crew:
    return make_crew()


def deliver() -> None:
    at = timezone.now()
    while fan_out(at) + run_lane("mail", at):
        pass
    assert not Delivery.objects.exclude(error="").exists()


def subjects(person) -> list[str]:
    found = (
        OutgoingMail.objects.filter(recipient=person.email).order_by("pk").values_list("subject", flat=True)
    )
    return [subject.partition("] ")[2].partition(":")[0] for subject in found]


def test_a_call_leads_to_the_button_and_says_until_when_to_press_it(crew):
    order = urgent(crew, crew.desk.ewa)
    deliver()
    letter = OutgoingMail.objects.get(recipient=crew.desk.ewa.email, subject__contains="Wezwanie")
    assert f"/orders/{order.number}/accept/" in letter.text and "do 9:10" in letter.text
    assert "Pilne zgłoszenie" in letter.text and "Wezwanie" not in subjects(crew.zenon)


def test_of_a_new_urgent_order_the_coordinators_hear_too_but_once(crew):
    order = crew.desk.report(at=NINE, impact=Degree.HIGH)
    deliver()  # the report itself calls, long after its time: the roster of a later day has nobody
    assert subjects(crew.lech) == ["Wezwanie"] and subjects(crew.desk.anna) == ["Nowe pilne zgłoszenie"]
    assert subjects(crew.daria) == ["Nowe pilne zgłoszenie"] and order.number


def test_a_call_that_was_accepted_before_the_letter_left_is_not_sent(crew):
    order = urgent(crew, crew.desk.ewa)
    accept(order, by=actor(crew.zenon), at=NINE + MINUTE)
    deliver()
    assert "Wezwanie" not in subjects(crew.desk.ewa)


def test_when_nobody_is_left_the_coordinators_hear_that_nobody_has_accepted(crew):
    urgent(crew)
    for number in range(1, 8):
        call_due(NINE + timedelta(minutes=10) * number)
    deliver()
    assert subjects(crew.desk.anna)[-1] == subjects(crew.daria)[-1] == "Nikt nie przyjął"
    assert "Nikt nie przyjął" not in subjects(crew.maria)


def test_who_is_called_for_a_breach_gets_no_second_letter_about_it(crew):
    crew.desk.assigned(technician=crew.desk.ewa)
    check_due_clocks(NINE + HOUR)
    deliver()
    assert subjects(crew.desk.ewa).count("Wezwanie") == 1 and "Termin minął" not in subjects(crew.desk.ewa)
    assert "Termin minął" in subjects(crew.desk.anna)


def test_escalation_tells_whom_the_agreement_names_in_its_own_words(crew):
    told = {"at": 100, "priorities": ["P1"], "to": "manager"}
    agree(crew, escalation=[told], target_words={"response": {"pl": "czas przystąpienia"}})
    crew.desk.assigned(technician=crew.desk.ewa)
    check_due_clocks(NINE + HOUR)
    deliver()
    letter = OutgoingMail.objects.get(recipient=crew.maria.email)
    assert (
        "Eskalacja" in letter.subject and "(„czas przystąpienia”)" in letter.text and "100 %" in letter.text
    )
