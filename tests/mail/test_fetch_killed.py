"""A fetcher that is killed at any step loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from amberdesk.mail import listening
from amberdesk.mail.actions.take_in import read_waiting
from amberdesk.mail.models import Mailbox, RawMail
from amberdesk.orders.models import Order
from tests.mail.fetch_and_die import STEPS
from tests.mail.mailboxes import fetch, mailbox_on, report
from tests.mail.servers import mail_server
from tests.orders.shop import make_desk
from tools.mail_server import SENTENCE, bring_program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS = 3


def killed(box: Mailbox, step: str) -> None:
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}"
    keys = {"AMBERDESK_SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "amberdesk.settings"}
    command = [sys.executable, "-P", "-m", "tests.mail.fetch_and_die", str(box.pk), step]
    ended = subprocess.run(command, env=os.environ | keys | {"DATABASE_URL": url}, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
def test_counts_balance_wherever_the_fetcher_was_killed(step):
    program = bring_program() or pytest.skip(SENTENCE)
    copies = step.startswith("in ")
    with mail_server(program, "IMAP4rev1 UIDPLUS" if copies else "") as server:
        box = mailbox_on(server, make_desk().network)
        for number in range(MAILS):
            server.bring(report(number))
        killed(box, step)
        killed(box, step) if step.startswith("after take") else None
        fetch(box)
        read_waiting(timezone.now() + timedelta(minutes=2))  # what was begun is looked at again after a while
        assert Order.objects.count() == RawMail.objects.count() == MAILS
        assert server.count() == 0
        done = server.count(box.done_folder) + server.count(box.held_folder)  # there: it was not read yet
        assert done >= MAILS if copies else done == MAILS  # a copy more on the server is not a mail more here


def test_a_mail_that_comes_while_the_line_waits_is_an_order_within_seconds():
    program = bring_program() or pytest.skip(SENTENCE)
    with mail_server(program) as server:
        box = mailbox_on(server, make_desk().network)
        stop = threading.Event()
        thread = threading.Thread(target=listening.listen, args=(box.pk, stop))
        thread.start()
        try:
            wait_for(lambda: Mailbox.objects.get().last_ok_at is not None)
            server.bring(report(1))
            wait_for(lambda: Order.objects.count() == 1)
            wait_for(lambda: server.count(box.done_folder) == 1)
        finally:
            stop.set()
            thread.join(20)
        assert not thread.is_alive()


def wait_for(is_so, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)
