"""Mail goes out over a real Postfix: what it refuses, what comes back, and what a killed sender leaves."""

import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as own
from django.db import connection
from django.utils import timezone

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.send import BACKOFF, LEASE, send_waiting
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.answering import Answering
from amberdesk.mail.models import JOINED, Mailbox, OutgoingMail, RawMail
from amberdesk.notices.customer import confirm
from amberdesk.orders.models import Order
from amberdesk.outbox.models import Event
from tests.mail.postfix import postfix
from tests.mail.samples.building import text_mail
from tests.mail.send_and_die import STEPS
from tests.mail.test_door import standing
from tests.mail.test_fetch_killed import wait_for
from tests.mail.test_send import point_to, posted, reporter
from tests.orders.shop import make_desk
from tools.mail_server import POSTFIX

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
NOW = timezone.now()
FROM_MAILBOX = Answering("fala@pomoc.example", "Serwis Fali")


@pytest.fixture
def relay(settings):
    program = POSTFIX.bring() or pytest.skip(POSTFIX.sentence)
    with postfix(program) as (port, sink):
        point_to(settings, port)
        settings.EMAIL_TIMEOUT = 20
        yield port, sink


def state_of(mail: OutgoingMail) -> str:
    mail.refresh_from_db()
    return mail.state


def test_a_mail_arrives_from_the_mailbox_as_it_was_written(relay):
    mail = posted(answering=FROM_MAILBOX, html="<p>gęślą jaźń</p>", thread="<anchor@desk.example>")
    send_waiting(timezone.now())
    (arrived,) = relay[1].wait_for(1)
    assert state_of(mail) == "sent" and arrived["Message-ID"] == mail.message_id
    assert (
        arrived["From"] == "Serwis Fali <fala@pomoc.example>"
        and arrived["References"] == "<anchor@desk.example>"
    )
    plain, rich = arrived.get_payload()
    assert "gęślą jaźń" in plain.get_payload(decode=True).decode()
    assert "gęślą jaźń" in rich.get_payload(decode=True).decode()


def test_of_three_recipients_the_one_whom_nobody_knows_fails_and_is_marked(relay):
    desk = make_desk()
    known = reporter(desk, "nikt@fala.example")
    gone = posted("nikt@fala.example", 1, **known)
    others = [posted(event=2), posted(event=3)]
    send_waiting(timezone.now())
    assert state_of(gone) == "failed" and "5.1.1" in gone.error
    assert [state_of(mail) for mail in others] == ["sent", "sent"]
    assert known["order"].participants.get().mail_failed_at
    relay[1].wait_for(2)


@pytest.mark.parametrize(("who", "marked"), [("full", False), ("left", True)])
def test_a_mail_that_comes_back_later_fails_on_its_order_and_marks_only_who_is_nobody(relay, who, marked):
    desk = make_desk()
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    known = reporter(desk, f"{who}@fala.example")
    mail = posted(f"{who}@fala.example", answering=FROM_MAILBOX, **known)
    OutgoingMail.objects.exclude(pk=mail.pk).delete()
    send_waiting(timezone.now())
    relay[1].wait_for(1)
    row = take_in(box, relay[1].mails[0], received_at=timezone.now(), at=timezone.now())
    assert (row.reason, state_of(mail)) == ("bounce", "failed")
    assert row.state in (JOINED, "dropped")
    assert bool(known["order"].participants.get().mail_failed_at) is marked


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_sender_loses_no_mail_and_sends_at_most_one_of_them_twice(relay, step):
    port, sink = relay
    mails = [posted(event=number) for number in range(3)]
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    _killed(port, step)
    assert send_waiting(timezone.now() + LEASE + BACKOFF[0]) > 0
    assert OutgoingMail.objects.exclude(state="sent").count() == 0
    arrived = Counter(mail["Message-ID"] for mail in sink.wait_for(3 + (step == "after hand_over")))
    assert set(arrived) == {mail.message_id for mail in mails}
    assert sum(arrived.values()) <= 4


