"""Mail goes out over a real SMTP server, at least once and under one Message-ID."""

import asyncio
import socket
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from anymail.backends.test import EmailBackend as AnymailTest
from anymail.exceptions import AnymailRequestsAPIError
from anymail.message import AnymailRecipientStatus
from django.utils import timezone
from requests import Response

from amberdesk.customers.actions.addresses import prove_address
from amberdesk.customers.models import Address
from amberdesk.mail import transport
from amberdesk.mail.actions import send
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.send import BACKOFF, LEASE, came_back, send_waiting
from amberdesk.mail.actions.send_again import send_again
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.answering import Answering
from amberdesk.mail.message_ids import make_message_id, order_of
from amberdesk.mail.models import OutgoingMail
from amberdesk.mail.queries import trouble
from amberdesk.outbox.actor import MACHINE
from tests.mail.samples.building import text_mail
from tests.notices.test_letters import deliver
from tests.orders.shop import make_desk

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Sink:
    """Keeps what arrives; refuses recipients whose address says how. no_senders: from whom it takes nothing"""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.no_senders: set[str] = set()
        self.at_recipient = False  # it says so of the recipient, as most servers do

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        if address in self.no_senders and not self.at_recipient:
            return "553 5.7.1 not yours"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if envelope.mail_from in self.no_senders:
            return f"553 5.7.1 <{envelope.mail_from}>: Sender address rejected: not owned by user desk"
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("busy"):
            return "450 4.2.1 come again"
        if address.startswith("full"):
            return "552 5.2.2 mailbox full"
        if address.startswith("odd"):
            return f"554 5.6.0 nothing for {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: object, envelope) -> str:
        if envelope.rcpt_tos[0].startswith("hang"):
            await asyncio.sleep(3600)  # until the other side has had enough
        if envelope.rcpt_tos[0].startswith("drop"):
            server.transport.abort()
        self.mails.append(envelope.content)
        return "250 kept"


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    point_to(settings, port)
    yield sink
    controller.stop()


def point_to(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.AMBERDESK = SimpleNamespace(
        sends_mail=True, public_url="http://desk.example", public_host="desk.example"
    )


def posted(to: str = "maria@fala.example", event: int = 1, **facts) -> OutgoingMail:
    order_id = facts["order"].pk if "order" in facts else 7
    message_id = make_message_id("p1", order_id=order_id, event_id=event, host="desk.example")
    post(message_id=message_id, to=to, subject="Zażółć", text="gęślą jaźń\n", at=NOW, **facts)
    return OutgoingMail.objects.get(message_id=message_id)


def test_a_mail_goes_out_once_with_its_own_message_id(sink):
    mail = posted()
    assert (send_waiting(NOW), send_waiting(NOW)) == (1, 0)
    mail.refresh_from_db()
    assert mail.state == "sent"
    (raw,) = sink.mails
    assert mail.message_id.encode() in raw and order_of(mail.message_id) == 7


def test_the_same_mail_posted_twice_is_one(sink):
    posted(), posted()
    assert OutgoingMail.objects.count() == 1


def test_automatic_mail_says_so_and_a_persons_answer_does_not(sink):
    posted(event=1), posted(event=2, automatic=False)
    send_waiting(NOW)
    assert [b"Auto-Submitted: auto-generated" in raw for raw in sink.mails] == [True, False]


def test_a_recipient_refused_for_good_fails_at_once_and_the_others_arrive(sink):
    gone, other = posted("gone@fala.example", 1), posted(event=2)
    send_waiting(NOW)
    gone.refresh_from_db(), other.refresh_from_db()
    assert (gone.state, other.state) == ("failed", "sent")
    assert "550" in gone.error


def test_a_server_that_asks_to_come_again_is_asked_again_later(sink):
    mail = posted("busy@fala.example")
    assert send_waiting(NOW) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.due_at) == ("waiting", NOW + BACKOFF[0])
    assert send_waiting(NOW + BACKOFF[0]) == 1


