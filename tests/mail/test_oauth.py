"""A mailbox of Microsoft 365 or Google is opened by a short key that the provider gives for the long one."""

import json

import pytest

from amberdesk.customers.models import Network
from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.oauth import MICROSOFT_SCOPE, answer, place, question
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_network

pytestmark = pytest.mark.django_db
FACTS = {"address": "fala@pomoc.example", "host": "outlook.office365.com", "client_id": "app"}
FACTS |= {"refresh_token": "long", "client_secret": "s", "sign_in": "microsoft", "tenant": "pomoc.example"}


def make(**facts):
    network = Network.objects.first() or make_network()
    return open_mailbox(network, FACTS | facts, by=MACHINE, at=NINE)


def test_each_provider_is_asked_at_its_own_place_only():
    assert place(make()) == ("login.microsoftonline.com", "/pomoc.example/oauth2/v2.0/token")
    assert place(make(address="b@x.example", sign_in="google")) == ("oauth2.googleapis.com", "/token")


def test_the_question_holds_the_opened_keys_and_microsofts_scope():
    asked = {"grant_type": "refresh_token", "client_id": "app", "refresh_token": "long", "client_secret": "s"}
    assert question(make()) == asked | {"scope": MICROSOFT_SCOPE}
    assert question(make(address="b@x.example", sign_in="google")) == asked


def test_a_new_long_key_comes_with_the_short_one():
    assert answer(200, b'{"access_token": "short"}') == ("short", "")
    assert answer(200, b'{"access_token": "short", "refresh_token": "next"}') == ("short", "next")


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (400, json.dumps({"error": "invalid_grant"}), Trouble.SIGN_IN),
        (401, json.dumps({"error": "invalid_client"}), Trouble.SIGN_IN),
        (503, json.dumps({"error": "temporarily_unavailable"}), Trouble.TOKEN),
        (200, "<html>", Trouble.TOKEN),
        (200, "[]", Trouble.TOKEN),
        (200, "{}", Trouble.TOKEN),
    ],
)
def test_a_consent_that_is_gone_is_told_from_a_provider_that_is_away(status, body, trouble):
    with pytest.raises(Away) as away:
        answer(status, body.encode())
    assert away.value.trouble == trouble
