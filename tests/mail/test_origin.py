"""Where a mail comes from: believed, shown, and never taken for an order to act."""

import pytest

from amberdesk.customers.models import Address
from amberdesk.customers.queries import is_proven
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.letters import as_message
from amberdesk.mail.message_ids import make_message_id
from amberdesk.mail.models import HELD, JOINED, PLACED, SENT, OutgoingMail, RawMail
from amberdesk.mail.words import results
from amberdesk.notices import customer, staff
from amberdesk.orders.models import Order
from amberdesk.outbox.models import Event
from tests.factories import NINE
from tests.mail.samples import machines
from tests.mail.samples.building import text_mail
from tests.mail.test_take_in import answer_to
from tests.orders.shop import HOUR, MINUTE, make_desk

pytestmark = pytest.mark.django_db
OURS = "Authentication-Results: mx.pomoc.example; "
PASS = f"{OURS}spf=pass smtp.mailfrom=sklep.example; dkim=pass header.d=sklep.example; dmarc=pass header.from=sklep.example\r\n"
FAIL = f"{OURS}spf=fail; dkim=none; dmarc=fail header.from=sklep.example\r\n"


@pytest.fixture
def mailbox(desk):
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    box.trusted_servers = ["mx.pomoc.example"]
    box.most_from_sender = 1000
    box.save()
    return box


def come(mailbox, raw: bytes, at=NINE) -> RawMail:
    return take_in(mailbox, raw, received_at=at, at=at)


def confirm_all(*orders: int) -> list[OutgoingMail]:
    placed = Event.objects.filter(kind="order.placed", subject__in=[f"order:{pk}" for pk in orders])
    customer.confirm_all(list(placed.order_by("pk")))
    return list(OutgoingMail.objects.order_by("pk"))


def test_a_mail_for_which_its_domain_vouches_proves_the_address(desk, mailbox):
    """The desk may write to it what people wrote."""
    row = come(mailbox, PASS.encode() + text_mail("Kasa.", subject="Kasa stoi"))
    assert is_proven(desk.network, "jan@sklep.example")
    assert Address.objects.get(email="jan@sklep.example").verified_by == "dmarc"
    assert "Kasa stoi" in confirm_all(row.order_id)[0].text


@pytest.mark.parametrize(
    "header",
    [
        "",
        FAIL,
        f"{OURS}spf=pass smtp.mailfrom=sklep.example; dkim=pass header.d=sklep.example\r\n",
        PASS.replace("mx.pomoc", "mx.zly"),
        PASS.replace("header.from=sklep", "header.from=inny"),
    ],
)
def test_nothing_less_proves_it(desk, mailbox, header: str):
    come(mailbox, header.encode() + text_mail("Kasa."))
    assert not is_proven(desk.network, "jan@sklep.example")


def test_a_report_that_fails_the_proof_is_an_order_and_its_sender_is_sent_nothing(desk, mailbox):
    """T02, T12: somebody else's address is not written to in answer to a forger, not even one that is proven."""
    come(mailbox, PASS.encode() + text_mail("Kasa.", message_id="<0@x>"))
    row = come(mailbox, FAIL.encode() + text_mail("Kup!", subject="Kup!"), NINE + HOUR)
    assert (row.state, row.verdict, row.dmarc) == (PLACED, "failed", "fail")
    assert confirm_all(row.order_id) == []


def test_the_results_are_kept_with_the_mail_in_the_server_s_words(mailbox):
    for raw, said in ((PASS.encode() + text_mail("Kasa."), "pass"), (text_mail("x", message_id="<2@x>"), "")):
        row = RawMail.objects.get(pk=come(mailbox, raw).pk)
        expected = [("SPF", "pass"), ("DKIM", "pass"), ("DMARC", "pass")] if said else []
        assert results(row) == expected


def test_a_person_s_address_is_kept_though_nothing_is_sent_in_answer(desk, mailbox):
    """The technician must be able to write to whoever wrote; only the letter by itself is left out."""
    long = text_mail("Kasa.", x_long="a" * 70_000)
    order = Order.objects.get(pk=come(mailbox, long).order_id)
    assert order.reporter_email == "jan@sklep.example"
    assert confirm_all(order.pk) == []


def test_a_burst_of_reports_is_confirmed_three_times_an_hour(desk, mailbox):
    """T21: counted when letters are posted, however many mails were taken in before the first was; all are orders."""
    rows = [come(mailbox, text_mail("Kasa.", message_id=f"<{n}@x>")) for n in range(30)]
    assert len(confirm_all(*[row.order_id for row in rows])) == 3
    assert {row.state for row in rows} == {PLACED}
    assert set(Order.objects.values_list("reporter_email", flat=True)) == {"jan@sklep.example"}


def test_nobody_can_have_an_address_filled_with_letters_by_a_form(desk):
    """T12: an address that somebody typed gets so many an hour; one that is proven is his who reports."""
    orders = [desk.report(reporter_email="ofiara@inna.example") for _each in range(15)]
    assert len(confirm_all(*[order.pk for order in orders])) == customer.MOST_UNPROVEN


def bounce_of(letter: str) -> bytes:
    raw = next(s.raw for s in machines.samples() if s.name == "bounce-postfix")
    return raw.replace(b"<b1@pomoc.example>", letter.encode())


def sent_letter(order: Order) -> str:
    maria = order.participants.get()
    ours = make_message_id(f"p{maria.pk}", order_id=order.pk, event_id=1, host="pomoc.example")
    post(message_id=ours, to=maria.email, subject="x", text="x", order=order, participant=maria, at=NINE)
    OutgoingMail.objects.filter(message_id=ours).update(state=SENT, sent_at=NINE)
    return ours


def test_a_letter_that_comes_back_to_another_network_s_mailbox_is_known_all_the_same(desk):
    """T24: our letters leave from one address, whichever mailbox that is."""
    order = make_desk("BUR").report()
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    row = come(box, bounce_of(sent_letter(order)), NINE + MINUTE)
    assert (row.state, row.order_id) == (JOINED, order.pk)
    assert OutgoingMail.objects.get().state == "failed"


def test_the_technician_is_told_of_an_address_from_which_mail_comes_back_and_no_more_goes_there(
    desk, mailbox
):
    """T24."""
    order = desk.in_progress()
    email = order.participants.get().email
    come(mailbox, bounce_of(sent_letter(order)), NINE + MINUTE)
    staff.tell_unreached(Event.objects.get(kind="letter.failed"))
    told = OutgoingMail.objects.get(recipient=desk.ewa.email)
    assert "Zadzwoń" in told.text and order.number in told.subject
    second = desk.report(reporter_email=email)
    assert all(letter.order_id != second.pk for letter in confirm_all(second.pk))


def test_our_letters_carry_a_mark_by_which_they_are_known_when_they_come_back(desk, mailbox):
    """T20, T26: a mail that passed through the desk before is dropped, whoever it is from."""
    order = desk.report()
    letter = as_message(OutgoingMail.objects.get(message_id=sent_letter(order))).message()
    row = come(mailbox, text_mail("x", x_loop=str(letter["X-Loop"])))
    assert (row.state, row.reason) == ("dropped", "loop")


def test_a_stranger_s_failed_answer_is_held(desk, mailbox):
    order = desk.report()
    row = come(mailbox, FAIL.encode() + answer_to(order), NINE + HOUR)
    assert (row.state, row.reason, row.spf, row.dmarc) == (HELD, "unproven", "fail", "fail")
