"""What another site can do in a reader's browser: nothing (T82)."""

import pytest
from django.test import Client, override_settings

from tests.factories import PASSWORD, make_person
from tests.orders.shop import make_desk

pytestmark = pytest.mark.django_db
EVIL = {"origin": "https://evil.example", "referer": "https://evil.example/", "sec-fetch-site": "cross-site"}


def signed_in(**options: object) -> Client:
    """Sign in as people do, by the form."""
    make_person("administrator", email="adam@jantar.example")
    client = Client(**options)  # type: ignore[arg-type]
    client.post("/account/login/", {"login": "adam@jantar.example", "password": PASSWORD})
    assert "sessionid" in client.cookies
    return client


def test_no_cookie_goes_along_when_another_site_asks() -> None:
    client = signed_in()
    client.get("/office/networks/add/")
    client.post("/language/", {"language": "en"})
    client.post("/theme/", {"theme": "dark"})

    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    assert {
        name: kept["samesite"] for name, kept in client.cookies.items() if kept["samesite"] != "Lax"
    } == {}
    assert client.cookies["sessionid"]["httponly"]


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_behind_https_no_cookie_travels_without_it() -> None:
    make_person("administrator", email="adam@jantar.example")
    client = Client()
    told = {"login": "adam@jantar.example", "password": PASSWORD}
    client.post("/account/login/", told, secure=True)
    client.post("/language/", {"language": "en"}, secure=True)
    client.post("/theme/", {"theme": "dark"}, secure=True)

    assert client.cookies["sessionid"]["secure"]
    assert [name for name, kept in client.cookies.items() if not kept["secure"]] == []


@pytest.mark.parametrize("address", ["/board/", "/api/v1/orders", "/live/stream", "/orders/", "/files/x/"])
def test_no_answer_may_be_read_by_another_site(address: str) -> None:
    client = Client(headers=EVIL)
    client.force_login(make_desk().anna)

    for answer in (client.get(address), client.options(address)):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_a_form_of_another_site_is_refused_though_it_knows_the_token() -> None:
    client = signed_in(enforce_csrf_checks=False)
    client.get("/office/networks/add/")
    strict = Client(enforce_csrf_checks=True, headers=EVIL)
    strict.cookies = client.cookies
    told = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "theme": "dark"}

    assert strict.post("/theme/", told).status_code == 403
