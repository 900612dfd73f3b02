"""The company's own sign-in opens accounts that the office made, by a verified address, and nothing else (T57, T68)."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.test import Client

from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.models import Person
from amberdesk.start.configuration import Oidc, oidc_providers
from tests.factories import NINE, make_person
from tests.web.account.provider import Provider

pytestmark = pytest.mark.django_db
DOOR = "/account/company/company/"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(server: Provider, settings) -> Provider:
    oidc = Oidc("Jantar", server.issuer, "desk", "sekret")
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers(oidc)
    settings.AMBERDESK = replace(settings.AMBERDESK, oidc=oidc)
    server.said, server.broken = {}, False
    return server


def enter(client: Client, provider: Provider, *, door: str = DOOR, state: str | None = None, **said):
    """Go the whole way through the company's server, which says `said` of us."""
    provider.said = {"sub": "s1", "email_verified": True} | said
    asked = parse_qs(urlsplit(client.get(door).url).query)
    return client.get(f"{DOOR}callback/", {"code": "c", "state": state or asked["state"][0]})


def test_the_sign_in_page_shows_the_door_where_it_is_configured(client, provider):
    assert "Zaloguj się przez Jantar" in client.get("/account/login/").content.decode()


def test_without_configuration_there_is_no_door(client, db):
    assert "Zaloguj się przez" not in client.get("/account/login/").content.decode()
    assert client.get(DOOR).status_code == 404
    assert client.get(f"{DOOR}callback/").status_code == 404


def test_a_verified_address_of_an_account_opens_it(ewa, client, provider):
    response = enter(client, provider, email=ewa.email.upper())

    assert response.status_code == 302
    assert get_user(client) == ewa
    assert journal(f"person:{ewa.pk}").last().data == {"how": ["socialaccount"]}


def test_the_code_is_exchanged_with_proof_of_who_asked(ewa, client, provider):
    enter(client, provider, email=ewa.email)

    assert any("code_verifier" in asked for asked in provider.asked)


@pytest.mark.parametrize("verified", [False, "false", "true", None, 0, 1, "", []])
def test_an_address_that_is_not_verified_opens_nothing(ewa, client, provider, verified):
    response = enter(client, provider, email=ewa.email, email_verified=verified)

    assert response.url == "/account/login/"
    assert not get_user(client).is_authenticated
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "email", ["nikt@firma.pl", "", None, 7, ["ewa@firma.pl"], "technician+x@jantar.example"]
)
def test_an_address_nobody_has_opens_nothing_and_makes_nobody(ewa, client, provider, email):
    enter(client, provider, email=email)

    assert not get_user(client).is_authenticated
    assert Person.objects.count() == 1
    assert 'class="banner bad"' in client.get("/account/login/").content.decode()


def test_a_closed_account_stays_closed(ewa, client, provider):
    enter(client, provider, email=ewa.email)
    deactivate(ewa, by=MACHINE, at=NINE)
    other = Client()
    enter(other, provider, email=ewa.email)

    assert not get_user(client).is_authenticated
    assert not get_user(other).is_authenticated


def test_another_identity_with_the_same_address_is_refused(ewa, client, provider):
    enter(client, provider, email=ewa.email, sub="s1")
    heir = Client()
    enter(heir, provider, email=ewa.email, sub="s2")

    assert not get_user(heir).is_authenticated


def test_the_office_unties_by_entering_an_address_anew(ewa, client, provider):
    enter(client, provider, email=ewa.email, sub="s1")
    change_person(ewa, {"email": "ewa.nowa@firma.pl"}, by=MACHINE, at=NINE)
    other = Client()
    enter(other, provider, email="ewa.nowa@firma.pl", sub="s2")

    assert get_user(other) == ewa


def test_an_identity_cannot_move_to_a_colleagues_account(ewa, client, provider):
    tomasz = make_person("coordinator", "Tomasz Bąk")
    enter(client, provider, email=ewa.email, sub="s1")
    thief = Client()
    enter(thief, provider, email=tomasz.email, sub="s1")

    assert not get_user(thief).is_authenticated


def test_no_personal_text_of_the_server_is_kept(ewa, provider):
    for _ in range(2):
        enter(Client(), provider, email=ewa.email, name="Ewa Tajna", picture="http://x/y.png")

    assert SocialAccount.objects.get().extra_data == {}


def test_a_second_step_is_asked_all_the_same(ewa, client, provider):
    Authenticator.objects.create(user=ewa, type="totp", data={"secret": "x"})
    response = enter(client, provider, email=ewa.email)

    assert response.url == "/account/factors/code/"
    assert not get_user(client).is_authenticated


def test_an_answer_that_nobody_asked_for_is_refused(ewa, client, provider):
    enter(client, provider, email=ewa.email, state="made-up")

    assert not get_user(client).is_authenticated
    assert "nie powiodło się" in client.get("/account/login/").content.decode()


def test_an_answer_to_another_browser_is_refused(ewa, client, provider):
    asked = parse_qs(urlsplit(Client().get(DOOR).url).query)
    enter(client, provider, email=ewa.email, state=asked["state"][0])

    assert not get_user(client).is_authenticated


def test_nobody_ties_a_foreign_identity_to_the_account_he_sits_in(ewa, signed_in, provider):
    for process in ("connect", "redirect"):
        enter(signed_in, provider, door=f"{DOOR}?process={process}", email="obcy@firma.pl", sub="s9")

    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example"])
def test_the_way_back_leads_to_no_other_host(ewa, client, provider, there):
    response = enter(client, provider, door=f"{DOOR}?next={there}", email=ewa.email)

    assert "evil" not in response.url


def test_the_way_back_leads_where_one_was_going(ewa, client, provider):
    assert enter(client, provider, door=f"{DOOR}?next=/account/", email=ewa.email).url == "/account/"


def test_a_broken_server_is_a_sentence(ewa, client, provider):
    provider.broken = True

    response = client.get(DOOR, follow=True)
    assert "Logowanie przez firmę nie powiodło się" in response.content.decode()


def test_a_refusal_at_the_company_is_a_sentence(client, provider):
    asked = parse_qs(urlsplit(client.get(DOOR).url).query)
    response = client.get(
        f"{DOOR}callback/", {"error": "access_denied", "state": asked["state"][0]}, follow=True
    )

    assert "Logowanie przez firmę nie powiodło się" in response.content.decode()
