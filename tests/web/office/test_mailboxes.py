"""The office's pages of mailboxes: added, changed, tried; no secret is ever shown again."""

import pytest
from django.test import Client

from amberdesk.mail.actions.state import note_trouble
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.models import Mailbox
from amberdesk.people.secrets import opened
from tests.factories import NINE, make_network, make_person

pytestmark = pytest.mark.django_db
ROOT = "/office/mailboxes/"


@pytest.fixture
def office():
    client = Client()
    client.force_login(make_person("administrator", "Irena Boss"))
    return client


@pytest.fixture
def facts():
    return {
        "network": make_network().pk,
        "address": "fala@pomoc.example",
        "policy": "accept",
        "most_from_sender": 30,
        "host": "imap.pomoc.example",
        "port": 993,
        "security": "tls",
        "sign_in": "password",
        "password": "tajne hasło",
        "inbox": "INBOX",
        "done_folder": "Przyjęte",
        "held_folder": "Wstrzymane",
        "fetch_from": "2026-11-23",
        "trusted_servers": "MX.pomoc.example, ",
        "active": "on",
    }


def test_a_mailbox_is_added_shown_and_listed(office, facts):
    added = office.post(ROOT + "add/", facts)
    box = Mailbox.objects.get()
    assert added["Location"] == f"{ROOT}{box.pk}/"
    assert (box.done_folder, box.trusted_servers, box.next_policy_on) == (
        "Przyjęte",
        ["mx.pomoc.example"],
        None,
    )
    assert "jeszcze nie pobierano" in office.get(ROOT).content.decode()
    assert "imap.pomoc.example:993" in office.get(f"{ROOT}{box.pk}/").content.decode()


def test_a_password_is_never_shown_and_stays_when_none_is_typed(office, facts):
    office.post(ROOT + "add/", facts)
    page = f"{ROOT}{Mailbox.objects.get().pk}/change/"
    assert "tajne" not in office.get(page).content.decode()
    assert office.post(page, facts | {"password": "", "port": 1993}).status_code == 302
    box = Mailbox.objects.get()
    assert box.port == 1993 and opened(box.password) == "tajne hasło"


def test_what_is_wrong_is_said_at_its_field(office, facts):
    shown = office.post(ROOT + "add/", facts | {"security": "plain"})
    assert shown.status_code == 422
    assert "Bez szyfrowania wolno" in shown.content.decode() and not Mailbox.objects.exists()


def test_trouble_is_shown_with_what_the_server_said_as_text(office, facts):
    office.post(ROOT + "add/", facts)
    box = Mailbox.objects.get()
    note_trouble(box, Away(Trouble.SIGN_IN, "<b>no"), at=NINE)
    shown = office.get(f"{ROOT}{box.pk}/").content.decode()
    assert "serwer nie przyjmuje logowania" in shown and "&lt;b&gt;no" in shown


def test_a_trial_is_asked_for_once(office, facts):
    office.post(ROOT + "add/", facts)
    page = f"{ROOT}{Mailbox.objects.get().pk}/"
    assert office.post(page + "try/").status_code == 302
    assert Mailbox.objects.get().try_asked_at is not None
    assert page + "try/" not in office.get(page).content.decode()


def test_the_move_to_the_form_is_set_with_its_day_words_and_address(office, facts):
    move = {
        "next_policy": "form_only",
        "next_policy_on": "2027-01-01",
        "form_address": "https://fala.example/formularz",
        "wording_pl": "Prosimy o formularz.",
        "wording_uk": "Просимо форму.",
    }
    office.post(ROOT + "add/", facts | move)
    box = Mailbox.objects.get()
    assert (box.next_policy, str(box.next_policy_on)) == ("form_only", "2027-01-01")
    assert box.wording == {"pl": "Prosimy o formularz.", "uk": "Просимо форму."}
    page = office.get(f"{ROOT}{box.pk}/change/").content.decode()
    assert "Просимо форму." in page and 'value="https://fala.example/formularz"' in page
    shown = office.get(f"{ROOT}{box.pk}/").content.decode()
    assert "https://fala.example/formularz" in shown and "PL, UK" in shown
