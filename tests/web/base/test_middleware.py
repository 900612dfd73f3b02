import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from amberdesk.web.base.middleware import Marked

pytestmark = pytest.mark.urls("tests.web.base.urls")


def test_every_page_forbids_what_it_does_not_need() -> None:
    headers = Client().get("/fault/404/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "private, no-cache"


def test_a_page_keeps_its_own_cache_header() -> None:
    answer = Marked(lambda request: HttpResponse(headers={"Cache-Control": "no-store"}))(
        RequestFactory().get("/")
    )

    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("given", ["", "x", "a b c d e f g h", "line\nbreak-1234", "x" * 65])
def test_a_mark_that_could_spoil_the_log_is_replaced(given: str) -> None:
    answer = Marked(lambda request: HttpResponse())(
        RequestFactory().get("/", headers={"x-request-id": given})
    )

    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


def test_lines_logged_in_a_request_bear_its_mark() -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(structlog.contextvars.get_contextvars())
        return HttpResponse()

    Marked(view)(RequestFactory().get("/", headers={"x-request-id": "proxy-12345678"}))

    assert seen == [{"request": "proxy-12345678"}]
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.parametrize(("browser", "spoken"), [("uk", "pl"), ("de", "pl"), ("en", "en"), ("pl,en", "pl")])
def test_the_desk_speaks_only_its_own_languages(browser: str, spoken: str) -> None:
    answer = Client(headers={"accept-language": browser}).get("/fault/404/")

    assert f'<html lang="{spoken}"' in answer.text


@pytest.mark.parametrize("address", ["/fault/404/?q=a%00b", "/fault/404/?a%00=1", "/%00/", "/static/%00.css"])
def test_an_address_with_a_zero_byte_is_refused_in_words(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code in (400, 404)
    assert "<h1>" in answer.text
