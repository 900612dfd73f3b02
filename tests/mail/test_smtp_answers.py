"""What a mail server's answer means: for the mail, and for its address."""

import pytest

from amberdesk.mail.smtp_answers import Means, is_nobody, meaning, numbers

NOBODY = (
    "550 5.1.1 <jan@sklep.example>: Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
    "553 5.1.2 We weren't able to find the recipient domain",
    "550 No such user here",
    "550 Unknown user",
    "551 The email account that you tried to reach does not exist",
    "550 user <jan@sklep.example> not found",
)
AGAIN = (
    "450 4.2.1 come again",
    "452 4.2.2 The email account that you tried to reach is over quota",
    "550 5.2.2 mailbox full",
    "552 5.2.2 over quota",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "550 5.7.1 Relaying denied",
    "554 5.4.4 host not found",
    "451 4.7.1 greylisted",
)
REFUSED = (
    "554 5.7.1 the content looks like spam",
    "552 5.3.4 message too big",
    "550 5.2.1 mailbox disabled",
    "550 go away",
    "550 Requested action not taken: mailbox unavailable",
    "550 5.4.1 Recipient address rejected: Access denied",
)


@pytest.mark.parametrize("said", NOBODY)
def test_only_an_answer_that_nobody_is_there_says_something_of_the_address(said):
    assert meaning(int(said[:3]), said) == Means.NOBODY


@pytest.mark.parametrize("said", AGAIN)
def test_what_mends_itself_or_is_mended_is_tried_again(said):
    assert meaning(int(said[:3]), said) == Means.AGAIN


SENDER = (
    "553 5.7.1 <fala@pomoc.example>: Sender address rejected: not owned by user desk",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "554 Message rejected: Email address is not verified.",
    "550 5.1.8 sender address rejected: domain not found",
)


@pytest.mark.parametrize("said", SENDER)
def test_a_sender_as_whom_we_may_not_write_is_our_own_setting(said):
    assert meaning(int(said[:3]), said) == Means.SENDER


@pytest.mark.parametrize("said", REFUSED)
def test_a_mail_that_is_refused_says_nothing_of_its_address(said):
    assert meaning(int(said[:3]), said) == Means.REFUSED


@pytest.mark.parametrize(
    ("said", "nobody"),
    [("5.1.1", True), ("5.2.2", False), ("4.4.7", False), ("5.4.7", False), ("550", False)],
)
def test_a_report_says_it_by_its_status(said, nobody):
    assert is_nobody(said) is nobody


def test_logs_are_given_numbers_and_no_words():
    assert numbers(NOBODY[0]) == "550 5.1.1"
    assert numbers("[Errno 111] jan@sklep.example") == "no number"
