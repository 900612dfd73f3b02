"""Passwords: changed, forgotten, chosen for the first time; old sessions die with them (T66, T70, T71)."""

import re

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amberdesk.mail.models import OutgoingMail
from amberdesk.notices.sign_in import send_invitation
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.actions.invite import VALID, invite
from amberdesk.people.models import Invitation, Person
from amberdesk.people.queries import api_token
from tests.factories import NINE, PASSWORD, make_person
from tests.web.account.conftest import sign_in

pytestmark = pytest.mark.django_db
NEW = "fala-o-brzeg-bije-9"


def change(client: Client, old: str = PASSWORD, new: str = NEW):
    return client.post("/account/password/change/", {"oldpassword": old, "password1": new})


def test_a_new_password_signs_out_everywhere_but_here(ewa, signed_in):
    elsewhere = Client()
    sign_in(elsewhere, ewa)

    assert change(signed_in).status_code == 302

    assert get_user(signed_in) == ewa
    assert not get_user(elsewhere).is_authenticated
    assert "person.password_set" in [event.kind for event in journal(f"person:{ewa.pk}")]


def test_a_copied_cookie_dies_with_the_old_password(ewa, signed_in):
    thief = Client()
    thief.cookies["sessionid"] = signed_in.cookies["sessionid"].value
    assert get_user(thief) == ewa

    change(signed_in)

    assert thief.get("/account/").status_code == 302


def test_a_new_password_ends_keys_to_the_api(ewa, signed_in):
    _, secret = add_token(ewa, "magazyn", by=MACHINE, at=NINE)
    change(signed_in)

    assert api_token(secret) is None


@pytest.mark.parametrize("weak", ["krótkie", "password123", "1234567890", "ewa.lis.jantar", "Lis-Jantar-Ewa"])
def test_a_weak_password_is_refused_with_the_reason(ewa, signed_in, weak):
    change_person(ewa, {"email": "ewa.lis.jantar@firma.pl", "name": "Ewa Lis-Jantar"}, by=MACHINE, at=NINE)
    response = change(signed_in, new=weak)

    assert 'id="id_password1_error"' in response.content.decode()
    ewa.refresh_from_db()
    assert ewa.check_password(PASSWORD)


def test_the_old_password_is_asked(ewa, signed_in):
    assert "To nie jest obecne hasło." in change(signed_in, old="zle").content.decode()


def test_signing_in_gives_the_session_a_new_name(ewa, client):
    client.get("/account/login/")
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    sign_in(client, ewa)

    assert client.cookies["sessionid"].value != planted
    victim = Client()
    victim.cookies["sessionid"] = planted
    assert not get_user(victim).is_authenticated


def test_a_session_name_that_a_stranger_chose_is_not_taken(ewa, client):
    client.cookies["sessionid"] = "a" * 32
    sign_in(client, ewa)

    assert client.cookies["sessionid"].value != "a" * 32


def ask(email: str, client: Client | None = None):
    return (client or Client()).post("/account/password/reset/", {"email": email})


def letters(email: str | None = None) -> list[OutgoingMail]:
    mails = OutgoingMail.objects.order_by("pk")
    return list(mails.filter(recipient=email) if email else mails)


def letter_link() -> str:
    return re.search(r"http://localhost:8000(\S+)", letters()[-1].text).group(1)


def test_a_forgotten_password_is_replaced_by_a_link(ewa, client):
    assert ask(ewa.email).url == "/account/password/reset/done/"
    assert letters()[-1].recipient == ewa.email

    page = client.get(letter_link(), follow=True)
    assert ewa.email.split("@")[0] not in page.request["PATH_INFO"]
    answer = client.post(page.request["PATH_INFO"], {"password1": NEW})

    assert answer.url == "/account/password/reset/finished/"
    assert sign_in(Client(), ewa, NEW).status_code == 302
    assert letters()[-1].subject == "Zmiana w Twoim koncie Amberdesk"


def test_a_reset_link_works_once_and_its_address_is_not_left_in_the_bar(ewa, client):
    ask(ewa.email)
    link = letter_link()
    page = client.get(link, follow=True)
    assert page.request["PATH_INFO"] != link
    client.post(page.request["PATH_INFO"], {"password1": NEW})

    again = Client().get(link, follow=True)
    assert "Ten odnośnik nie działa" in again.content.decode()


def test_a_reset_link_names_the_configured_host_whatever_was_asked(ewa):
    Client().post("/account/password/reset/", {"email": ewa.email}, headers={"host": "127.0.0.1"})
    assert "http://localhost:8000/" in letters()[-1].text and "127.0.0.1" not in letters()[-1].text


