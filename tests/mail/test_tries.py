"""A mail that fails, or ends the program, is tried a few times, ever later, and stops no other."""

from collections import Counter
from datetime import timedelta

import pytest

from amberdesk.customers.models import Network
from amberdesk.mail.actions import take_in as taking
from amberdesk.mail.actions.keep import add_mailbox, keep
from amberdesk.mail.actions.take_in import MOST_TRIES, read_again, read_waiting, take_in
from amberdesk.mail.message_ids import make_message_id
from amberdesk.mail.models import HELD, JOINED, KEPT, PLACED, RawMail
from amberdesk.orders.models import Order
from tests.factories import NINE
from tests.mail.samples.building import text_mail
from tests.orders.shop import HOUR, MINUTE, make_desk

pytestmark = pytest.mark.django_db


class Ended(BaseException):
    """The end of the program: nothing in it may catch this."""


@pytest.fixture
def mailbox(db):
    box = add_mailbox(make_desk().network, address="fala@pomoc.example")
    box.most_from_sender = 10**6
    box.save()
    return box


def poison(monkeypatch, error: type[BaseException]) -> list[str]:
    """Let the reading of each mail with the word end by the error; return what was tried, filled as it is."""
    real, tried = taking.parse, []

    def parse(raw: bytes):
        if b"Trucizna" in raw:
            tried.append("x")
            raise error("zatruty")
        return real(raw)

    monkeypatch.setattr(taking, "parse", parse)
    return tried


def test_a_mail_that_ends_the_program_is_tried_five_times_and_then_held(mailbox, monkeypatch):
    """F25: the try is counted before it begins, so that one which has no end counts."""
    tried = poison(monkeypatch, Ended)
    raw = text_mail("x", subject="Trucizna")
    with pytest.raises(Ended):
        take_in(mailbox, raw, received_at=NINE, at=NINE)
    for minute in range(1, 60):
        for _again in range(2):  # the mail server hands it over again at once
            take_in(mailbox, raw, received_at=NINE, at=NINE + minute * MINUTE)
        try:
            read_waiting(NINE + minute * MINUTE)
        except Ended:
            continue
    row = RawMail.objects.get()
    assert (row.state, row.reason, len(tried)) == (HELD, "failed", MOST_TRIES)


def test_each_next_try_comes_later(mailbox, monkeypatch):
    tried = poison(monkeypatch, RuntimeError)
    take_in(mailbox, text_mail("x", subject="Trucizna"), received_at=NINE, at=NINE)
    at: list[int] = []
    for minute in range(1, 40):
        before = len(tried)
        read_waiting(NINE + minute * MINUTE)
        at += [minute] * (len(tried) - before)
    assert at == [1, 3, 7, 15]


def test_a_thousand_that_fail_do_not_hold_up_the_good_ones(mailbox, monkeypatch):
    """F26: those that failed least are read first, and those that wait for their time are not in the way."""
    monkeypatch.setattr(taking, "ROUND", 10)
    poison(monkeypatch, RuntimeError)
    for number in range(60):
        word = "Trucizna" if number % 2 else "Kasa"
        raw = text_mail("x", subject=f"{word} {number}", message_id=f"<{number}@x>")
        keep(mailbox, raw, received_at=NINE, at=NINE)
    rounds = 0
    while Order.objects.count() < 30:
        rounds += 1
        read_waiting(NINE + (1 + rounds) * MINUTE)
    assert rounds <= 6  # sixty mails in rounds of ten
    for later in range(1, 200):
        read_waiting(NINE + HOUR + later * timedelta(minutes=20))
    assert Counter(RawMail.objects.values_list("state", flat=True)) == {PLACED: 30, HELD: 30}


def test_two_programs_that_look_at_once_read_a_mail_once(mailbox):
    """F4: whoever has counted the try reads."""
    row = keep(mailbox, text_mail("Kasa."), received_at=NINE, at=NINE).row
    same = RawMail.objects.get(pk=row.pk)
    assert [taking._begin(each, NINE + MINUTE) for each in (row, same)] == [True, False]


def test_a_held_mail_that_is_read_again_has_all_its_tries(mailbox, monkeypatch):
    poison(monkeypatch, RuntimeError)
    row = take_in(mailbox, text_mail("x", subject="Trucizna"), received_at=NINE, at=NINE)
    for later in range(1, 10):
        read_waiting(NINE + later * HOUR)
    row.refresh_from_db()
    assert row.state == HELD
    row = read_again(row, at=NINE + 20 * HOUR)
    assert (row.state, row.attempts) == (KEPT, 1)


def test_another_mail_under_a_known_id_is_said_once(mailbox):
    """I11: what people decided about it is not undone when the server brings it again."""
    take_in(mailbox, text_mail("Kasa."), received_at=NINE, at=NINE)
    other = take_in(mailbox, text_mail("Skaner."), received_at=NINE, at=NINE)
    assert (other.state, other.reason, other.sender) == (HELD, "conflict", "jan@sklep.example")
    RawMail.objects.filter(pk=other.pk).update(state="dropped", reason="")
    again = take_in(mailbox, text_mail("Skaner."), received_at=NINE, at=NINE + HOUR)
    assert (again.pk, again.state, again.reason) == (other.pk, "dropped", "")


def test_a_line_that_is_open_for_long_knows_what_the_office_has_changed(mailbox):
    """The line's own mailbox is as it was when it began; the network's terms and language are those of now."""
    Network.objects.update(language="en")
    row = take_in(mailbox, text_mail("Kasa."), received_at=NINE, at=NINE)
    assert mailbox.network.language == "pl" and Order.objects.get(pk=row.order_id).language == "en"


def test_no_mail_costs_more_than_a_few_statements(mailbox, django_assert_max_num_queries):
    """What a mail costs the database is bounded, whoever its sender is."""
    order = take_in(
        mailbox, text_mail("Kasa."), received_at=NINE, at=NINE
    ).order_id  # the agreement is read once
    with django_assert_max_num_queries(9):
        row = take_in(mailbox, text_mail("Skaner.", message_id="<2@x>"), received_at=NINE, at=NINE)
    assert row.state == PLACED
    token = make_message_id("p1", order_id=order, event_id=1, host="x")
    with django_assert_max_num_queries(16):
        answer = text_mail("Nadal.", message_id="<3@x>", in_reply_to=token)
        row = take_in(mailbox, answer, received_at=NINE, at=NINE)
    assert row.state == JOINED
