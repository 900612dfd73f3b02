"""Several programs take in the same mail in the same instant, each over a connection of its own: F4."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from amberdesk.mail.actions.fetch import Fetcher
from amberdesk.mail.actions.keep import add_mailbox, keep
from amberdesk.mail.actions.place import place
from amberdesk.mail.actions.state import token_of
from amberdesk.mail.actions.take_in import read_waiting, take_in
from amberdesk.mail.imap import signed_in
from amberdesk.mail.models import HELD, PLACED, Mailbox, RawMail
from amberdesk.mail.refusals import Refused
from amberdesk.orders.models import Message, Order
from tests.factories import NINE
from tests.mail.mailboxes import fetch, mailbox_on, report
from tests.mail.servers import mail_server
from tests.orders.shop import MINUTE, actor, make_desk
from tools.mail_server import SENTENCE, bring_program

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAMS, MAILS = 4, 12
T = TypeVar("T")


def at_once(do: Callable[[int], T]) -> list[T]:
    """Do it in several threads that begin together; return what each returned. Raises what one raised."""
    begin = threading.Barrier(PROGRAMS)

    def one(number: int) -> T:
        try:
            connection.ensure_connection()
            begin.wait(20)
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PROGRAMS) as pool:
        return list(pool.map(one, range(PROGRAMS)))


def make_mailbox() -> Mailbox:
    box = add_mailbox(make_desk().network, address="fala@pomoc.example")
    Mailbox.objects.update(most_from_sender=1000)
    box.refresh_from_db()
    return box


def test_the_same_mails_handed_over_at_once_are_each_one_order():
    box = make_mailbox()
    raws = [report(n) for n in range(MAILS)]

    def hand_over(number: int) -> list[int]:
        return [take_in(box, raw, received_at=NINE, at=NINE).pk for raw in raws]

    found = at_once(hand_over)
    assert len({*map(tuple, found)}) == 1  # whoever came first, all know the same rows
    assert Counter(RawMail.objects.values_list("state", flat=True)) == {PLACED: MAILS}
    assert Order.objects.count() == Message.objects.count() == MAILS


def test_another_mail_under_the_same_id_is_held_once_whoever_brings_it():
    box = make_mailbox()
    take_in(box, report(1), received_at=NINE, at=NINE)
    other = report(1).replace(b"Kasa", b"Skaner")
    at_once(lambda _n: take_in(box, other, received_at=NINE, at=NINE))
    assert RawMail.objects.get(state=HELD).reason == "conflict" and Order.objects.count() == 1


def test_mails_that_were_left_are_each_read_by_one_of_those_who_look():
    box = make_mailbox()
    for n in range(MAILS):
        keep(box, report(n), received_at=NINE, at=NINE)
    read = at_once(lambda _n: read_waiting(NINE + 2 * MINUTE))
    assert sum(read) == Order.objects.count() == MAILS
    assert {*RawMail.objects.values_list("state", "attempts")} == {(PLACED, 2)}


def test_of_people_who_place_a_mail_at_once_one_does():
    desk = make_desk()
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    row = take_in(box, report(1, precedence="list", list_id="<news.example>"), received_at=NINE, at=NINE)

    def try_to(number: int) -> bool:
        try:
            place(RawMail.objects.get(pk=row.pk), by=actor(desk.anna), at=NINE)
        except Refused as refused:
            assert refused.code == "held_settled"
            return False
        return True

    assert sum(at_once(try_to)) == Order.objects.count() == 1


@pytest.mark.long
def test_those_who_fetch_one_mailbox_at_once_double_nothing_and_leave_nothing():
    program = bring_program() or pytest.skip(SENTENCE)
    with mail_server(program) as server:
        box = mailbox_on(server, make_desk().network)
        Mailbox.objects.update(most_from_sender=1000)
        server.fill(report(n) for n in range(60))
        ready = threading.Barrier(PROGRAMS)

        def fetch_it(number: int) -> int:
            mine, count = Mailbox.objects.select_related("network").get(pk=box.pk), 0
            fetcher = Fetcher(mine, lambda: NINE)
            with signed_in(mine, token_of) as line:
                fetcher.begin(line)
                ready.wait(20)
                while taken := fetcher.round(line):
                    count += taken
            return count

        assert sum(at_once(fetch_it)) >= 60
        fetch(box)
        assert Order.objects.count() == RawMail.objects.count() == 60
        away = [server.count(folder) for folder in (box.done_folder, box.held_folder)]
        assert server.count() == 0
        # what another still reads is put with the held ones; two who put one away at one instant make Dovecot copy it twice
        assert sum(away) >= 60