def _killed(port: int, step: str) -> None:
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}"
    keys = {"AMBERDESK_SECRET_KEY": own.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "amberdesk.settings"}
    command = [sys.executable, "-P", "-m", "tests.mail.send_and_die", str(port), step]
    ended = subprocess.run(command, env=os.environ | keys | {"DATABASE_URL": url}, check=False, timeout=60)
    became = list(OutgoingMail.objects.values_list("state", "attempts", "error", "due_at"))
    assert ended.returncode == -signal.SIGKILL, became


@pytest.fixture
def program():
    return POSTFIX.bring() or pytest.skip(POSTFIX.sentence)


AWAY = text_mail("Jestem na urlopie do poniedzialku.", **{"from": "maria@fala.example"})


def bounce_of(letter: OutgoingMail) -> bytes:
    """Return how qmail says that a letter came back: nothing in it but the envelope tells it from a person's mail."""
    said = f"Hi. This is the qmail-send program.\n\n<{letter.recipient}>:\n550 5.1.1 unknown\n\n"
    copy = f"--- Below this line is a copy of the message.\n\nMessage-ID: {letter.message_id}\n"
    return text_mail(
        said + copy, subject="failure notice", message_id="<b@mx>", **{"from": "MAILER-DAEMON@mx.example"}
    )


def nothing_is_answered(letter: OutgoingMail) -> None:
    """T20, T24: the letter has failed, and who sent as nobody is written to by nothing."""
    for event in Event.objects.filter(kind="order.placed", subject__in=placed_by_mail()):
        confirm(event)
    assert state_of(letter) == "failed" and letter.participant and letter.participant.mail_failed_at
    assert not OutgoingMail.objects.exclude(pk=letter.pk).exists()


def placed_by_mail() -> list[str]:
    return [f"order:{id}" for id in Order.objects.filter(channel="mail").values_list("pk", flat=True)]


def letter_out() -> OutgoingMail:
    desk = make_desk()
    add_mailbox(desk.network, address="fala@pomoc.example")
    known = reporter(desk, "jan@fala.example")
    letter = posted("jan@fala.example", answering=FROM_MAILBOX, **known)
    OutgoingMail.objects.exclude(pk=letter.pk).delete()
    OutgoingMail.objects.update(state="sent")
    return OutgoingMail.objects.select_related("participant").get()


def send_as_nobody(port: int, *raws: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for raw in raws:
            line.sendmail("", ["fala@pomoc.example"], raw)


def test_mail_of_nobody_s_that_postfix_hands_over_by_lmtp_is_answered_by_nothing(program):
    letter = letter_out()
    with standing("lmtp") as line:
        door = line.sock.getpeername()[1]
        with postfix(program, f"lmtp:inet:127.0.0.1:{door}") as (port, _sink):
            send_as_nobody(port, AWAY, bounce_of(letter))
            wait_for(lambda: RawMail.objects.exclude(state="kept").count() == 2)
    nothing_is_answered(letter)


@pytest.mark.parametrize("more", ["", " null_sender="])
def test_mail_of_nobody_s_that_postfix_pipes_is_answered_by_nothing(program, more):
    """Under the name that Postfix has for nobody, and with the line of the documentation."""
    letter, folder = letter_out(), Path(tempfile.mkdtemp(prefix="pipe-", dir="/tmp"))
    folder.chmod(0o777)
    (folder / "take").write_text(
        f"#!/bin/sh\ncat > {folder}/$$.part && mv {folder}/$$.part {folder}/$$.raw\n"
    )
    (folder / "take").chmod(0o755)
    pipe = f"amberdesk unix - n n - 2 pipe flags=DORhu{more} user=nobody argv={folder}/take ${{recipient}}\n"
    try:
        with postfix(program, "amberdesk:", pipe) as (port, _sink):
            send_as_nobody(port, AWAY, bounce_of(letter))
            wait_for(lambda: len(list(folder.glob("*.raw"))) == 2)
        for raw in folder.glob("*.raw"):
            take_in(Mailbox.objects.get(), raw.read_bytes(), received_at=timezone.now(), at=timezone.now())
    finally:
        shutil.rmtree(folder)
    nothing_is_answered(letter)
