"""Mail that comes in is kept first, read once, and lost never."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from amberdesk.customers.codes import Kind, WaitReason
from amberdesk.mail.actions import take_in as taking
from amberdesk.mail.actions.erase import erase_before, erase_letters
from amberdesk.mail.actions.keep import add_mailbox, keep
from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.take_in import MOST_TRIES, read_again, read_waiting, take_in
from amberdesk.mail.matching import Policy
from amberdesk.mail.message_ids import make_message_id
from amberdesk.mail.models import DROPPED, FAILED, HELD, JOINED, KEPT, PLACED, SENT, OutgoingMail, RawMail
from amberdesk.operation.due import due_orders
from amberdesk.orders.actions import cancel, correct, merge, wait
from amberdesk.orders.actions.upload import upload
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.orders.states import Refused
from amberdesk.outbox.models import Event
from tests.factories import NINE, make_contact, make_person
from tests.mail.samples import files, machines
from tests.mail.samples.building import mail, part, several, text_mail
from tests.orders.shop import HOUR, MINUTE, actor, make_desk

pytestmark = pytest.mark.django_db
MARIA = "Maria <maria@fala.example>"  # who reports in the desk of a test


@pytest.fixture
def mailbox(desk):
    return add_mailbox(desk.network, address="fala@pomoc.example")


def come(mailbox, raw: bytes, at=NINE) -> RawMail:
    return take_in(mailbox, raw, received_at=at, at=at)


def answer_to(order: Order, text: str = "Nadal nie działa.", sender: str = MARIA, **fields: str) -> bytes:
    fields = {"in_reply_to": make_message_id("p1", order_id=order.pk, event_id=1, host="x.example")} | fields
    return text_mail(
        text, **{"from": sender, "message_id": f"<{sha256(text.encode()).hexdigest()}@x>"} | fields
    )


def test_a_report_becomes_an_order_whose_clock_starts_when_the_server_had_it(desk, mailbox):
    row = take_in(mailbox, text_mail("Kasa nie działa."), received_at=NINE, at=NINE + 5 * HOUR)
    order = Order.objects.get()
    assert (row.state, row.order_id, order.channel) == (PLACED, order.pk, "mail")
    assert (order.subject, order.reporter_email, order.reported_at) == ("Kasa 2", "jan@sklep.example", NINE)
    assert order.messages.get().text == "Kasa nie działa."


def test_the_same_mail_twice_is_one_order(desk, mailbox):
    first = come(mailbox, text_mail("Kasa nie działa."))
    again = come(mailbox, b"Received: from elsewhere\r\n" + text_mail("Kasa nie działa."))
    assert first.pk == again.pk and Order.objects.count() == RawMail.objects.count() == 1


def test_another_mail_under_the_same_message_id_is_held_with_the_order_it_may_belong_to(desk, mailbox):
    first = come(mailbox, text_mail("Kasa nie działa."))
    for _again in range(2):
        other = come(mailbox, text_mail("Skaner nie działa."))
    assert (other.state, other.reason, other.order_id) == (HELD, "conflict", first.order_id)
    assert Order.objects.count() == 1 and RawMail.objects.count() == 2


def test_a_mail_to_two_networks_reaches_both(desk, mailbox):
    other = add_mailbox(make_desk("BUR").network, address="bursztyn@pomoc.example")
    assert [come(box, text_mail("Kasa.")).state for box in (mailbox, other)] == [PLACED, PLACED]
    assert Order.objects.count() == 2


def test_a_mail_is_kept_whole_to_the_byte(desk, mailbox):
    raw = bytes(range(256)) * 10
    assert bytes(RawMail.objects.get(pk=come(mailbox, raw).pk).raw) == raw


def test_the_customer_s_answer_joins_his_order_and_ends_the_wait_for_him(desk, mailbox):
    order = desk.in_progress()

    wait(
        order,
        reason=WaitReason.CUSTOMER,
        until=None,
        question="Jaki model?",
        by=actor(desk.ewa),
        at=NINE + MINUTE,
    )
    row = come(
        mailbox,
        answer_to(order, "Model X.\n\nW dniu 2.3.2026 o 9:01, Ewa pisze:\n> Jaki model?"),
        NINE + HOUR,
    )
    order.refresh_from_db()
    said = order.messages.order_by("-pk").first()
    assert (row.state, row.order_id, order.state) == (JOINED, order.pk, "in_progress")
    assert (said.text, said.channel, said.inbound, said.participant.email) == (
        "Model X.",
        "mail",
        True,
        "maria@fala.example",
    )


def test_the_token_in_the_hand_of_a_stranger_is_held_and_shows_nothing(desk, mailbox):
    order = desk.report()
    row = come(mailbox, answer_to(order, sender="obcy@zly.example"), NINE + HOUR)
    assert (row.state, row.reason, row.order_id) == (HELD, "stranger", order.pk)
    assert order.messages.count() == 1 and order.participants.count() == 1


def test_an_answer_of_another_network_s_people_is_held_there_without_naming_the_order(desk, mailbox):
    other = make_desk("BUR")
    order = other.report(reporter_email="maria@fala.example")
    row = come(mailbox, answer_to(order), NINE + HOUR)
    assert (row.state, row.reason, row.order_id) == (HELD, "other_network", None)


def test_a_number_in_the_subject_is_held_for_the_coordinator(desk, mailbox):
    order = desk.report()
    row = come(mailbox, text_mail("Proszę zamknąć.", subject=f"[{order.number}] proszę", **{"from": MARIA}))
    assert (row.state, row.reason, row.order_id) == (HELD, "number_only", order.pk)


def test_a_sender_who_fails_the_proof_is_held(desk, mailbox):
    order = desk.report()
    mailbox.trusted_servers = ["mx.pomoc.example"]
    mailbox.save()
    raw = b"Authentication-Results: mx.pomoc.example; dmarc=fail\r\n" + answer_to(order)
    row = come(mailbox, raw, NINE + HOUR)
    assert (row.state, row.reason, row.verdict) == (HELD, "unproven", "failed")


def test_an_answer_to_a_merged_order_follows_it(desk, mailbox):

    order, target = desk.report(), desk.report()
    merge(order, into=target, by=actor(desk.anna), at=NINE + MINUTE)
    assert come(mailbox, answer_to(order), NINE + HOUR).order_id == target.pk


@pytest.mark.parametrize(
    ("policy", "state", "reason"),
    [
        (Policy.ACCEPT, PLACED, ""),
        (Policy.ACCEPT_AND_POINT, PLACED, ""),
        (Policy.FORM_ONLY, HELD, "form_only"),
    ],
)
def test_a_new_report_goes_by_the_mailbox_s_policy(desk, policy, state, reason):
    row = come(add_mailbox(desk.network, address="a@pomoc.example", policy=policy), text_mail("Kasa."))
    assert (row.state, row.reason, Order.objects.count()) == (state, reason, int(state == PLACED))


def test_the_files_of_a_mail_are_the_files_of_the_message(desk, mailbox):
    raw = mail(several([part("Zdjęcie."), part(files.PNG, "image/png; name=z.png", "base64")]))
    order = Order.objects.get(pk=come(mailbox, raw).order_id)
    kept = order.attachments.get()
    assert (kept.name, bytes(kept.sha256), kept.image) == ("z.png", sha256(files.PNG).digest(), True)


def test_more_files_than_a_message_takes_come_with_the_whole_mail(desk, mailbox):
    raw = mail(
        several([part("x"), *[part(b"%d" % n, f"text/csv; name={n}.csv", "base64") for n in range(15)]])
    )
    order = Order.objects.get(pk=come(mailbox, raw).order_id)
    names = list(order.attachments.order_by("pk").values_list("name", flat=True))
    assert names == [*(f"{n}.csv" for n in range(9)), "mail.eml"]
    assert bytes(order.attachments.get(name="mail.eml").sha256) == sha256(raw).digest()


def test_a_machine_s_report_is_an_order_and_nobody_writes_back_to_it(desk, mailbox):
    row = come(mailbox, text_mail("Kasa 2 offline", auto_submitted="auto-generated"))
    assert row.state == PLACED and Order.objects.get().reporter_email == ""


def test_a_program_s_answer_reopens_nothing_and_adds_nothing(desk, mailbox):
    """T22."""
    order = desk.report()
    row = come(mailbox, answer_to(order, auto_submitted="auto-replied", subject="Poza biurem"), NINE + HOUR)
    assert (row.state, row.reason, row.order_id) == (JOINED, "away", order.pk)
    assert Event.objects.filter(subject=f"order:{order.pk}").count() == 1 and order.messages.count() == 1


def test_mail_that_came_back_marks_the_letter_and_the_address(desk, mailbox):
    """T24."""
    order = desk.report()
    maria = order.participants.get()
    ours = make_message_id(f"p{maria.pk}", order_id=order.pk, event_id=1, host="pomoc.example")
    post(message_id=ours, to=maria.email, subject="x", text="x", order=order, participant=maria, at=NINE)
    OutgoingMail.objects.update(state=SENT, sent_at=NINE)
    sample = next(s for s in machines.samples() if s.name == "bounce-postfix")
    row = come(mailbox, sample.raw.replace(b"<b1@pomoc.example>", ours.encode()), NINE + MINUTE)
    letter, maria = OutgoingMail.objects.get(), order.participants.get()
    assert (row.state, row.reason, row.order_id) == (JOINED, "bounce", order.pk)
    assert (letter.state, letter.error, maria.mail_failed_at) == (FAILED, "5.1.1", NINE + MINUTE)


def test_our_own_mail_is_dropped_and_counted(desk, mailbox):
    """T23."""
    row = come(mailbox, text_mail("x", **{"from": "fala@pomoc.example"}))
    assert (row.state, row.reason) == (DROPPED, "own")


def test_a_sender_beyond_the_mailbox_s_limit_is_held(desk, mailbox):
    mailbox.most_from_sender = 3
    mailbox.save()
    states = [come(mailbox, text_mail("x", message_id=f"<{n}@x>"), NINE + n * MINUTE).state for n in range(5)]
    assert states == [PLACED, PLACED, PLACED, HELD, HELD]
    assert come(mailbox, text_mail("x", message_id="<9@x>"), NINE + 3 * HOUR).state == PLACED


def test_what_the_orders_refuse_is_held_with_their_reason(desk, mailbox):
    order = desk.report()

    cancel(order, reason="mistake", by=actor(desk.anna), at=NINE + MINUTE)
    row = come(mailbox, answer_to(order), NINE + HOUR)
    assert (row.state, row.reason, row.error, row.order_id) == (HELD, "refused", "state", order.pk)


def test_a_mail_without_subject_and_text_is_an_order_all_the_same(desk, mailbox):
    come(mailbox, text_mail("", subject=None))
    assert Order.objects.get().subject == "(—)"


def test_a_mail_that_was_kept_and_not_read_is_read_later_and_once(desk, mailbox):
    """F3: the program died between keeping and reading."""
    row = keep(mailbox, text_mail("Kasa."), received_at=NINE, at=NINE).row
    assert row.state == KEPT
    assert [read_waiting(NINE + n * MINUTE) for n in range(3)] == [0, 1, 0]
    assert Order.objects.get().reported_at == NINE


def test_a_mail_that_fails_every_time_is_held_and_stops_no_other(desk, mailbox, monkeypatch):
    """F25."""
    real = taking.order_from

    def fail(row, parsed, *args, **facts):
        if parsed.subject == "Trucizna":
            raise RuntimeError("zatruty")
        return real(row, parsed, *args, **facts)

    monkeypatch.setattr(taking, "order_from", fail)
    poison = come(mailbox, text_mail("x", subject="Trucizna", message_id="<p@x>"))
    assert poison.state == KEPT and come(mailbox, text_mail("Kasa.")).state == PLACED
    at = NINE
    for _try in range(MOST_TRIES + 2):
        at += timedelta(hours=2)
        read_waiting(at)
    poison.refresh_from_db()
    assert (poison.state, poison.reason, poison.attempts) == (HELD, "failed", MOST_TRIES)
    assert "zatruty" in poison.error


def test_erasing_an_order_blanks_its_raw_mails_and_they_are_not_taken_in_again(desk, mailbox):
    row = come(mailbox, text_mail("Kasa."))
    erase_letters(Event(subject=f"order:{row.order_id}", data={"what": ["messages"]}, at=NINE))
    row.refresh_from_db()
    assert (bytes(row.raw), row.sender, row.subject) == (b"", "", "")
    assert come(mailbox, text_mail("Kasa.")).pk == row.pk and Order.objects.count() == 1


def test_raw_mails_of_no_order_are_blanked_when_their_time_is_over(desk, mailbox):
    row = come(mailbox, text_mail("Nowości.", list_id="<a.example>"))
    assert erase_before(NINE, NINE + HOUR) == 0
    assert erase_before(NINE + MINUTE, NINE + HOUR) == 1
    row.refresh_from_db()
    assert bytes(row.raw) == b"" and row.state == HELD


def test_erasing_an_order_leaves_a_held_mail_that_only_may_belong_to_it(desk, mailbox):
    order = desk.report()
    row = come(mailbox, answer_to(order, sender="obcy@zly.example"), NINE + HOUR)
    erase_letters(Event(subject=f"order:{order.pk}", data={"what": ["mails"]}, at=NINE + HOUR))
    row.refresh_from_db()
    assert (row.state, row.order_id, row.sender) == (HELD, order.pk, "obcy@zly.example")
    assert erase_before(NINE + 2 * HOUR, NINE + 2 * HOUR) == 1


def test_blanked_mails_keep_none_of_the_later_ones_from_being_blanked(desk, mailbox):
    for n in range(3):
        come(mailbox, text_mail("Nowości.", list_id="<a.example>", message_id=f"<{n}@x>"))
    late = NINE + HOUR
    assert [erase_before(late, late, limit=1) for _round in range(4)] == [1, 1, 1, 0]


def test_the_raw_mail_of_an_ended_order_is_due_as_its_letters_are(desk, mailbox):
    row = come(mailbox, text_mail("Kasa."))
    Order.objects.update(state="cancelled", closed_at=NINE)
    OutgoingMail.objects.all().delete()
    assert due_orders(NINE + 2 * HOUR, 10, {"mails": 0}) == {row.order_id: ["mails"]}
    erase_letters(Event(subject=f"order:{row.order_id}", data={"what": ["mails"]}, at=NINE))
    assert due_orders(NINE + 2 * HOUR, 10, {"mails": 0}) == {}


def test_mails_that_wait_for_their_next_try_keep_no_later_one_back(desk, mailbox, monkeypatch):
    monkeypatch.setattr(taking, "ROUND", 2)
    for n in range(2):
        keep(mailbox, text_mail("Kasa.", message_id=f"<{n}@x>"), received_at=NINE, at=NINE)
    RawMail.objects.update(attempts=4, read_at=NINE + MINUTE)
    keep(mailbox, text_mail("Drukarka."), received_at=NINE + MINUTE, at=NINE + MINUTE)
    assert read_waiting(NINE + 3 * MINUTE) == 1 and Order.objects.get().messages.get().text == "Drukarka."


def test_the_files_of_a_mail_that_is_refused_do_not_stay(desk, mailbox, monkeypatch):
    def refuse(*_args, **_facts):
        raise Refused("state")

    monkeypatch.setattr(taking, "order_from", refuse)
    row = come(mailbox, mail(several([part("Zdjęcie."), part(files.PNG, "image/png; name=z.png", "base64")])))
    assert row.state == HELD and not Attachment.objects.exists()


def test_how_much_others_send_is_nothing_to_a_mail(desk, mailbox, monkeypatch):
    monkeypatch.setitem(upload.__globals__, "MOST_WAITING", 5000)
    upload(ContentFile(b"x" * 4990), name="inny.bin", draft_of="mail:1:a", at=NINE)
    raw = mail(several([part("Zdjęcie."), part(files.PNG, "image/png; name=z.png", "base64")]))
    assert len(files.PNG) > 10 and come(mailbox, raw).state == PLACED
    assert [file.name for file in Order.objects.get().attachments.all()] == ["z.png"]


def test_people_in_copy_follow_nothing_and_are_written_nothing(desk, mailbox):
    """T05, T14."""
    everybody = ", ".join(f"a{n}@obcy.example" for n in range(500))
    order = Order.objects.get(pk=come(mailbox, text_mail("Kasa.", cc=everybody)).order_id)
    assert [each.email for each in order.participants.all()] == ["jan@sklep.example"]
    assert Message.objects.count() == 1


def test_where_answers_shall_go_is_no_address_of_ours(desk, mailbox):
    """T11: the confirmation goes to the sender."""
    come(mailbox, text_mail("Kasa.", reply_to="ofiara@inna.example"))
    assert Order.objects.get().reporter_email == "jan@sklep.example"


def test_a_member_of_staff_as_sender_has_no_rights_by_mail(desk, mailbox):
    """T13."""
    order = desk.report()
    row = come(mailbox, answer_to(order, sender=f"Ewa <{desk.ewa.email}>"), NINE + HOUR)
    assert (row.state, row.reason) == (HELD, "stranger")


def test_a_held_mail_is_read_once_more_by_the_rules_of_now(desk, mailbox):
    raw = mail(several([part("Zdjęcie."), part(files.PNG, "image/png; name=z.png", "base64")]))
    row = come(add_mailbox(desk.network, address=mailbox.address, policy=Policy.FORM_ONLY), raw)
    assert (row.state, row.reason) == (HELD, "form_only")
    add_mailbox(desk.network, address=mailbox.address, policy=Policy.ACCEPT)
    for _again in range(2):
        row = read_again(row, at=NINE + HOUR)
    assert (row.state, row.reason, Order.objects.get().reported_at) == (PLACED, "", NINE)
    assert Order.objects.get().attachments.count() == 1


def test_a_blanked_mail_is_not_read_again(desk, mailbox):
    row = come(mailbox, text_mail("Nowości.", list_id="<a.example>"))
    erase_before(NINE + MINUTE, NINE + HOUR)
    assert read_again(row, at=NINE + HOUR).state == HELD and not Order.objects.exists()


@pytest.mark.parametrize("follows", [True, False])
def test_an_order_that_goes_to_another_network_while_its_mail_is_read_gets_none_of_it(
    desk, mailbox, follows: bool
):
    make_contact(desk.site, "Anna", emails=["anna@fala.example"])
    sender = MARIA if follows else "Anna <anna@fala.example>"
    order, other = desk.report(), make_desk("BUR")
    boss = make_person("coordinator", supervises=[desk.network, other.network])
    nothing = {"site": None, "device": None, "contact": None, "kind": Kind.FAILURE, "reason": "pomyłka"}
    moved = []

    def corrected(execute, sql, params, many, context):
        """What another process does just before the mail is settled."""
        if "FOR UPDATE OF" in sql and "mail_rawmail" in sql and not moved:
            moved.append(order)
            correct(order, network=other.network, **nothing, by=actor(boss), at=NINE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(corrected):
        row = come(mailbox, answer_to(order, sender=sender), NINE + HOUR)
    assert (row.state, row.reason) == (HELD, "refused" if follows else "other_network")
    assert Message.objects.filter(order=order, inbound=True).count() == 1
    assert not order.participants.filter(email="anna@fala.example").exists()
