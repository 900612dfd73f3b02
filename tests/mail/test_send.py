"""Mail goes out over a real SMTP server, at least once and under one Message-ID."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.utils import timezone

from amberdesk.mail.actions import send
from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.send import BACKOFF, LEASE, send_again, send_waiting
from amberdesk.mail.message_ids import make_message_id, order_of
from amberdesk.mail.models import OutgoingMail
from amberdesk.mail.queries import trouble
from tests.orders.shop import make_desk

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Sink:
    """Keeps what arrives; refuses recipients whose address says how."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("busy"):
            return "450 4.2.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: object, envelope) -> str:
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
        smtp=object(), public_url="http://desk.example", public_host="desk.example"
    )


def posted(to: str = "maria@fala.example", event: int = 1, **facts) -> OutgoingMail:
    message_id = make_message_id("p1", order_id=7, event_id=event, host="desk.example")
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


def test_a_round_ends_before_its_leases_and_gives_back_what_it_did_not_come_to(sink, monkeypatch):
    monkeypatch.setattr(send, "ROUND", timedelta(seconds=-1))
    mail = posted()
    send_waiting(NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.due_at) == ("waiting", 0, NOW)
    monkeypatch.undo()
    assert send_waiting(NOW) == 1 and len(sink.mails) == 1


def test_a_round_and_one_slow_mail_are_shorter_than_the_lease():
    steps = 6  # connect, EHLO, MAIL, RCPT, DATA, its end: each as long as the server may take for it
    assert send.ROUND + steps * timedelta(seconds=30) < LEASE


def test_after_days_of_trying_a_mail_is_given_up_and_can_be_sent_again(settings, sink):
    mail = posted("busy@fala.example")
    at = NOW
    for _ in range(len(BACKOFF) + 1):
        send_waiting(at)
        mail.refresh_from_db()
        at = mail.due_at
    assert mail.state == "failed"
    send_again(mail, at=at)
    assert OutgoingMail.objects.get().state == "waiting"


def test_a_mail_whose_sender_was_killed_is_due_again_when_the_lease_ends(sink):
    from amberdesk.mail.actions.send import _take

    posted()
    assert len(_take(NOW)) == 1  # and the worker is killed here
    assert send_waiting(NOW + LEASE - timedelta(seconds=1)) == 0
    assert send_waiting(NOW + LEASE) == 1


def test_without_a_mail_server_mail_is_captured(settings):
    settings.AMBERDESK = SimpleNamespace(
        smtp=None, public_url="http://desk.example", public_host="desk.example"
    )
    mail = posted()
    send_waiting(NOW)
    mail.refresh_from_db()
    assert mail.state == "captured"
