import pytest
from django.test import Client

from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_a_chosen_language_is_kept_with_the_person_and_in_the_browser() -> None:
    anna = make_person()
    browser = Client()
    browser.force_login(anna)

    answer = browser.post("/language/", {"language": "en", "next": "/account/"})

    anna.refresh_from_db()
    assert anna.language == "en"
    assert answer.headers["Location"] == "/account/"
    assert browser.cookies["django_language"].value == "en"


def test_a_stranger_may_choose_a_language_too() -> None:
    browser = Client(headers={"accept-language": "pl"})

    browser.post("/language/", {"language": "en", "next": "/account/login/"})

    assert '<html lang="en"' in browser.get("/account/login/").text


def test_an_unknown_language_changes_nothing() -> None:
    browser = Client()

    assert browser.post("/language/", {"language": "xx"}).status_code == 302
    assert "django_language" not in browser.cookies


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_can_be_given_up(choice: str) -> None:
    anna = make_person()
    browser = Client()
    browser.force_login(anna)

    browser.post("/theme/", {"theme": choice})
    anna.refresh_from_db()
    assert (anna.theme, browser.cookies["theme"].value) == (choice, choice)

    browser.post("/theme/", {"theme": ""})
    anna.refresh_from_db()
    assert (anna.theme, browser.cookies["theme"].value) == ("", "")


@pytest.mark.parametrize(
    "there",
    [
        "//evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_another_host(there: str) -> None:
    assert Client().post("/theme/", {"theme": "dark", "next": there}).headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/language/", "/theme/"])
def test_a_choice_is_never_made_by_a_link(address: str) -> None:
    assert Client().get(address).status_code == 405


def test_the_styleguide_is_for_those_who_build() -> None:
    assert Client().get("/styleguide/").status_code == 404
