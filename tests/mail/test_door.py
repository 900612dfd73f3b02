"""An own mail server hands mail over by LMTP or SMTP, and learns what became of each recipient."""

import smtplib
import socket
import threading
import time
from contextlib import closing, contextmanager

import pytest

from amberdesk.mail import door
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.models import RawMail
from amberdesk.orders.models import Order
from amberdesk.start.configuration import MailDoor, Wrong, read_configuration
from tests.mail.samples.building import text_mail
from tests.orders.shop import make_desk

FROM, FALA, BUR = "jan@sklep.example", "fala@pomoc.example", "bur@pomoc.example"
RAW = text_mail("Kasa nie działa.")


@contextmanager
def standing(protocol: str):
    """Hold a door open, and a line to it."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        place = MailDoor(protocol, "127.0.0.1", one.getsockname()[1])
    stop = threading.Event()
    thread = threading.Thread(target=door.stand, args=(place, stop))
    thread.start()
    try:
        with dialled(place) as line:
            yield line
    finally:
        stop.set()
        thread.join(10)


def dialled(place: MailDoor) -> smtplib.SMTP:
    until = time.monotonic() + 10
    while True:
        try:
            return (smtplib.LMTP if place.protocol == "lmtp" else smtplib.SMTP)(place.host, place.port)
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_two_mailboxes_is_kept_for_both_and_a_stranger_is_refused_at_once():
    add_mailbox(make_desk().network, address=FALA)
    add_mailbox(make_desk("BUR").network, address=BUR)
    with standing("lmtp") as line:
        refused = line.sendmail(FROM, [FALA, "nobody@pomoc.example", BUR], RAW)
        assert {address: code for address, (code, _said) in refused.items()} == {"nobody@pomoc.example": 550}
        assert line.getreply()[0] == 250  # the second recipient's own
        assert Order.objects.count() == RawMail.objects.count() == 2

        line.sendmail(FROM, [FALA], RAW)  # its answer was lost: the mail server sends again
        assert Order.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_kept_now_stays_with_the_mail_server(monkeypatch):
    add_mailbox(make_desk().network, address=FALA)

    def full(*_args, **_facts):
        raise OSError("no space left")

    monkeypatch.setattr(door, "take_in", full)
    with standing("smtp") as line, pytest.raises(smtplib.SMTPDataError) as error:
        line.sendmail(FROM, [FALA], RAW)
    assert error.value.smtp_code == 451 and not RawMail.objects.exists()


def test_the_door_is_the_machines_setting():
    assert read_configuration({}).mail_door is None
    given = {"AMBERDESK_MAIL_DOOR": "lmtp://127.0.0.1:2424"}
    assert read_configuration(given).mail_door == MailDoor("lmtp", "127.0.0.1", 2424)
    with pytest.raises(Wrong):
        read_configuration({"AMBERDESK_MAIL_DOOR": "lmtp://127.0.0.1"})