def test_a_forged_host_is_refused(ewa):
    for header in ({"host": "evil.example"}, {"host": "localhost", "x-forwarded-host": "evil.example"}):
        Client().post("/account/password/reset/", {"email": ewa.email}, headers=header)

    assert "evil" not in "".join(mail.text + mail.html for mail in letters())


def test_asking_tells_nobody_who_has_an_account(ewa):
    gone = make_person("technician", "Jan Dawny")
    deactivate(gone, by=MACHINE, at=NINE)
    answers = set()
    for email in ("nikt@firma.pl", gone.email, "to nie adres@", ewa.email.replace("@", "+x@")):
        answers.add(ask(email).status_code)

    assert answers == {302, 200}  # 200: no address at all
    assert letters() == []


def test_asking_for_a_known_and_an_unknown_address_is_the_same_work(ewa):
    work = {}
    for email in (ewa.email, "nikt@firma.pl"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        statements = [query["sql"].split()[:4:3] for query in queries]
        work[email] = [words for words in statements if words[0] not in ("RELEASE", "ROLLBACK")]

    assert work[ewa.email] == work["nikt@firma.pl"]


def test_nobody_floods_a_mailbox_with_our_letters(ewa):
    answers = []
    for _ in range(5):
        answers.append(ask(ewa.email).status_code)

    assert answers == [302, 302, 302, 429, 429]
    assert len(letters(ewa.email)) == 3


def test_the_letter_speaks_the_language_of_its_reader():
    reader = make_person("technician", "John Reader", language="en")
    ask(reader.email)

    assert letters()[-1].html.startswith('<!doctype html>\n<html lang="en">')


@pytest.fixture
def ola() -> Person:
    return make_person("technician", "Ola Nowa", password=None)


def test_an_invited_person_chooses_a_password_and_is_in(ola, client):
    secret = invite(ola, by=MACHINE, at=at_now())
    page = client.get(f"/account/join/{secret}/", follow=True)
    assert secret not in page.request["PATH_INFO"]
    assert secret not in page.content.decode()

    response = client.post("/account/join/", {"password1": NEW})

    assert response.status_code == 302
    assert get_user(client) == ola


def at_now():
    from django.utils.timezone import now

    return now()


def test_looking_at_a_one_time_link_does_not_use_it_up(ola, client):
    secret = invite(ola, by=MACHINE, at=at_now())
    Client().get(f"/account/join/{secret}/")
    Client().head(f"/account/join/{secret}/")

    assert client.get(f"/account/join/{secret}/").status_code == 302


def test_a_used_link_says_so(ola, client):
    secret = invite(ola, by=MACHINE, at=at_now())
    client.get(f"/account/join/{secret}/")
    client.post("/account/join/", {"password1": NEW})
    response = Client().get(f"/account/join/{secret}/")

    assert response.status_code == 410
    assert "został już użyty" in response.content.decode()


@pytest.mark.parametrize("secret", ["x", "a" * 43, "a" * 2000])
def test_a_guessed_link_opens_nothing(ola, client, secret):
    assert client.get(f"/account/join/{secret}/").status_code == 410
    assert client.post("/account/join/", {"password1": NEW}).status_code == 410


def test_a_weak_first_password_leaves_the_link_alive(ola, client):
    client.get(f"/account/join/{invite(ola, by=MACHINE, at=at_now())}/")

    assert client.post("/account/join/", {"password1": "krótkie"}).status_code == 422
    assert Invitation.objects.get().used_at is None


def test_a_link_opened_in_a_colleagues_browser_signs_the_colleague_out(ola, signed_in):
    signed_in.get(f"/account/join/{invite(ola, by=MACHINE, at=at_now())}/")
    signed_in.post("/account/join/", {"password1": NEW})

    assert get_user(signed_in) == ola


def test_no_page_behind_a_secret_address_tells_another_host_where_one_was(ola, ewa, client):
    ask(ewa.email)
    for path in (f"/account/join/{invite(ola, by=MACHINE, at=at_now())}/", letter_link()):
        response = client.get(path)
        assert response.status_code == 302
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in response.headers["Cache-Control"]


def test_an_invitation_goes_to_its_person_in_his_language(ola):
    send_invitation(ola, "/account/join/x/", until=NINE + VALID, at=NINE)
    letter = letters(ola.email)[0]

    assert "http://localhost:8000/account/join/x/" in letter.text
    assert "7 dni" in letter.text and letter.automatic
