from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection

from amberdesk.mail.models import Mailbox
from amberdesk.start.configuration import MailDoor
from amberdesk.wiring.lines import SOURCES
from amberdesk.wiring.waiting import ASKED, is_wanted
from tests.orders.shop import make_desk
from tests.phone.hotlines import make_exchange


def an_exchange(kind: str, active: bool) -> None:
    make_exchange(kind=kind, active=active)


def a_mailbox(host: str, active: bool) -> None:
    Mailbox.objects.create(
        address="serwis@jantar.example", network=make_desk().network, host=host, active=active
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        lambda: None,
        lambda: an_exchange("asterisk", True),
        lambda: an_exchange("asterisk", False),
        lambda: an_exchange("api", True),
        lambda: an_exchange("report", True),
        lambda: a_mailbox("imap.jantar.example", True),
        lambda: a_mailbox("imap.jantar.example", False),
        lambda: a_mailbox("", True),
    ],
)
def test_it_waits_exactly_as_long_as_there_is_no_line(make):
    make()
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        assert cursor.fetchone() == (any(source() for source in SOURCES),)


def test_a_door_of_the_configuration_is_a_line():
    door = MailDoor("lmtp", "127.0.0.1", 8024)
    assert is_wanted(replace(settings.AMBERDESK, mail_door=door))


def test_without_its_database_the_command_itself_says_what_is_wrong():
    away = replace(settings.AMBERDESK, mail_door=None, database_direct_url="postgresql://127.0.0.1:1/none")
    assert is_wanted(away)
