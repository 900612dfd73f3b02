from dataclasses import replace

import pytest

from amberdesk.mail.actions.post import post
from amberdesk.mail.actions.send import send_waiting
from amberdesk.mail.models import OutgoingMail
from amberdesk.start.configuration import Smtp
from tests.factories import NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> OutgoingMail:
    post(
        message_id="<a@b>",
        to="maria@fala.example",
        subject="Temat <b>",
        text="Zobacz http://localhost/o/p1/",
        html="<p>x</p>",
        at=NINE,
    )
    send_waiting(NINE)
    return OutgoingMail.objects.get()


def test_who_sits_at_the_machine_reads_the_letters(client, letter):
    page = client.get("/captured/").content.decode()
    assert "maria@fala.example" in page and "Temat &lt;b&gt;" in page
    assert 'href="http://localhost/o/p1/"' in client.get(f"/captured/{letter.pk}/").content.decode()


@pytest.mark.parametrize("path", ["/captured/", "/captured/{}/", "/captured/{}/html/"])
def test_nobody_reads_them_from_elsewhere(client, letter, path):
    path = path.format(letter.pk)
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(path, headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404


def test_once_mail_goes_out_there_is_no_tray(client, letter, settings):
    settings.AMBERDESK = replace(settings.AMBERDESK, smtp=Smtp("mail.example", 25, "", "", "plain"))
    assert client.get("/captured/").status_code == 404


def test_a_letters_html_runs_nothing_and_loads_nothing(client, letter):
    policy = client.get(f"/captured/{letter.pk}/html/").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox") and "default-src 'none'" in policy
