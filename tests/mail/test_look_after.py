"""The desk notices by itself when a mailbox is not as usual."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.look_after import look_after_mailboxes
from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.actions.state import note_trouble
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.models import HELD, JOINED, PLACED, Mailbox, RawMail
from amberdesk.outbox.actor import MACHINE
from amberdesk.reports.alarms import alarms
from amberdesk.reports.words import sentence
from tests.factories import NINE
from tests.mail.samples.building import text_mail
from tests.notices.test_letters import deliver
from tests.orders.shop import DAY, HOUR, MINUTE, make_desk

pytestmark = pytest.mark.django_db
WEEK = 7 * DAY


@pytest.fixture
def mailbox():
    return add_mailbox(make_desk().network, address="fala@pomoc.example")


def come(mailbox, *instants, state=PLACED, reason="", **more):
    start = RawMail.objects.count()
    RawMail.objects.bulk_create(
        RawMail(
            mailbox=mailbox,
            key=f"{start + n}",
            digest=b"",
            raw=b"x",
            size=1,
            received_at=at,
            state=state,
            reason=reason,
            **more,
        )
        for n, at in enumerate(instants)
    )


def said(at, code):
    with translation.override("pl"):
        return [sentence(a, at, ZoneInfo("Europe/Warsaw")) for a in alarms(at) if a.code == code]


def test_a_mailbox_that_is_silent_when_mail_always_came_raises_an_alarm_until_mail_comes(mailbox):
    come(mailbox, *(NINE - n * WEEK + k * 10 * MINUTE for n in range(1, 5) for k in range(1, 7)))
    come(mailbox, NINE)
    look_after_mailboxes(NINE + 20 * MINUTE)
    assert said(NINE + 20 * MINUTE, "mailbox_silent") == []  # two mails are usual by then, and that is little
    look_after_mailboxes(NINE + HOUR)
    assert "fala@pomoc.example nic nie przyszło" in said(NINE + HOUR, "mailbox_silent")[0]
    come(mailbox, NINE + HOUR + MINUTE)
    look_after_mailboxes(NINE + HOUR + 2 * MINUTE)
    assert said(NINE + HOUR + 2 * MINUTE, "mailbox_silent") == []


def test_a_night_in_which_never_anything_came_is_no_silence(mailbox):
    come(mailbox, *(NINE - n * WEEK + k * MINUTE for n in range(5) for k in range(9)))
    look_after_mailboxes(NINE + 12 * HOUR)
    assert said(NINE + 12 * HOUR, "mailbox_silent") == []


def test_more_held_mail_than_usual_raises_an_alarm_and_the_policy_does_not(mailbox):
    come(mailbox, *(NINE - 2 * DAY - n * HOUR for n in range(100)))
    come(mailbox, *(NINE - n * MINUTE for n in range(20)), state=HELD, reason="form_only")
    look_after_mailboxes(NINE)
    assert said(NINE, "mail_held_more") == []
    come(
        mailbox, *(NINE - n * MINUTE for n in range(9)), state=PLACED, reason="stranger"
    )  # settled by people since
    look_after_mailboxes(NINE)
    assert said(NINE, "mail_held_more") == [
        "Skrzynka fala@pomoc.example: z ostatniej doby wstrzymano 9 z 29, to więcej niż zwykle."
    ]


def confirmed(address, count):
    for n in range(count):
        post(message_id=f"<{n}@x>", to=address, subject="x", text="x", confirms=True, at=NINE - n * MINUTE)


def test_two_programs_that_answer_each_other_raise_an_alarm(mailbox):
    """T21: nothing in their headers says what they are; the desk has stopped confirming, and says so."""
    at, who = timezone.now() - MINUTE, "helpdesk@inny.example"
    for n in range(6):
        raw = text_mail("x", message_id=f"<{n}@x>", subject=f"Przyjęto #{n}", **{"from": who})
        take_in(mailbox, raw, received_at=at, at=at)
        deliver()
    look_after_mailboxes(at + 2 * MINUTE)
    assert said(at + 2 * MINUTE, "mail_circling") == [
        f"Poczta może krążyć: {who}, w godzinę przyszło 6, potwierdzeń wyszło 3. Zobacz, czy to nie program."
    ]
    assert [a.network for a in alarms(at) if a.code == "mail_circling"] == [mailbox.network_id]
    look_after_mailboxes(at + 2 * HOUR)
    assert said(at + 2 * HOUR, "mail_circling") == []


@pytest.mark.parametrize(
    ("count", "subject", "letters", "usual", "alarm"),
    [
        (4, "Kasa {}", 3, 0, True),
        (4, "Re: Kasa {}", 2, 0, False),  # nothing goes round that is not answered
        (4, "Kasa {0} {1}", 3, 0, False),  # four reports, each of something else
        (4, "Kasa {}", 3, 21 * 5, False),  # it writes as much every day
        (20, "Kasa {0} {1}", 0, 0, True),
        (19, "Kasa {0} {1}", 0, 0, False),
    ],
)
def test_what_goes_round_is_told_by_numbers_alone(mailbox, count, subject, letters, usual, alarm):
    who = {"sender": "x@inny.example"}
    for n in range(count):
        come(mailbox, NINE - n * MINUTE, subject=subject.format(n, "abcdefghijklmnopqrstuvwxyz"[n]), **who)
    come(mailbox, *(NINE - WEEK - n * HOUR for n in range(1, usual + 1)), **who)
    confirmed("x@inny.example", letters)
    look_after_mailboxes(NINE)
    assert bool(said(NINE, "mail_circling")) == alarm


def test_an_order_to_which_mail_comes_without_end_raises_an_alarm(mailbox):
    order = make_desk("BUR").report()
    come(mailbox, *(NINE - n * MINUTE for n in range(19)), state=JOINED, order=order)
    look_after_mailboxes(NINE)
    assert said(NINE, "mail_circling") == []
    come(mailbox, NINE, state=JOINED, order=order)
    look_after_mailboxes(NINE)
    assert order.number in said(NINE, "mail_circling")[0]


def test_a_refused_sign_in_is_told_at_once_and_a_server_that_is_away_after_a_while():
    network = make_desk().network
    facts = {"address": "fala@pomoc.example", "host": "imap.pomoc.example", "password": "tajne"}
    box = open_mailbox(network, facts, by=MACHINE, at=NINE)
    note_trouble(box, Away(Trouble.UNREACHABLE), at=NINE)
    assert said(NINE + MINUTE, "mailbox_lost") == []
    assert "serwer nie odpowiada" in said(NINE + 11 * MINUTE, "mailbox_lost")[0]
    note_trouble(box, Away(Trouble.SIGN_IN), at=NINE)
    assert "serwer nie przyjmuje logowania" in said(NINE + timedelta(seconds=1), "mailbox_lost")[0]
    assert [a.network for a in alarms(NINE + MINUTE) if a.code == "mailbox_lost"] == [network.pk]


def test_two_mailboxes_in_trouble_are_one_figure_for_machines(client, mailbox):
    second = add_mailbox(mailbox.network, address="druga@pomoc.example")
    Mailbox.objects.update(host="imap.pomoc.example", trouble="sign_in", trouble_since=NINE)
    text = client.get("/metrics").content.decode()
    assert text.count('amberdesk_alarm{code="mailbox_lost"} 1.0') == 1
    assert f'amberdesk_mailbox_up{{mailbox="{second.address}"}} 0.0' in text
    assert "amberdesk_mails_held 0.0" in text


def test_the_board_tells_of_a_lost_mailbox_to_its_networks_people_alone(client):
    desk = make_desk()
    add_mailbox(desk.network, address="fala@pomoc.example")
    Mailbox.objects.update(host="imap.pomoc.example", trouble="sign_in", trouble_since=NINE)
    client.force_login(desk.anna)
    assert "Skrzynka fala@pomoc.example nie jest pobierana" in client.get("/board/figures/").content.decode()
    client.force_login(make_desk("BUR").anna)
    assert "fala@pomoc.example" not in client.get("/board/figures/").content.decode()
