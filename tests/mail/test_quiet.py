"""Whose name a mail may only have borrowed is written to by people alone, until he shows that he is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.place import place
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import HELD, PLACED, Mailbox
from amberdesk.orders import actions
from amberdesk.orders.models import Order, Participant
from tests.factories import make_contact
from tests.mail.samples.building import text_mail
from tests.mail.test_take_in import answer_to
from tests.notices.test_letters import deliver, mails
from tests.orders.shop import MINUTE, Desk, actor, make_desk

pytestmark = pytest.mark.django_db
JAN = "jan@sklep.example"
FORGED = {"authentication_results": "mx.pomoc.example; dmarc=fail header.from=sklep.example"}


@pytest.fixture
def now():
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def mailbox(desk):
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    Mailbox.objects.update(trusted_servers=["mx.pomoc.example"])
    box.refresh_from_db()
    return box


def live(desk: Desk, order: Order, at) -> None:
    """Let happen to an order what the customer's side is told of by itself."""
    anna = actor(desk.anna)
    order = actions.assign(order, level=Level.L1, technician=desk.ewa, by=anna, at=at + MINUTE)
    order = actions.start(order, by=actor(desk.ewa), at=at + 2 * MINUTE)
    actions.wait(order, reason=WaitReason.PART, until=None, by=actor(desk.ewa), at=at + 3 * MINUTE)
    deliver()


def test_a_forged_mail_that_becomes_an_order_by_itself_writes_to_nobody(desk, mailbox, now):
    """T02: nothing goes by itself to who is named as the sender, at no stage of the order."""
    row = take_in(mailbox, text_mail("Kasa stoi.", **FORGED), received_at=now, at=now)
    assert row.state == PLACED
    live(desk, row.order, now)
    assert mails(JAN) == []


def test_a_forged_mail_that_is_placed_by_hand_writes_to_nobody(desk, mailbox, now):
    """T02: that somebody has made an order of it does not say who wrote."""
    Mailbox.objects.update(policy=Policy.FORM_ONLY)
    mailbox.refresh_from_db()
    row = take_in(mailbox, text_mail("Kasa stoi.", **FORGED), received_at=now, at=now)
    assert row.state == HELD
    live(desk, place(row, by=actor(desk.anna), at=now), now)
    assert mails(JAN) == []


def test_a_mail_that_was_never_read_is_looked_at_when_it_is_placed_by_hand(desk, mailbox, now):
    """Another mail under a known id is held unread: what our mail server found of it is noted then."""
    take_in(
        mailbox, text_mail("Kasa stoi.", message_id="<a@x>", **{"from": "e@x.pl"}), received_at=now, at=now
    )
    row = take_in(mailbox, text_mail("Inna.", message_id="<a@x>", **FORGED), received_at=now, at=now)
    assert (row.state, row.reason) == (HELD, "conflict")
    place(row, by=actor(desk.anna), at=now)
    deliver()
    row.refresh_from_db()
    assert (row.verdict, row.dmarc, mails(JAN)) == ("failed", "fail", [])


def test_what_a_person_writes_reaches_him_all_the_same(desk, mailbox, now):
    order = take_in(mailbox, text_mail("Kasa stoi.", **FORGED), received_at=now, at=now).order
    actions.reply(order, text="Jedziemy.", by=actor(desk.anna), at=now + MINUTE)
    deliver()
    (letter,) = mails(JAN)
    assert not letter.automatic and "Jedziemy" not in letter.text


def test_postmaster_is_written_to_by_people_alone(desk, mailbox, now):
    raw = text_mail("Kasa stoi.", **{"from": "postmaster@sklep.example"})
    live(desk, take_in(mailbox, raw, received_at=now, at=now).order, now)
    assert mails("postmaster@sklep.example") == []


def test_who_answers_with_a_mail_of_his_own_is_written_to_again(desk, mailbox, now):
    make_contact(desk.site, emails=[JAN])
    order = take_in(mailbox, text_mail("Kasa stoi.", **FORGED), received_at=now, at=now).order
    take_in(mailbox, answer_to(order, "To ja.", f"Jan <{JAN}>"), received_at=now + MINUTE, at=now + MINUTE)
    live(desk, order, now + 2 * MINUTE)
    assert len(mails(JAN)) == 1


def test_who_opens_the_link_of_a_letter_is_written_to_again(desk, mailbox, now, client):
    order = take_in(mailbox, text_mail("Kasa stoi.", **FORGED), received_at=now, at=now).order
    actions.reply(order, text="Jedziemy.", by=actor(desk.anna), at=now + MINUTE)
    deliver()
    text = mails(JAN)[0].text
    address = next(word for word in text.split() if "/o/p" in word)
    assert Participant.objects.get(order=order).quiet
    client.get("/" + address.split("/", 3)[3])
    assert not Participant.objects.get(order=order).quiet
