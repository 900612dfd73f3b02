"""What is no report of a person is recognised, counted, and never answered."""

import pytest

from amberdesk.mail.bounces import bounce_of
from amberdesk.mail.machines import is_automatic, is_by_machine
from amberdesk.mail.parse import parse
from amberdesk.mail.screening import STEPS, Facts, Fate, Reason, may_answer, screen
from tests.mail.make_raw import samples
from tests.mail.samples import machines
from tests.mail.samples.building import mail, part, several, text_mail

US = Facts(own_addresses={"serwis@pomoc.example"}, own_hosts={"pomoc.example"})
HUMAN = parse(text_mail("Kasa nie działa."))


def of(name: str):
    return parse(next(sample.raw for sample in machines.samples() if sample.name == name))


def test_mail_of_a_person_passes_and_may_be_answered():
    assert screen(HUMAN, US) == (Fate.PASS, None)
    assert may_answer(HUMAN, US)


@pytest.mark.parametrize(
    ("name", "fate", "reason"),
    [
        ("own", Fate.DROP, Reason.OWN),
        ("loop", Fate.DROP, Reason.LOOP),
        ("many-stations", Fate.HOLD, Reason.LOOP),
        ("bounce-postfix", Fate.FILE, Reason.BOUNCE),
        ("bounce-delayed", Fate.FILE, Reason.DELAYED),
        ("bounce-delivered", Fate.DROP, Reason.DELAYED),
        ("abuse", Fate.HOLD, Reason.ABUSE_REPORT),
        ("read", Fate.DROP, Reason.READ_RECEIPT),
        ("away-gmail", Fate.FILE, Reason.AWAY),
        ("list-mailman", Fate.HOLD, Reason.MAILING_LIST),
        ("robot-monitoring", Fate.PASS, None),
    ],
)
def test_each_kind_of_machine_has_its_fate_and_reason(name: str, fate: Fate, reason: Reason | None):
    assert screen(of(name), US) == (fate, reason)


@pytest.mark.parametrize(
    "sample",
    [sample for sample in machines.samples() if sample.expected.get("human") is False],
    ids=lambda one: one.name,
)
def test_no_machine_is_ever_answered(sample):
    """T20: bounces, lists, reports, replies of programs, envelopes without a sender."""
    assert not may_answer(parse(sample.raw), US)


@pytest.mark.parametrize("nobody", ["<>", "", "<MAILER-DAEMON>", "MAILER-DAEMON@mx.example"])
def test_an_envelope_from_nobody_is_a_machine_s_however_the_mail_server_writes_it(nobody: str):
    """T20, T24: Postfix hands mail of nobody's to a program under a name of its own."""
    assert is_by_machine(parse(text_mail("Jestem na urlopie.", return_path=nobody)))
    assert not is_by_machine(parse(text_mail("Kasa.", return_path="<jan@sklep.example>")))
    sample = next(one for one in machines.samples() if one.name == "bounce-qmail")
    found = bounce_of(parse(sample.raw.replace(b"Return-Path: <>", b"Return-Path: " + nobody.encode())))
    assert found is not None and found.sure


def test_mail_with_our_own_message_id_is_our_own():
    """T20, T23: whoever brings it back, it is not read twice."""
    facts = Facts(is_our_message=lambda id: id == "<a1@sklep.example>")
    assert screen(HUMAN, facts) == (Fate.DROP, Reason.OWN)


@pytest.mark.parametrize(
    ("subject", "fate"),
    [
        ("Nieobecność kasjerki, kasa 2 zablokowana", Fate.PASS),
        ("Zwrot terminala do serwisu", Fate.PASS),
        ("Poza biurem stoi kasa i nie działa", Fate.PASS),
        ("Automatic reply: FAL-26-004217-1", Fate.HOLD),
        ("Poza biurem Re: FAL-26-004217-1", Fate.HOLD),
        ("Nieobecność", Fate.HOLD),
    ],
)
def test_words_in_a_subject_take_no_mail_away(subject: str, fate: Fate):
    """People write of absence too: without a machine's mark in the header a mail passes, or people look at it."""
    assert screen(parse(text_mail("Kasa.", subject=subject)), US).fate == fate


