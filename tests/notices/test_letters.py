"""Who is told what by mail: rules seen in the outgoing tray."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from amberdesk.customers.actions.addresses import prove_address
from amberdesk.customers.codes import Level
from amberdesk.mail.models import OutgoingMail
from amberdesk.orders import actions
from amberdesk.orders.actions.turn import record
from amberdesk.orders.events import ClockBreached
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.models import Delivery
from tests.factories import NINE, make_shift, make_technician
from tests.orders.shop import DAY, HOUR, MINUTE, actor

MARIA = "maria@fala.example"


@pytest.fixture
def now() -> datetime:
    return timezone.now() - timedelta(days=1)


def deliver(at: datetime | None = None) -> None:
    at = at or timezone.now()
    while fan_out(at) + run_lane("mail", at):
        pass
    assert not Delivery.objects.exclude(error="").exists()


def mails(to: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=to).order_by("pk"))


def test_a_placed_order_is_confirmed_once_with_number_and_link(desk, now):
    order = desk.report(at=now)
    deliver()
    deliver()
    (mail,) = mails(MARIA)
    assert order.number in mail.subject and f"/o/p{order.participants.get().pk}-" in mail.text


def test_an_unproven_address_never_gets_what_somebody_typed(desk, now):
    desk.report(at=now, subject="KUP TERAZ http://spam.example", text="SPAM", reporter_name="SPAM")
    deliver()
    (mail,) = mails(MARIA)
    for part in (mail.subject, mail.text, mail.html):
        assert "spam" not in part.lower() and "KUP" not in part


def test_a_proven_address_gets_the_answer_itself(desk, now):
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    actions.reply(desk.in_progress(at=now), text="Proszę wyłączyć drukarkę", by=actor(desk.ewa), at=now)
    deliver()
    answer = mails(MARIA)[-1]
    assert "Proszę wyłączyć drukarkę" in answer.text and not answer.automatic


def test_an_unproven_address_learns_of_the_answer_and_where_to_read_it(desk, now):
    actions.reply(desk.in_progress(at=now), text="Proszę wyłączyć drukarkę", by=actor(desk.ewa), at=now)
    deliver()
    assert "wyłączyć" not in mails(MARIA)[-1].text and "/o/p" in mails(MARIA)[-1].text


def test_an_answer_goes_out_only_when_it_is_public(desk):
    now = timezone.now()
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    actions.reply(desk.in_progress(at=now), text="Już jadę", by=actor(desk.ewa), at=now)
    deliver(now)
    assert not [m for m in mails(MARIA) if "Już jadę" in m.text]
    assert Delivery.objects.get(lane="mail").due_at == now + timedelta(seconds=10)


def test_an_answer_taken_back_is_never_sent(desk, now):
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    message = actions.reply(desk.in_progress(at=now), text="Pomyłka", by=actor(desk.ewa), at=now)
    actions.take_back(message, by=actor(desk.ewa), at=now + timedelta(seconds=5))
    deliver()
    assert not [m for m in mails(MARIA) if "Pomyłka" in m.text]


def test_an_answer_that_was_moved_goes_to_those_whose_order_it_answers(desk, now):
    other = "jan@fala.example"
    for address in (MARIA, other):
        prove_address(desk.network, address, how="link", by=MACHINE, at=now)
    order, meant = desk.in_progress(at=now), desk.report(at=now, reporter_email=other)
    message = actions.reply(order, text="Wymienimy wagę", by=actor(desk.ewa), at=now)
    actions.move_message(message, to=meant, by=actor(desk.anna), at=now)
    deliver()
    told = {address for address in (MARIA, other) for m in mails(address) if "Wymienimy wagę" in m.text}
    assert told == {other}


def test_of_a_breach_hears_who_is_at_work(desk):
    evening = NINE + 30 * DAY + 12 * HOUR
    olga = desk.assigned(level=Level.L3, technician=desk.olga)
    zenon = make_technician("L3", desk.network, name="Zenon")
    make_shift(zenon, "L3", starts_at=evening - HOUR)
    with transaction.atomic():
        record(olga, ClockBreached(target="solution"), by=MACHINE, at=evening)
    deliver()
    assert "Termin minął" in mails(zenon.email)[-1].subject
    assert not [m for m in mails(desk.olga.email) if "Termin minął" in m.subject]
    make_shift(desk.olga, "L3", starts_at=evening - HOUR)
    with transaction.atomic():
        record(olga, ClockBreached(target="response"), by=MACHINE, at=evening)
    deliver()
    assert "Termin minął" in mails(desk.olga.email)[-1].subject and len(mails(zenon.email)) == 1


def test_internal_words_never_reach_the_customer(desk, now):
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    order = desk.in_progress(at=now)
    actions.note(order, text="TAJNE notatka", by=actor(desk.ewa), at=now)
    actions.hand_over(
        order, to=Level.L2, reason="TAJNE powód", facts=desk.facts(), by=actor(desk.ewa), at=now
    )
    actions.cancel(order, reason="TAJNE anulowanie", by=actor(desk.anna), at=now)
    deliver()
    told = mails(MARIA)
    assert [m.subject.partition("] ")[2] for m in told] == [
        "Zgłoszenie zarejestrowane",
        "Zgłoszenie anulowane",
    ]
    assert not any("TAJNE" in m.text or "L2" in m.text for m in told)


def test_resolving_is_one_mail_with_the_words_that_solved_it(desk, now):
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    order = desk.in_progress(at=now)
    actions.resolve(order, text="Wymieniono rolkę", code="paper", minutes=5, by=actor(desk.ewa), at=now)
    deliver()
    assert [m.subject.partition("] ")[2] for m in mails(MARIA)][1:] == ["Zgłoszenie rozwiązane"]
    assert "Wymieniono rolkę" in mails(MARIA)[-1].text


def test_the_technician_is_told_of_his_order_but_not_of_his_own_doing(desk, now):
    order = desk.assigned(at=now, technician=desk.ewa)
    deliver()
    assert len([m for m in mails(desk.ewa.email) if "Przydzielono" in m.subject]) == 1
    taken = actions.start(desk.assigned(at=now), by=actor(desk.tomasz), at=now)
    deliver()
    assert taken.assignee == desk.tomasz and not mails(desk.tomasz.email)
    assert order.assignee == desk.ewa


def test_the_level_hears_of_a_hand_over_with_its_reason(desk, now):
    order = desk.in_progress(at=now)
    actions.hand_over(
        order, to=Level.L2, reason="spalony moduł", facts=desk.facts(), by=actor(desk.ewa), at=now
    )
    deliver()
    assert "spalony moduł" in mails(desk.tomasz.email)[-1].text


def test_the_customers_answer_reaches_the_technician(desk, now):
    order = desk.in_progress(at=now)
    who = Actor("contact", order.participants.get().pk)
    actions.receive(order, text="Nadal miga lampka", by=who, at=now + MINUTE)
    deliver()
    assert "Nadal miga lampka" in mails(desk.ewa.email)[-1].text


def test_who_is_named_in_a_note_is_told(desk, now):
    actions.note(
        desk.in_progress(at=now), text="@Olga zerkniesz?", mentions=[desk.olga.pk], by=actor(desk.ewa), at=now
    )
    deliver()
    assert "zerkniesz" in mails(desk.olga.email)[-1].text


def test_remarks_go_to_the_address_of_choice(desk, now):
    desk.network.remarks_email = "jakosc@fala.example"
    desk.network.save()
    order = actions.resolve(
        desk.in_progress(at=now), text="Gotowe", code="paper", minutes=5, by=actor(desk.ewa), at=now
    )
    who = Actor("contact", order.participants.get().pk)
    actions.give_verdict(order, solved=True, remarks="Szybko i miło", by=who, at=now + MINUTE)
    deliver()
    assert "Szybko i miło" in mails("jakosc@fala.example")[0].text


def test_a_subject_with_line_breaks_stays_one_header(desk, now):
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    order = desk.assigned(at=now, technician=desk.ewa)
    order.subject = "a\r\nBcc: evil@example.com\u2028b"
    order.save()
    deliver()
    assert all("\n" not in m.subject and "\u2028" not in m.subject for m in OutgoingMail.objects.all())


def test_markup_in_a_message_is_text_in_the_mail(desk, now):
    prove_address(desk.network, MARIA, how="link", by=MACHINE, at=now)
    actions.reply(desk.in_progress(at=now), text="<img src=x onerror=alert(1)>", by=actor(desk.ewa), at=now)
    deliver()
    assert "<img" not in mails(MARIA)[-1].html and "&lt;img" in mails(MARIA)[-1].html


@pytest.mark.parametrize(
    "language, word", [("pl", "Zarejestrowaliśmy"), ("en", "registered"), ("uk", "зареєстр")]
)
def test_mail_speaks_the_reporters_language(desk, now, language, word):
    desk.report(at=now, language=language)
    deliver()
    assert word in mails(MARIA)[0].text