def test_while_the_server_is_out_mail_waits_and_the_desk_says_so(settings):
    point_to(settings, 1)
    mail = posted()
    send_waiting(NOW)
    mail.refresh_from_db()
    assert mail.state == "waiting" and mail.attempts == 1
    found = trouble(NOW + timedelta(minutes=4))
    assert found is not None and (found.since, found.waiting) == (mail.created_at, 1)
    assert trouble(NOW + timedelta(minutes=1)) is None


def test_an_address_that_is_none_fails_alone(sink):
    order = make_desk().report(reporter_email="gone-nowhere")
    nowhere = posted("gone-nowhere", 1, order=order, participant=order.participants.get())
    other = posted(event=2)
    send_waiting(NOW)
    nowhere.refresh_from_db(), other.refresh_from_db()
    assert (nowhere.state, other.state) == ("failed", "sent")
    assert order.participants.get().mail_failed_at == NOW


def test_a_mail_that_breaks_the_line_keeps_no_other_from_going_out(sink):
    poison, other = posted("drop@fala.example", 1), posted(event=2)
    send_waiting(NOW)
    poison.refresh_from_db(), other.refresh_from_db()
    assert (poison.state, poison.attempts, poison.due_at) == ("waiting", 1, NOW + BACKOFF[0])
    assert (other.state, other.attempts) == ("sent", 1)


def test_a_server_that_hangs_after_a_mail_s_text_keeps_no_other_from_going_out(sink, settings):
    """F17: the mail may have arrived or not; it goes again later, under the same Message-ID."""
    settings.EMAIL_TIMEOUT = 0.5
    hung, others = posted("hang@fala.example", 1), [posted(event=2), posted(event=3)]
    send_waiting(NOW)
    hung.refresh_from_db()
    assert (hung.state, hung.attempts, hung.due_at) == ("waiting", 1, NOW + BACKOFF[0])
    assert [b.message_id.encode() in raw for b, raw in zip(others, sink.mails, strict=True)] == [True, True]
    before, hung.recipient = hung.message_id, "maria@fala.example"
    hung.save()
    send_waiting(NOW + BACKOFF[0])
    assert len(sink.mails) == 3 and before.encode() in sink.mails[-1]


def test_a_round_ends_before_its_leases_and_gives_back_what_it_did_not_come_to(sink, monkeypatch):
    monkeypatch.setattr(send, "ROUND", timedelta(seconds=-1))
    mail = posted()
    send_waiting(NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.due_at) == ("waiting", 0, NOW)
    monkeypatch.undo()
    assert send_waiting(NOW) == 1 and len(sink.mails) == 1


def test_a_round_and_one_slow_mail_are_shorter_than_the_lease():
    """A mail begins before the round is over. Each step may take as long as the server may take for it."""
    letter = ("MAIL", "RCPT", "DATA", "its bytes", "its end", "RSET")
    steps = 2 * len(letter)  # once as the mailbox, once as the desk
    assert send.ROUND + steps * timedelta(seconds=30) < LEASE


def test_what_another_worker_has_leased_meanwhile_is_not_given_back(sink, monkeypatch):
    """The round lasted longer than its lease: the mail is the other worker's now."""
    mail, theirs = posted(), NOW + 3 * LEASE
    taken = send._take(NOW)
    OutgoingMail.objects.update(due_at=theirs)
    send._send(taken, NOW, until=0)
    mail.refresh_from_db()
    assert (mail.due_at, sink.mails) == (theirs, [])


def reporter(desk, email: str):
    order = desk.report(reporter_email=email)
    return {"order": order, "participant": order.participants.get()}


def give_up(mail) -> None:
    at = NOW
    for _ in range(len(BACKOFF) + 1):
        send_waiting(at)
        mail.refresh_from_db()
        at = mail.due_at
    assert mail.state == "failed"


@pytest.mark.parametrize("email", ["full@fala.example", "odd@fala.example", "busy@fala.example"])
def test_a_mail_that_is_given_up_says_nothing_of_an_address_that_somebody_has(sink, email):
    known = reporter(make_desk(), email)
    give_up(posted(email, **known))
    assert known["order"].participants.get().mail_failed_at is None
    assert not Address.objects.exclude(bounced_at=None).exists()