@pytest.mark.parametrize(
    ("fields", "fate"),
    [
        ({"from": "postmaster@sklep.example", "subject": "Kasa 2 nie drukuje"}, Fate.PASS),
        ({"from": "postmaster@sklep.example", "subject": "Zwrot terminala"}, Fate.HOLD),
        ({"from": "mailer-daemon@sklep.example", "subject": "Kasa"}, Fate.HOLD),
        ({"from": "postmaster@sklep.example", "subject": "Returned mail", "return_path": "<>"}, Fate.FILE),
        ({"subject": "Zwrot terminala", "return_path": "<>"}, Fate.HOLD),
        ({"subject": "Zwrot terminala", "auto_submitted": "auto-generated"}, Fate.PASS),
    ],
)
def test_only_a_machine_s_header_makes_a_mail_one_that_came_back(fields: dict[str, str], fate: Fate):
    """T25: a name of a sender or words in a subject are a reason to ask people, no more."""
    assert screen(parse(text_mail("Kasa.", **fields)), US).fate == fate


def test_a_report_that_a_person_passes_on_is_his_mail():
    """T25: only a mail that is a report as a whole is a machine's."""
    inner = of("bounce-postfix")
    raw = next(sample.raw for sample in machines.samples() if sample.name == "bounce-postfix")
    passed_on = several([part("Dlaczego to wraca?"), b"Content-Type: message/rfc822\r\n\r\n" + raw])
    beside = several([part("Dlaczego to wraca?"), part("Action: failed\n", "message/delivery-status")])
    assert inner.report
    for body in (passed_on, beside):
        found = parse(mail(body))
        assert found.report is None and screen(found, US).fate == Fate.PASS and may_answer(found, US)


def test_a_mail_of_which_not_all_could_be_read_is_not_answered_but_is_no_machine_s():
    long = parse(text_mail("Kasa.", x_long="a" * 70_000))
    assert "header_too_long" in long.troubles or long.troubles
    assert not may_answer(long, US) and not is_by_machine(long)


def test_a_sender_beyond_his_limit_is_held():
    assert screen(HUMAN, Facts(mails_from_sender=29)).fate == Fate.PASS
    assert screen(HUMAN, Facts(mails_from_sender=30)) == (Fate.HOLD, Reason.SENDER_LIMIT)


def test_mail_that_came_back_names_the_address_and_the_mail():
    """T24: the address can be marked, and the order is known."""
    bounce = bounce_of(of("bounce-postfix"))
    assert bounce and bounce.final
    assert (bounce.recipients, bounce.status, bounce.message_id) == (
        ("jan@sklep.example",),
        "5.1.1",
        "<b1@pomoc.example>",
    )


def test_mail_that_is_only_late_marks_no_address():
    bounce = bounce_of(of("bounce-delayed"))
    assert bounce and not bounce.final


@pytest.mark.parametrize("name", ["person-undeliverable-goods", "person-delivery-failure-of-goods"])
def test_a_person_who_writes_of_failed_deliveries_is_no_bounce(name: str):
    """T25."""
    assert bounce_of(of(name)) is None and screen(of(name), US).fate == Fate.PASS


def test_headers_by_which_a_customer_would_command_the_desk_mean_nothing():
    """T08."""
    forged = parse(text_mail("Kasa.", x_desk_state="closed", x_priority="1", x_order="12", x_agent="admin"))
    assert screen(forged, US) == screen(HUMAN, US) and not is_automatic(forged)
    assert (forged.divided, forged.flags, forged.references) == (
        parse(text_mail("Kasa.")).divided,
        frozenset(),
        (),
    )


def test_every_step_and_every_reason_is_met_by_some_mail():
    facts = Facts(own_addresses=US.own_addresses, own_hosts=US.own_hosts)
    met = {screen(parse(sample.raw), facts).reason for sample in samples()}
    unmet = set(Reason) - met
    assert unmet == {Reason.TOO_BIG, Reason.UNREADABLE, Reason.SENDER_LIMIT}  # shown by tests of their own
    assert len(STEPS) == len({step.__name__ for step in STEPS})
