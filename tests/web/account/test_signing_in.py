"""Signing in by password: one answer for everybody who may not enter, one lock that cannot hurt the owner."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.actions.set_password import set_password
from amberdesk.people.models import Person
from tests.factories import NINE, PASSWORD, make_person
from tests.web.account.conftest import sign_in

pytestmark = pytest.mark.django_db
WRONG = "Adres albo hasło się nie zgadza."


def who(client: Client):
    return get_user(client)


def test_the_right_password_opens_the_desk_and_is_in_the_journal(ewa, client):
    response = sign_in(client, ewa)

    assert response.status_code == 302
    assert who(client) == ewa
    event = journal(f"person:{ewa.pk}").last()
    assert (event.kind, event.data) == ("person.signed_in", {"how": ["password"]})


def test_the_address_may_be_written_in_any_case(ewa, client):
    client.post("/account/login/", {"login": ewa.email.upper(), "password": PASSWORD})

    assert who(client) == ewa


def refused(client: Client, email: str, password: str) -> str:
    response = client.post("/account/login/", {"login": email, "password": password})
    assert response.status_code == 422
    return response.content.decode()


def test_unknown_closed_and_wrong_get_the_same_answer(ewa):
    gone = make_person("technician", "Jan Dawny")
    deactivate(gone, by=MACHINE, at=NINE)
    cases = [
        (ewa.email, "zle-haslo-000"),
        ("nikt@firma.pl", PASSWORD),
        (gone.email, PASSWORD),
        (gone.email, "zle-haslo-000"),
    ]

    pages = [refused(Client(), *case).replace(case[0], "...") for case in cases]

    assert all(WRONG in page for page in pages)
    assert len({without_csrf(page) for page in pages}) == 1


def without_csrf(page: str) -> str:
    return "".join(part.split('"', 1)[-1] for part in page.split('name="csrfmiddlewaretoken" value="'))


@pytest.mark.real_hashing
def test_unknown_closed_and_wrong_cost_the_same_work(ewa, monkeypatch):
    gone, invited = (
        make_person("technician", "Jan Dawny"),
        make_person("technician", "Ola Nowa", password=None),
    )
    deactivate(gone, by=MACHINE, at=NINE)
    hashed = count_hashes(monkeypatch)
    work = {}
    for email in (ewa.email, "nikt@firma.pl", gone.email, invited.email):
        before = len(hashed)
        with CaptureQueriesContext(connection) as queries:
            refused(Client(REMOTE_ADDR=f"10.0.0.{len(work) + 1}"), email, "zle-haslo-000")
        work[email] = (len(hashed) - before, [query["sql"].split()[:4:3] for query in queries])

    assert [hashes for hashes, _ in work.values()] == [1, 1, 1, 1]
    assert len({str(queries) for _, queries in work.values()}) == 1


def count_hashes(monkeypatch) -> list[str]:
    """Count how often argon2 runs, whether to make a hash or to check one."""
    seen: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher,
            name,
            lambda self, *a, _real=real, **k: (seen.append(name), _real(self, *a, **k))[1],
        )
    return seen


@pytest.mark.real_hashing
def test_passwords_are_kept_by_argon2():
    person = Person()
    person.set_password(PASSWORD)

    assert person.password.startswith("argon2$argon2id$")


def guess(times: int, email: str, address: str) -> None:
    for _ in range(times):
        Client(REMOTE_ADDR=address).post("/account/login/", {"login": email, "password": "zgaduję-zgaduję"})


def test_guessing_is_stopped_and_told_until_when(ewa):
    guess(10, ewa.email, "10.0.0.1")
    response = sign_in(Client(REMOTE_ADDR="10.0.0.1"), ewa)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert "Spróbuj ponownie o" in response.content.decode()


def test_a_lock_is_the_same_for_an_account_that_is_not_there():
    guess(10, "nikt@firma.pl", "10.0.0.1")
    response = Client(REMOTE_ADDR="10.0.0.1").post(
        "/account/login/", {"login": "nikt@firma.pl", "password": "x"}
    )

    assert response.status_code == 429


def test_a_lock_at_one_address_leaves_the_owner_in_from_another(ewa, client):
    guess(12, ewa.email, "10.0.0.1")

    assert sign_in(Client(REMOTE_ADDR="10.0.0.2"), ewa).status_code == 302


def test_a_browser_that_knows_the_account_is_not_locked_by_a_neighbour(ewa):
    own = Client(REMOTE_ADDR="10.0.0.1")
    sign_in(own, ewa)
    own.post("/account/logout/")
    guess(12, ewa.email, "10.0.0.1")

    assert sign_in(own, ewa).status_code == 302


def test_a_known_browser_guesses_no_longer_than_a_stranger(ewa):
    own = Client(REMOTE_ADDR="10.0.0.1")
    sign_in(own, ewa)
    own.post("/account/logout/")
    for _ in range(10):
        sign_in(own, ewa, "zgaduję-zgaduję")

    assert sign_in(own, ewa).status_code == 429


def test_tries_during_a_lock_do_not_prolong_it(ewa, monkeypatch):
    guess(10, ewa.email, "10.0.0.1")
    guess(5, ewa.email, "10.0.0.1")
    pass_time(timedelta(minutes=15, seconds=1))

    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), ewa).status_code == 302


def pass_time(by: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE axes_accessattempt SET attempt_time = attempt_time - %s", [by])


def test_a_new_password_opens_a_locked_door(ewa):
    guess(10, ewa.email, "10.0.0.1")
    set_password(ewa, "fala-o-brzeg-bije-9", by=Actor("person", ewa.pk), at=NINE)

    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), ewa, "fala-o-brzeg-bije-9").status_code == 302


def test_a_whole_ipv6_site_is_one_address(ewa):
    for host in range(10):
        guess(1, ewa.email, f"2001:db8:1:2::{host + 1}")

    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), ewa).status_code == 429


@pytest.mark.parametrize(
    "header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"]
)
def test_a_forged_header_gives_no_new_tries(ewa, header):
    for number in range(10):
        Client(REMOTE_ADDR="10.0.0.1", **{header: f"1.2.3.{number}"}).post(
            "/account/login/", {"login": ewa.email, "password": "zgaduję-zgaduję"}
        )

    assert sign_in(Client(REMOTE_ADDR="10.0.0.1", **{header: "9.9.9.9"}), ewa).status_code == 429


@pytest.mark.parametrize(
    "there",
    [
        "//evil.example",
        "https://evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/\\evil.example",
    ],
)
@pytest.mark.parametrize("how", ["form", "address"])
def test_signing_in_leads_to_no_other_host(ewa, client, there, how):
    data = {"login": ewa.email, "password": PASSWORD}
    response = (
        client.post("/account/login/", {**data, "next": there})
        if how == "form"
        else client.post("/account/login/", data, query_params={"next": there})
    )

    assert "evil" not in response["Location"] and "javascript" not in response["Location"]


def test_signing_in_leads_back_to_the_page_that_asked(ewa, client):
    assert client.get("/account/").url == "/account/login/?next=/account/"
    assert sign_in(client, ewa, next="/account/?x=1").url == "/account/?x=1"


@pytest.mark.parametrize(
    "path", ["/account/signup/", "/account/social/signup/", "/account/3rdparty/signup/", "/account/email/"]
)
def test_there_is_no_way_to_make_an_account_oneself(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@y.pl", "password1": PASSWORD}).status_code == 404


def test_signing_out_takes_a_post_and_the_token_of_the_form(ewa):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ewa)

    assert strict.get("/account/logout/").status_code == 200
    assert strict.post("/account/logout/").status_code == 403
    assert who(strict) == ewa


def test_too_many_forms_from_one_address_are_answered_429(ewa, client):
    answers = {
        client.post("/account/login/", {"login": f"a{n}@firma.pl", "password": "x"}).status_code
        for n in range(70)
    }

    assert 429 in answers