def test_the_technician_hears_of_a_letter_that_did_not_arrive(sink):
    """T24."""
    desk = make_desk()
    order = desk.assigned(technician=desk.ewa)
    deliver()
    OutgoingMail.objects.all().delete()
    posted("gone@fala.example", order=order, participant=order.participants.get())
    send_waiting(NOW)
    deliver()
    letter = OutgoingMail.objects.get(recipient=desk.ewa.email)
    assert "Poczta do klienta nie dotarła" in letter.subject and "Takiego adresu nie ma" in letter.text


def test_a_relay_that_is_away_for_days_marks_no_address(settings):
    point_to(settings, 1)
    known = reporter(make_desk(), "maria@fala.example")
    give_up(posted(**known))
    assert known["order"].participants.get().mail_failed_at is None


def test_an_address_that_nobody_has_is_marked_until_somebody_writes_from_it(sink):
    desk = make_desk()
    known = reporter(desk, "gone@fala.example")
    posted("gone@fala.example", **known)
    send_waiting(NOW)
    assert known["order"].participants.get().mail_failed_at == NOW
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    take_in(box, text_mail("Kasa.", **{"from": "gone@fala.example"}), received_at=NOW, at=NOW)
    assert known["order"].participants.get().mail_failed_at is None


def test_a_click_on_a_link_in_a_mail_lifts_the_mark(sink):
    desk = make_desk()
    known = reporter(desk, "gone@fala.example")
    posted("gone@fala.example", **known)
    send_waiting(NOW)
    prove_address(desk.network, "gone@fala.example", how="link", by=MACHINE, at=NOW)
    deliver()
    assert known["order"].participants.get().mail_failed_at is None


def test_a_mail_that_is_sent_again_goes_to_an_address_that_is_marked_no_more(sink):
    known = reporter(make_desk(), "gone@fala.example")
    mail = posted("gone@fala.example", **known)
    send_waiting(NOW)
    mail.refresh_from_db()
    send_again(mail, by=MACHINE, at=NOW)
    assert known["order"].participants.get().mail_failed_at is None
    assert Address.objects.get().bounced_at is None


def test_a_bounce_marks_its_address_only_when_nobody_has_it(sink):
    for status, marked in (("5.2.2", False), ("5.1.1", True)):
        known = reporter(make_desk("FAL" if marked else "BUR"), "maria@fala.example")
        mail = posted(event=7 + marked, **known)
        send_waiting(NOW)
        assert came_back(mail.message_id, status, at=NOW)
        mail.refresh_from_db()
        assert mail.state == "failed" and bool(known["order"].participants.get().mail_failed_at) is marked


def test_logs_hold_no_address_and_no_words_of_a_mail(sink, caplog, monkeypatch):
    posted("odd@fala.example", 1), posted("busy@fala.example", 2)
    send_waiting(NOW)

    def fail(mail, line):
        raise RuntimeError(f"{mail.recipient} {mail.text}")

    monkeypatch.setattr(transport, "hand_over", fail)
    posted("maria@fala.example", 3)
    send_waiting(NOW)
    assert len(caplog.records) == 4 and "5.6.0" in caplog.text and "RuntimeError" in caplog.text
    assert "fala.example" not in caplog.text and "jaźń" not in caplog.text


OF_MAILBOX = Answering(
    "fala@pomoc.example", "Serwis „Żółta Fala”", "fala+t@pomoc.example", "<a1@sklep.example>"
)


def test_a_reply_is_from_the_mailbox_and_threads_under_what_it_answers(sink):
    posted(answering=OF_MAILBOX, thread="<anchor@desk.example>", automatic=False)
    send_waiting(NOW)
    said = message_from_bytes(sink.mails[0])
    sender = str(make_header(decode_header(said["From"])))
    assert sender == "Serwis „Żółta Fala” <fala@pomoc.example>" and said["Reply-To"] == "fala+t@pomoc.example"
    assert said["In-Reply-To"] == "<a1@sklep.example>"
    assert said["References"] == "<anchor@desk.example> <a1@sklep.example>"
    assert len(b64decode(said["Thread-Index"])) == 22 and said["To"] == "maria@fala.example"
    assert said["Cc"] is None and said["Bcc"] is None


