"""Mail that answers: whole on its order, folded where it quotes, and said by whom it is from."""

import pytest

from amberdesk.customers.codes import WaitReason
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.message_ids import make_message_id
from amberdesk.mail.models import HELD, JOINED, PLACED, RawMail
from amberdesk.orders.actions import close, merge, resolve, wait
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.outbox.models import Event
from tests.factories import NINE, make_contact
from tests.mail.samples.building import mail, part, several, text_mail
from tests.mail.samples.files import tnef
from tests.mail.test_take_in import answer_to, come
from tests.orders.shop import HOUR, MINUTE, actor

pytestmark = pytest.mark.django_db
QUOTED = "W dniu 2.3.2026 o 9:01, Ewa pisze:\n> Jaki model?"


@pytest.fixture
def mailbox(desk):
    return add_mailbox(desk.network, address="fala@pomoc.example")


def last_said(order: Order) -> Message:
    return Message.objects.filter(order=order).order_by("-pk")[0]


def test_what_a_mail_quotes_and_its_signature_are_kept_with_its_words(desk, mailbox):
    order = desk.report()
    come(mailbox, answer_to(order, f"Model X.\n\n-- \nMaria\nSklep 12\n\n{QUOTED}"), NINE + HOUR)
    said = last_said(order)
    assert said.text == "Model X."
    assert [kind for kind, _text in said.pieces] == ["new", "signature", "quoted"]
    assert "Sklep 12" in said.pieces[1][1] and "> Jaki model?" in said.pieces[2][1]


def test_a_report_keeps_its_pieces_too(desk, mailbox):
    raw = text_mail(f"Kasa stoi.\n\n{QUOTED}", in_reply_to="<x@inny.example>")
    order = Order.objects.get(pk=come(mailbox, raw).order_id)
    assert [kind for kind, _text in last_said(order).pieces] == ["new", "quoted"]
    assert last_said(order).text == f"Kasa stoi.\n\n{QUOTED}"


def test_a_mail_of_words_alone_has_no_pieces(desk, mailbox):
    order = Order.objects.get(pk=come(mailbox, text_mail("Kasa stoi.")).order_id)
    assert last_said(order).pieces is None


def test_a_text_that_is_too_long_for_a_message_is_kept_whole_in_its_pieces(desk, mailbox):
    """Nothing is cut."""
    order, words = desk.report(), "Kasa nie działa. " * 9000
    come(mailbox, answer_to(order, words), NINE + HOUR)
    said = last_said(order)
    assert len(said.text) <= 100_000 < len(words.strip())
    assert "".join(text for _kind, text in said.pieces) == words.strip()


def test_a_winmail_that_breaks_off_is_kept_as_it_is_beside_what_could_be_read(desk, mailbox):
    whole = tnef(("a.txt", b"pierwszy"), ("b.txt", b"drugi"))
    raw = mail(several([part("x"), part(whole[:-30], "application/ms-tnef; name=winmail.dat", "base64")]))
    order = Order.objects.get(pk=come(mailbox, raw).order_id)
    assert {"a.txt", "winmail.dat"} <= {*order.attachments.values_list("name", flat=True)}


def test_a_mail_of_which_not_all_fits_on_an_order_is_held(desk, mailbox):
    """28 MB in twelve files: nine of them would be a quiet loss."""
    piece = part(bytes(1_750_000), "application/zip", "base64")
    row = come(mailbox, mail(several([part("x"), *[piece] * 12])))
    assert (row.state, row.reason) == (HELD, "too_big")
    assert not Order.objects.exists() and not Attachment.objects.exclude(message=None).exists()


def test_an_answer_counts_from_when_our_server_had_it(desk, mailbox):
    order = desk.report()
    take_in(mailbox, answer_to(order), received_at=NINE + HOUR, at=NINE + 5 * HOUR)
    assert last_said(order).at == NINE + HOUR
    assert Event.objects.get(kind="order.received").at == NINE + HOUR


