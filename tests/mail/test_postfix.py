"""Mail goes out over a real Postfix: what it refuses, what comes back, and what a killed sender leaves."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as own
from django.db import connection
from django.utils import timezone

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.send import BACKOFF, LEASE, send_waiting
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.answering import Answering
from amberdesk.mail.models import JOINED, OutgoingMail
from tests.mail.postfix import postfix
from tests.mail.send_and_die import STEPS
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