@pytest.mark.parametrize("late", [False, True])
def test_a_server_that_does_not_let_us_write_as_the_mailbox_gets_it_as_from_the_desk(sink, settings, late):
    sink.no_senders, sink.at_recipient = {"fala@pomoc.example"}, late
    mail = posted(answering=Answering("fala@pomoc.example"))
    send_waiting(NOW)
    mail.refresh_from_db()
    said = message_from_bytes(sink.mails[0])
    assert (mail.state, mail.attempts, said["From"]) == ("sent", 1, settings.DEFAULT_FROM_EMAIL)
    assert said["Reply-To"] == "fala@pomoc.example"


@pytest.mark.parametrize("late", [False, True])
def test_a_sender_who_may_not_write_at_all_is_our_own_trouble_and_tried_again(sink, settings, late):
    sink.no_senders, sink.at_recipient = {settings.DEFAULT_FROM_EMAIL}, late
    mail = posted()
    send_waiting(NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.due_at) == ("waiting", NOW + BACKOFF[0])


def _no(code: int):
    response = Response()
    response.status_code = code
    raise AnymailRequestsAPIError("no", response=response)


class Provider(AnymailTest):
    """A provider that says of each recipient what its address says."""

    def post_to_esp(self, payload, message):
        if payload.params["from"].addr_spec == "fala@pomoc.example":
            return _no(422)
        said = payload.recipient_emails[0].partition("@")[0]
        if said.isdigit():
            return _no(int(said))
        return {"recipient_status": {e: AnymailRecipientStatus("1", said) for e in payload.recipient_emails}}


@pytest.mark.parametrize(
    ("said", "state", "marked"),
    [
        *[("sent", "sent", False), ("queued", "sent", False), ("unknown", "sent", False)],
        *[("invalid", "failed", True), ("rejected", "failed", False), ("failed", "waiting", False)],
        *[("400", "failed", False), ("401", "waiting", False), ("429", "waiting", False)],
        ("503", "waiting", False),
    ],
)
def test_what_a_provider_says_is_final_or_not(settings, said, state, marked):
    settings.EMAIL_BACKEND = "tests.mail.test_send.Provider"
    settings.AMBERDESK = SimpleNamespace(
        sends_mail=True, public_url="http://desk.example", public_host="desk.example"
    )
    known = reporter(make_desk(), f"{said}@fala.example")
    mail = posted(f"{said}@fala.example", **known)
    send_waiting(NOW)
    mail.refresh_from_db()
    assert mail.state == state
    assert bool(known["order"].participants.get().mail_failed_at) is marked


def test_a_provider_that_does_not_know_the_mailbox_gets_the_letter_as_from_the_desk(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_send.Provider"
    settings.AMBERDESK = SimpleNamespace(
        sends_mail=True, public_url="http://desk.example", public_host="desk.example"
    )
    mail = posted("sent@fala.example", answering=OF_MAILBOX)
    send_waiting(NOW)
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_after_days_of_trying_a_mail_is_given_up_and_can_be_sent_again(settings, sink):
    mail = posted("busy@fala.example")
    at = NOW
    for _ in range(len(BACKOFF) + 1):
        send_waiting(at)
        mail.refresh_from_db()
        at = mail.due_at
    assert mail.state == "failed"
    send_again(mail, by=MACHINE, at=at)
    assert OutgoingMail.objects.get().state == "waiting"


def test_a_mail_whose_sender_was_killed_is_due_again_when_the_lease_ends(sink):
    from amberdesk.mail.actions.send import _take

    posted()
    assert len(_take(NOW)) == 1  # and the worker is killed here
    assert send_waiting(NOW + LEASE - timedelta(seconds=1)) == 0
    assert send_waiting(NOW + LEASE) == 1


def test_without_a_mail_server_mail_is_captured(settings):
    settings.AMBERDESK = SimpleNamespace(
        sends_mail=False, public_url="http://desk.example", public_host="desk.example"
    )
    mail = posted()
    send_waiting(NOW)
    mail.refresh_from_db()
    assert mail.state == "captured"
