"""Mailboxes are fetched from a real Dovecot: nothing is lost, nothing is doubled, whatever happens between."""

import pytest

from amberdesk.mail.actions.fetch import AT_ONCE, Fetcher
from amberdesk.mail.actions.state import token_of, try_out
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.imap import put_away, signed_in, take
from amberdesk.mail.models import HELD, PLACED, Mailbox, RawMail
from amberdesk.orders.models import Order
from tests.factories import NINE
from tests.mail.mailboxes import fetch, mailbox_on, report
from tests.mail.servers import mail_server
from tests.orders.shop import make_desk
from tools.mail_server import SENTENCE, bring_program

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def program():
    return bring_program() or pytest.skip(SENTENCE)


@pytest.fixture
def server(program):
    with mail_server(program) as server:
        yield server


@pytest.fixture
def box(server):
    return mailbox_on(server, make_desk().network)


def counts(server, box):
    return [server.count(folder) for folder in (box.inbox, box.done_folder, box.held_folder)]


def test_a_mail_becomes_an_order_and_goes_to_the_done_folder(server, box):
    server.bring(report(1))
    assert fetch(box) == 1
    assert Order.objects.get().channel == "mail"
    assert counts(server, box) == [0, 1, 0]


def test_a_mail_that_is_held_goes_to_the_folder_of_held_mail(server, box):
    server.bring(report(1, precedence="list", list_id="<news.example>"))
    fetch(box)
    assert RawMail.objects.get().state == HELD
    assert counts(server, box) == [0, 0, 1]


def test_a_mail_that_somebody_has_read_elsewhere_is_taken_all_the_same(server, box):
    server.bring(report(1))
    with server.line() as line:
        list(line.fetch())  # marks it as seen
    assert fetch(box) == 1


def test_what_came_before_the_day_of_the_mailbox_stays(server):
    box = mailbox_on(server, make_desk().network, fetch_from=NINE.date().replace(year=2999))
    server.bring(report(1))
    assert fetch(box) == 0 and counts(server, box) == [1, 0, 0]


def test_more_mails_than_go_away_at_once_are_each_taken_once(server, box):
    many = AT_ONCE * 2 + 3
    Mailbox.objects.update(most_from_sender=many)
    with server.line() as line:
        for number in range(many):
            line.append(report(number), "INBOX")
    box.refresh_from_db()
    assert fetch(box) == many
    assert Order.objects.count() == many and counts(server, box) == [0, many, 0]


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_a_server_that_cannot_move_copies_and_deletes(program, capability):
    with mail_server(program, capability) as server:
        box = mailbox_on(server, make_desk().network)
        server.bring(report(1))
        fetch(box)
        assert counts(server, box) == [0, 1, 0] and Order.objects.count() == 1


def test_a_mail_that_vanishes_before_it_is_taken_is_no_fault(server, box):
    server.bring(report(1))
    server.bring(report(2))
    with signed_in(box, token_of) as line, server.line() as other:
        fetcher = Fetcher(box, lambda: NINE)
        fetcher.begin(line)
        found = line.uids()
        other.delete(found[:1])
        assert take(line, found[0]) is None
        put_away(line, found[:1], box.done_folder)
        assert fetcher.round(line) == 1
    assert Order.objects.count() == 1 and counts(server, box) == [0, 1, 0]


def test_two_who_fetch_at_once_double_nothing(server, box):
    for number in range(5):
        server.bring(report(number))
    with signed_in(box, token_of) as first, signed_in(box, token_of) as second:
        for line in (first, second):
            Fetcher(box, lambda: NINE).begin(line)
        uids = second.uids()
        taken = [take(second, uid) for uid in uids]  # seen, not put away
        one, two = Fetcher(box, lambda: NINE), Fetcher(box, lambda: NINE)
        one.begin(first)
        one.round(first)
        two.begin(second)
        two.round(second)
    assert all(taken) and Order.objects.count() == 5 and counts(server, box) == [0, 5, 0]


def test_an_inbox_whose_numbers_begin_anew_is_fetched_like_any_other(server, box):
    server.bring(report(1))
    fetcher = Fetcher(box, lambda: NINE)
    fetch(box, fetcher)
    before = Mailbox.objects.get().uid_validity
    server.number_afresh()
    with server.line() as line:
        line.append(report(1), "INBOX")
        line.append(report(2), "INBOX")
    fetch(box, fetcher)
    box.refresh_from_db()
    assert box.uid_validity != before
    assert Order.objects.count() == 2 and server.count() == 0


def test_a_password_that_was_changed_is_shown_and_a_new_one_mends_it(server, box):
    server.set_password("fala", "inne")
    try_out(box, NINE)
    box.refresh_from_db()
    assert (box.trouble, box.trouble_since) == (Trouble.SIGN_IN, NINE)
    server.set_password("fala", "tajne")
    try_out(box, NINE)
    box.refresh_from_db()
    assert (box.trouble, box.trouble_since, box.last_ok_at) == ("", None, NINE)


def test_a_server_that_is_away_is_told_from_a_password_that_is_wrong(server, box):
    server.stop()
    with pytest.raises(Away) as away, signed_in(box, token_of):
        pass
    assert away.value.trouble == Trouble.UNREACHABLE


def test_a_line_that_drops_in_the_middle_loses_nothing(server, box):
    for number in range(3):
        server.bring(report(number))
    fetcher = Fetcher(box, lambda: NINE)
    with pytest.raises(Away), signed_in(box, token_of) as line:
        fetcher.begin(line)
        uid = line.uids()[0]
        fetcher._take(line, uid)
        line.client.shutdown()
        fetcher.round(line)
    assert RawMail.objects.get().state == PLACED and server.count() == 3
    assert fetch(box, fetcher) == 2
    assert Order.objects.count() == 3 and counts(server, box) == [0, 3, 0]
