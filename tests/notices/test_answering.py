"""Letters to the customer's side come from the network's mailbox, and their answers find their order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amberdesk.customers.actions.addresses import prove_address
from amberdesk.customers.codes import Level, WaitReason
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.set_up import change_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.message_ids import order_of
from amberdesk.mail.models import JOINED, OutgoingMail
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from tests.mail.samples.building import text_mail
from tests.notices.test_letters import MARIA, deliver, mails
from tests.orders.shop import MINUTE, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def box(desk):
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    facts = {"sender_name": "Serwis Fali", "signature": "Serwis Fali\ntel. 1", "takes_plus": True}
    return change_mailbox(box, facts, by=MACHINE, at=timezone.now())


def test_a_letter_comes_from_the_mailbox_and_is_signed_as_the_network_knows_us(desk, box, now):
    order = desk.report(at=now)
    deliver()
    (letter,) = mails(MARIA)
    assert (letter.sender, letter.sender_name) == ("fala@pomoc.example", "Serwis Fali")
    assert letter.text.endswith("-- \nSerwis Fali\ntel. 1\n") and order.number in letter.subject
    local, _at, host = letter.reply_to.partition("@")
    assert (local.partition("+")[0], host, order_of(local.partition("+")[2])) == (
        "fala",
        "pomoc.example",
        order.pk,
    )


def test_without_a_mailbox_letters_come_from_the_desk(desk, now):
    desk.report(at=now)
    deliver()
    (letter,) = mails(MARIA)
    assert (letter.sender, letter.reply_to) == ("", "")


def test_our_people_are_not_written_to_as_customers_are(desk, box, now):
    desk.assigned(at=now, technician=desk.ewa)
    deliver()
    assert {letter.sender for letter in mails(desk.ewa.email)} == {""}


def test_a_reply_answers_the_customer_s_own_mail_from_the_mailbox_he_wrote_to(desk, box, now):
    other = add_mailbox(desk.network, address="druga@pomoc.example")
    prove_address(desk.network, "jan@sklep.example", how="link", by=MACHINE, at=now)
    take_in(
        other, text_mail("Kasa nie działa.", message_id="<pierwszy@sklep.example>"), received_at=now, at=now
    )
    order = Order.objects.get()
    actions.reply(order, text="Już jedziemy", by=actor(desk.anna), at=now + MINUTE)
    deliver()
    letter = mails("jan@sklep.example")[-1]
    assert (letter.sender, letter.answers) == ("druga@pomoc.example", "<pierwszy@sklep.example>")
    assert "Już jedziemy" in letter.text and letter.subject == f"[{order.number}] Kasa 2"


def test_a_letter_is_signed_as_the_mailbox_signs_that_it_comes_from(desk, box, now):
    """A network with two mailboxes: each is another team's."""
    other = add_mailbox(desk.network, address="druga@pomoc.example")
    change_mailbox(other, {"signature": "Zespół kas\ntel. 2"}, by=MACHINE, at=now)
    take_in(other, text_mail("Kasa.", message_id="<a@x>"), received_at=now, at=now)
    desk.report(at=now)
    deliver()
    (first,), (second,) = mails(MARIA), mails("jan@sklep.example")
    assert (first.sender, second.sender) == ("fala@pomoc.example", "druga@pomoc.example")
    assert first.text.endswith("-- \nSerwis Fali\ntel. 1\n")
    assert second.text.endswith("-- \nZespół kas\ntel. 2\n")


def test_letters_that_confirm_nothing_leave_the_confirmations_of_the_hour_as_they_are(desk, box, now):
    """A shop whose orders are being worked on still gets the number of its next report."""
    for number in range(2):
        raw = text_mail(f"Kasa {number}.", message_id=f"<{number}@x>")
        order = take_in(box, raw, received_at=now, at=now).order
        order = actions.assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=now)
        order = actions.start(order, by=actor(desk.ewa), at=now)
        actions.wait(order, reason=WaitReason.PART, until=None, by=actor(desk.ewa), at=now)
    deliver()
    assert len(mails("jan@sklep.example")) == 4
    order = take_in(box, text_mail("Waga.", message_id="<w@x>"), received_at=now, at=now).order
    deliver()
    assert order.number in mails("jan@sklep.example")[-1].subject


def test_an_answer_to_the_address_with_the_token_joins_even_without_headers(desk, box, now):
    order = desk.report(at=now)
    deliver()
    (letter,) = mails(MARIA)
    raw = text_mail("Nadal nie działa.", **{"from": MARIA, "to": letter.reply_to, "message_id": "<b@x>"})
    row = take_in(box, raw, received_at=now + MINUTE, at=now + MINUTE)
    assert (row.state, row.order_id) == (JOINED, order.pk)


def test_one_event_writes_one_letter_to_each_recipient_under_one_message_id(desk, box, now):
    desk.report(at=now)
    deliver()
    first = OutgoingMail.objects.get().message_id
    deliver()
    assert OutgoingMail.objects.get().message_id == first
