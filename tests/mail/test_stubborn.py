"""What the fetcher does when the mail server says no."""

from contextlib import suppress

import pytest

from amberdesk.mail.actions import fetch as fetching
from amberdesk.mail.actions import keep as keeping
from amberdesk.mail.actions.fetch import AT_ONCE, MOST_REFUSED, MOST_TRIES, Fetcher
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.connections import Away, NotNow, Trouble
from amberdesk.mail.imap import put_away, take
from amberdesk.mail.models import Mailbox, RawMail
from tests.factories import NINE
from tests.mail.mailboxes import report
from tests.mail.stubborn import Stubborn, fetched
from tests.orders.shop import make_desk

pytestmark = pytest.mark.django_db
BUSY = b"[UNAVAILABLE] the store is busy"


@pytest.fixture
def box():
    made = add_mailbox(make_desk().network, address="fala@pomoc.example")
    Mailbox.objects.update(most_from_sender=1000)
    made.refresh_from_db()
    return made


def test_a_mail_that_the_server_does_not_give_now_has_not_vanished():
    line = Stubborn(report(1))
    line.client.refuses["FETCH"] = BUSY
    with pytest.raises(NotNow, match="busy"):
        take(line, "1")


@pytest.mark.parametrize("said", [b"[EXPUNGEISSUED] gone", b"The requested messages no longer exist."])
def test_a_mail_that_is_there_no_more_is_told_by_the_words_of_the_refusal(said):
    line = Stubborn(report(1))
    line.client.spoilt["1"] = said
    assert take(line, "1") is None


def test_one_mail_that_is_not_given_out_keeps_no_other_back_and_is_asked_for_again(box):
    line = Stubborn(report(1), report(2))
    line.client.spoilt["1"] = BUSY
    fetcher = fetched(box, line)
    assert list(line.client.mails) == ["1"] and fetcher.stuck.trouble == Trouble.MAIL
    line.client.spoilt.clear()
    fetched(box, line, fetcher)
    assert line.client.mails == {} and fetcher.stuck is None and RawMail.objects.count() == 2


def test_a_server_that_gives_out_nothing_is_not_asked_for_every_mail(box):
    line = Stubborn(*(report(n) for n in range(50)))
    line.client.refuses["FETCH"] = BUSY
    with pytest.raises(Away) as away:
        fetched(box, line)
    assert away.value.told == BUSY.decode() and line.client.asked.count("FETCH") == MOST_REFUSED


@pytest.mark.parametrize("when", [b"01-Jan-0000 00:00:00 +0000", b"31-Foo-2026 99:99:99 +9999", b"x", b""])
def test_a_time_of_arrival_that_is_none_costs_no_mail(box, when):
    line = Stubborn(report(1))
    line.client.when = when
    fetched(box, line)
    assert RawMail.objects.get().received_at == NINE and line.client.mails == {}


def test_a_mail_whose_header_cannot_be_read_is_kept_by_its_bytes(box, monkeypatch):
    """F25."""

    def fail(_raw: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr(keeping, "head_of", fail)
    line = Stubborn(report(1), report(2), report(1))
    fetched(box, line)
    assert RawMail.objects.count() == 2 and line.client.mails == {}


def test_mails_that_cannot_be_kept_keep_no_other_back(box, monkeypatch):
    """F25, T49: they stay on the server, are tried again, and the mailbox's page says so."""
    poison = [report(n) for n in range(MOST_REFUSED + 2)]

    def fail(mailbox, raw, **facts):
        if raw in poison:
            raise RuntimeError("zatruty")
        return take_in(mailbox, raw, **facts)

    monkeypatch.setattr(fetching, "take_in", fail)
    line = Stubborn(*poison, report(100), report(101))
    fetcher = Fetcher(box, lambda: NINE)
    for _line in range(MOST_TRIES * 3):
        with suppress(Away):
            fetched(box, line, fetcher)
    assert RawMail.objects.count() == 2 and list(line.client.mails.values()) == poison
    monkeypatch.undo()
    fetched(box, line, fetcher)
    assert line.client.mails == {} and RawMail.objects.count() == len(poison) + 2


def test_a_mail_on_which_the_library_breaks_is_asked_for_after_the_others(box):
    """The line is not trusted any more; the next one knows which mail it was."""
    line = Stubborn(report(1), report(2))
    line.client.breaks.add("1")
    fetcher = Fetcher(box, lambda: NINE)
    for _line in range(MOST_TRIES + 1):
        with pytest.raises(Away):
            fetched(box, line, fetcher)
    assert RawMail.objects.count() == 1
    line.client.breaks.clear()
    fetched(box, line, fetcher)
    assert RawMail.objects.count() == 2 and line.client.mails == {}


def test_where_moving_is_refused_mails_are_copied_and_deleted_at_full_speed(box):
    many = 2 * AT_ONCE + 3
    line = Stubborn(*(report(n) for n in range(many)))
    line.client.refuses["MOVE"] = b"[CANNOT] not here"
    fetcher = fetched(box, line)
    assert (len(line.client.folders["Amberdesk"]), line.client.mails) == (many, {})
    assert fetcher.stuck is None and line.client.asked.count("MOVE") == 1


def test_where_copying_is_refused_too_mails_stay_marked_and_all_are_taken(box):
    many = 2 * AT_ONCE + 3
    line = Stubborn(*(report(n) for n in range(many)))
    line.client.refuses |= {"MOVE": b"no", "COPY": b"[OVERQUOTA] full"}
    fetcher = fetched(box, line)
    assert RawMail.objects.count() == len(line.client.mails) == many
    assert fetcher.stuck.trouble == Trouble.LEFT and fetcher.stuck.told == "[OVERQUOTA] full"
    line.client.asked.clear()
    fetcher.round(line)
    assert "FETCH" not in line.client.asked  # they are known by their mark
    line.client.refuses.clear()
    fetched(box, line, fetcher)
    assert line.client.mails == {} and fetcher.stuck is None


def test_without_marks_what_had_to_stay_is_remembered(box):
    line = Stubborn(report(1), capabilities="", marks=False)
    line.client.refuses["COPY"] = b"no"
    fetcher = fetched(box, line)
    line.client.asked.clear()
    fetcher.round(line)
    assert "FETCH" not in line.client.asked


def test_what_others_have_marked_as_deleted_is_not_deleted_with_ours():
    for capabilities, left in (("UIDPLUS", ["2"]), ("", ["1", "2"])):
        line = Stubborn(report(1), report(2), capabilities=capabilities)
        line.client.flags["2"].add("\\Deleted")
        put_away(line, ["1"], "Amberdesk")
        assert list(line.client.mails) == left and "\\Deleted" in line.client.flags["1"]
        assert "EXPUNGE" not in line.client.asked or capabilities
