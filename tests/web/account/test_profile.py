"""The own account: facts, sessions, keys, second factors."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client

from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.clear_factors import clear_factors
from amberdesk.people.models import ApiToken, Person
from amberdesk.people.queries import api_token
from tests.factories import NINE, PASSWORD, make_person
from tests.web.account.conftest import sign_in

pytestmark = pytest.mark.django_db
FACTS = {"name": "Ewa Lis", "phone": "", "language": "pl", "theme": ""}


def test_a_stranger_is_asked_to_sign_in():
    for path in ("/account/", "/account/password/change/", "/account/factors/app/", "/account/passkeys/add/"):
        assert Client().get(path).url.replace("%2F", "/").startswith("/account/login/?next=/account/")


def test_facts_are_changed_and_the_phone_is_read_as_people_write_it(ewa, signed_in):
    response = signed_in.post("/account/", {**FACTS, "name": "Ewa Lis-Nowak", "phone": "58 620 11 22"})

    assert response.status_code == 302
    ewa.refresh_from_db()
    assert (ewa.name, ewa.phone) == ("Ewa Lis-Nowak", "+48586201122")


def test_what_cannot_be_read_is_said_and_what_was_typed_is_kept(ewa, signed_in):
    response = signed_in.post("/account/", {**FACTS, "name": "Ewa Nowa", "phone": "dzwoń do Tomka"})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Nie rozpoznaję tego numeru telefonu." in page and "dzwoń do Tomka" in page and "Ewa Nowa" in page
    ewa.refresh_from_db()
    assert ewa.name == "Ewa Lis"


def test_fields_that_are_not_asked_are_not_taken(ewa, signed_in):
    extra = {
        "role": "administrator",
        "email": "boss@firma.pl",
        "is_active": "0",
        "epoch": "9",
        "is_staff": "1",
    }
    signed_in.post("/account/", {**FACTS, **extra})

    after = Person.objects.get(pk=ewa.pk)
    assert (after.role, after.email, after.is_active, after.epoch) == (ewa.role, ewa.email, True, ewa.epoch)


def test_language_and_theme_follow_the_person_into_another_browser(ewa, signed_in):
    signed_in.post("/account/", {**FACTS, "language": "en", "theme": "dark"})
    other = Client()
    sign_in(other, ewa)
    page = other.get("/account/").content.decode()

    assert '<html lang="en" data-theme="dark">' in page


def test_the_browser_remembers_both_after_signing_out(ewa, signed_in):
    signed_in.post("/account/", {**FACTS, "language": "en", "theme": "dark"})
    signed_in.get("/account/")
    signed_in.post("/account/logout/")

    assert '<html lang="en" data-theme="dark">' in signed_in.get("/account/login/").content.decode()


def test_a_name_with_markup_is_shown_as_text(ewa, signed_in):
    signed_in.post("/account/", {**FACTS, "name": "<script>alert(1)</script>"})
    page = signed_in.get("/account/").content.decode()

    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_sessions_are_listed_with_browser_and_address_and_end_one_by_one(ewa, signed_in):
    phone = Client(REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT="Mozilla/5.0 (Android 15) Firefox/130.0")
    sign_in(phone, ewa)
    page = signed_in.get("/account/").content.decode()
    assert "Firefox · Android" in page and "10.1.2.3" in page

    there = UserSession.objects.get(ip="10.1.2.3")
    signed_in.post(f"/account/sessions/{there.pk}/end/")

    assert not get_user(phone).is_authenticated
    assert get_user(signed_in) == ewa


def test_a_colleagues_session_cannot_be_ended_nor_seen(ewa, signed_in):
    other = Client(REMOTE_ADDR="10.9.9.9")
    tomasz = make_person("technician", "Tomasz Bąk")
    sign_in(other, tomasz)

    assert "10.9.9.9" not in signed_in.get("/account/").content.decode()
    theirs = UserSession.objects.get(ip="10.9.9.9")
    assert signed_in.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert get_user(other) == tomasz


def test_all_other_sessions_end_by_one_button(ewa, signed_in):
    others = [Client(), Client()]
    for other in others:
        sign_in(other, ewa)
    signed_in.post("/account/sessions/end/")

    assert get_user(signed_in) == ewa
    assert not any(get_user(other).is_authenticated for other in others)


@pytest.mark.parametrize("path", ["sessions/end/", "sessions/1/end/", "tokens/", "tokens/1/revoke/"])
def test_nothing_changes_by_following_a_link(signed_in, path):
    assert signed_in.get(f"/account/{path}").status_code == 405


def again(client: Client, then: str = "/account/"):
    """Prove once more who it is."""
    return client.post("/account/reauthenticate/", {"password": PASSWORD, "next": then})


def test_a_key_to_the_api_is_shown_once(ewa, signed_in):
    again(signed_in)
    page = signed_in.post("/account/tokens/", {"name": "magazyn"}).content.decode()
    secret = re.search(r"amb_[\w-]{43}", page).group()

    assert api_token(secret).person == ewa
    later = signed_in.get("/account/").content.decode()
    assert secret not in later and "magazyn" in later


def test_a_key_is_made_only_after_the_password_was_given_again(ewa, signed_in):
    response = signed_in.post("/account/tokens/", {"name": "magazyn"})
    assert response.url.startswith("/account/reauthenticate/")
    assert not ApiToken.objects.exists()

    page = again(signed_in, "/account/tokens/").content.decode()
    assert api_token(re.search(r"amb_[\w-]{43}", page).group()).person == ewa


def test_a_key_is_revoked_by_its_owner_alone(ewa, signed_in):
    again(signed_in)
    signed_in.post("/account/tokens/", {"name": "magazyn"})
    token = ApiToken.objects.get()
    stranger = Client()
    sign_in(stranger, make_person())

    assert stranger.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert signed_in.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at


def code_of(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + shift))


def turn_app_on(client: Client) -> str:
    again(client)
    secret = re.search(
        r'<code class="secret">(\w+)', client.get("/account/factors/app/").content.decode()
    ).group(1)
    answer = client.post("/account/factors/app/", {"code": code_of(secret)})
    assert answer.url == "/account/factors/codes/"
    return secret


def test_with_an_app_the_password_alone_opens_nothing(ewa, signed_in):
    secret = turn_app_on(signed_in)
    other = Client()

    assert sign_in(other, ewa).url == "/account/factors/code/"
    assert not get_user(other).is_authenticated
    wrong = other.post("/account/factors/code/", {"code": "000000"})
    assert "Ten kod się nie zgadza" in wrong.content.decode()
    other.post("/account/factors/code/", {"code": f" {code_of(secret, 1)[:3]} {code_of(secret, 1)[3:]} "})

    assert get_user(other) == ewa
    assert journal(f"person:{ewa.pk}").last().data == {"how": ["password", "totp"]}


def test_a_code_works_once(ewa, signed_in):
    secret = turn_app_on(signed_in)
    first, second = Client(), Client()
    code = code_of(secret, 1)
    for browser in (first, second):
        sign_in(browser, ewa)
        browser.post("/account/factors/code/", {"code": code})

    assert get_user(first) == ewa
    assert not get_user(second).is_authenticated


def test_codes_cannot_be_guessed(ewa, signed_in):
    secret = turn_app_on(signed_in)
    other = Client()
    sign_in(other, ewa)
    for number in range(10):
        other.post("/account/factors/code/", {"code": f"{number:06}"})
    answer = other.post("/account/factors/code/", {"code": code_of(secret, 1)})

    assert "Za dużo prób" in answer.content.decode()
    assert not get_user(other).is_authenticated


def test_a_recovery_code_works_once_and_the_list_is_shown_once(ewa, signed_in):
    turn_app_on(signed_in)
    again(signed_in)
    codes = re.findall(r"<li><code>(\d+)</code>", signed_in.get("/account/factors/codes/").content.decode())
    assert len(codes) == 10
    assert codes[0] not in signed_in.get("/account/factors/codes/").content.decode()

    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, ewa)
        browser.post("/account/factors/code/", {"code": codes[0]})
    assert get_user(first) == ewa
    assert not get_user(second).is_authenticated


def test_secrets_of_factors_are_not_readable_in_the_database(ewa, signed_in):
    secret = turn_app_on(signed_in)

    assert secret not in str([row.data for row in Authenticator.objects.all()])


def test_the_office_helps_who_has_lost_the_phone(ewa, signed_in):
    turn_app_on(signed_in)
    clear_factors(ewa, by=MACHINE, at=NINE)

    assert not get_user(signed_in).is_authenticated
    assert sign_in(Client(), ewa).status_code == 302
    assert [event.kind for event in journal(f"person:{ewa.pk}")].count("person.factors_cleared") == 1


def test_an_app_is_removed_only_after_the_password_was_given_again(ewa, signed_in):
    turn_app_on(signed_in)
    session = signed_in.session
    session["account_authentication_methods"] = []
    session.save()

    assert (
        "again" in signed_in.post("/account/factors/app/remove/").url
        or "reauth" in signed_in.post("/account/factors/app/remove/").url
    )
    assert Authenticator.objects.filter(user=ewa, type="totp").exists()


def test_a_colleagues_passkey_is_out_of_reach(ewa, signed_in):
    row = Authenticator.objects.create(
        user=make_person(), type="webauthn", data={"name": "x", "credential": {}}
    )
    again(signed_in)

    assert signed_in.post(f"/account/passkeys/{row.pk}/remove/").status_code == 404
    assert signed_in.post(f"/account/passkeys/{row.pk}/edit/", {"name": "y"}).status_code == 404


@pytest.mark.parametrize(
    "credential", ["", "x", "{}", "[]", '{"id": 1}', "null", '{"response": {"userHandle": "AA"}}']
)
def test_a_forged_passkey_opens_nothing_and_breaks_nothing(client, ewa, credential):
    client.get("/account/passkeys/login/", headers={"accept": "application/json"})
    response = client.post("/account/passkeys/login/", {"credential": credential})

    assert response.url == "/account/login/"
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    "path",
    ["", "login/", "factors/app/", "factors/codes/", "passkeys/add/", "password/change/", "reauthenticate/"],
)
def test_no_page_of_the_account_is_kept_by_a_proxy_or_the_back_button(signed_in, path):
    turn_app_on(signed_in)

    assert "no-store" in signed_in.get(f"/account/{path}").headers["Cache-Control"]
