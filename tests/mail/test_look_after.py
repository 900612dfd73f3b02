"""The desk notices by itself when a mailbox is not as usual."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.look_after import look_after_mailboxes
from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.actions.state import note_trouble
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.models import HELD, PLACED, Mailbox, RawMail
from amberdesk.outbox.actor import MACHINE
from amberdesk.reports.alarms import alarms
from amberdesk.reports.words import sentence
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, make_desk

pytestmark = pytest.mark.django_db
WEEK = 7 * DAY


@pytest.fixture
def mailbox():
    return add_mailbox(make_desk().network, address="fala@pomoc.example")


def come(mailbox, *instants, state=PLACED, reason=""):
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
