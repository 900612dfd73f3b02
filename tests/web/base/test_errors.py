import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.base.urls")


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "pl"})


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("400", "Nie rozumiemy"),
        ("403", "Brak uprawnień"),
        ("404", "Nie znaleziono"),
        ("500", "Coś poszło nie tak"),
    ],
)
def test_an_error_says_what_to_do_and_nothing_of_its_insides(reader: Client, kind: str, title: str) -> None:
    answer = reader.get(f"/fault/{kind}/")  # without a database: a fault of the database is told too

    assert answer.status_code == int(kind)
    assert title in answer.text and 'href="/"' in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_what_is_not_there_and_what_is_not_yours_look_the_same(reader: Client) -> None:
    mark = {"x-request-id": "same-mark-1"}

    assert (
        reader.get("/fault/404/", headers=mark).content == reader.get("/no/such/page", headers=mark).content
    )


def test_a_fragment_gets_no_whole_page(reader: Client) -> None:
    answer = reader.get("/fault/404/", headers={"hx-request": "true"})

    assert "<html" not in answer.text and "Nie znaleziono" in answer.text


def test_a_form_without_its_token_is_told_how_to_go_on() -> None:
    answer = Client(enforce_csrf_checks=True, headers={"accept-language": "pl"}).post(
        "/theme/", {"theme": "dark"}
    )

    assert answer.status_code == 403
    assert "Formularz stracił ważność" in answer.text
