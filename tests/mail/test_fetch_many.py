"""A mailbox with ten thousand unread mails is fetched bit by bit, and keeps no other waiting; a refused sign-in is not hammered."""

import os
import threading
from contextlib import contextmanager

import pytest

from amberdesk.mail import listening
from amberdesk.mail.models import HELD, Mailbox, RawMail
from amberdesk.orders.models import Order
from tests.mail.mailboxes import mailbox_on, report
from tests.mail.servers import mail_server
from tests.mail.test_fetch_killed import wait_for
from tests.orders.shop import make_desk
from tools.mail_server import SENTENCE, bring_program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MANY = 10_000
MOST_MORE = 100 * 1024 * 1024  # bytes of memory


@pytest.fixture
def server():
    program = bring_program() or pytest.skip(SENTENCE)
    with mail_server(program) as server:
        yield server


@contextmanager
def listening_to(*boxes: Mailbox):
    stop = threading.Event()
    threads = [threading.Thread(target=listening.listen, args=(box.pk, stop)) for box in boxes]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def test_ten_thousand_unread_mails_are_taken_and_another_mailbox_does_not_wait_for_them(server):
    desk = make_desk()
    crowded = mailbox_on(server, desk.network)
    server.add_user("druga")
    other = mailbox_on(server, desk.network, address="druga@pomoc.example", user="druga")
    server.fill(report(n, list_id="<news.example>") for n in range(MANY))
    before = memory()
    with listening_to(crowded, other):
        wait_for(lambda: RawMail.objects.count() > 100)
        wait_for(lambda: Mailbox.objects.get(pk=crowded.pk).last_ok_at is not None)
        server.bring(report(MANY), "druga")
        wait_for(lambda: Order.objects.count() == 1)
        assert RawMail.objects.count() < MANY
        wait_for(lambda: RawMail.objects.count() == MANY + 1, seconds=900)
        wait_for(lambda: server.count() == 0)
    assert RawMail.objects.filter(state=HELD).count() == server.count(crowded.held_folder) == MANY
    assert memory() - before < MOST_MORE


def memory() -> int:
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_changed_password_is_not_hammered(server, monkeypatch):
    tries = []
    dial = listening.signed_in
    monkeypatch.setattr(listening, "signed_in", lambda *given: tries.append(1) or dial(*given))
    monkeypatch.setattr(listening, "AGAIN", 0.0)  # other troubles would be tried again at once
    box = mailbox_on(server, make_desk().network)
    server.set_password("fala", "inne")
    with listening_to(box):
        wait_for(lambda: Mailbox.objects.get().trouble == "sign_in")
        server.set_password("fala", server.secret)  # the office is told by the mailbox's page
    assert len(tries) == 1 and Mailbox.objects.get().trouble_since is not None