def test_the_same_words_in_two_mails_are_said_twice(desk, mailbox):
    order = desk.report()
    for number in range(2):
        come(mailbox, answer_to(order, "Nadal.", message_id=f"<{number}@x>"), NINE + HOUR)
    assert Message.objects.filter(order=order, text="Nadal.").count() == 2


def test_whoever_followed_an_order_that_was_merged_reaches_the_other_one(desk, mailbox):
    """His words are there with his name; of the other order he is told nothing by that."""
    order = desk.report(reporter_email="jan@obcy.example", reporter_name="Jan")
    target = desk.report()
    merge(order, into=target, by=actor(desk.anna), at=NINE + MINUTE)
    row = come(mailbox, answer_to(order, sender="Jan <jan@obcy.example>"), NINE + HOUR)
    said = last_said(target)
    assert (row.state, row.order_id) == (JOINED, target.pk)
    assert (said.text, said.author_name, said.inbound, said.participant) == (
        "Nadal nie działa.",
        "Jan",
        True,
        None,
    )
    assert not target.participants.filter(email="jan@obcy.example").exists()


def test_a_person_of_the_network_reaches_a_solved_order_and_flags_it(desk, mailbox):
    make_contact(desk.site, "Ola", emails=["ola@fala.example"])
    order = resolve(
        desk.in_progress(), text="Już.", code="fixed", minutes=5, by=actor(desk.ewa), at=NINE + MINUTE
    )
    for state in ("resolved", "closed"):
        row = come(mailbox, answer_to(order, f"Nadal. {state}", "Ola <ola@fala.example>"), NINE + HOUR)
        order.refresh_from_db()
        assert (row.state, order.flagged, order.state) == (JOINED, True, state)
        if state == "resolved":
            close(order, by=actor(desk.anna), at=NINE + 2 * HOUR)
            Order.objects.update(flagged=False)
            order.refresh_from_db()


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "auto-generated"},
        {"auto_submitted": "auto-replied"},
        {"return_path": "<>"},
        {"precedence": "auto_reply"},
        {"x_autoreply": "yes"},
    ],
)
def test_a_machine_with_our_token_ends_no_wait_and_is_written_nothing(desk, mailbox, fields):
    """T20, T22: whatever it says, the clock stands where it stood; the mail is kept with the order."""
    order = desk.in_progress()
    wait(
        order, reason=WaitReason.CUSTOMER, until=None, question="Model?", by=actor(desk.ewa), at=NINE + MINUTE
    )
    make_contact(desk.site, "Automat", emails=["ola@fala.example"])
    before = Event.objects.count()
    row = come(mailbox, answer_to(order, sender="ola@fala.example", **fields), NINE + HOUR)
    order.refresh_from_db()
    assert (row.state, row.order_id, order.state) == (JOINED, order.pk, "waiting")
    assert (
        Event.objects.count() == before and not order.participants.filter(email="ola@fala.example").exists()
    )


def test_a_person_with_no_address_for_answers_is_not_confirmed_as_a_follower(desk, mailbox):
    """T20: who may be a program is not written to by the desk, though what he says joins."""
    make_contact(desk.site, "Ola", emails=["postmaster@fala.example"])
    order = desk.report()
    row = come(mailbox, answer_to(order, sender="postmaster@fala.example"), NINE + HOUR)
    assert row.state == JOINED and Event.objects.get(kind="order.joined").data["quiet"] is True


def test_of_two_mails_that_are_one_order_s_the_row_knows_its_message(desk, mailbox):
    first = come(mailbox, text_mail("Kasa."))
    order = Order.objects.get(pk=first.order_id)
    token = make_message_id("p1", order_id=order.pk, event_id=1, host="x")
    second = come(mailbox, text_mail("Nadal.", in_reply_to=token, message_id="<2@x>"), NINE + HOUR)
    assert (first.state, second.state) == (PLACED, JOINED)
    assert RawMail.objects.get(pk=second.pk).said == last_said(order)
