"""Log lines are JSON, one fact each, and hold no secret (T52)."""

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from amberdesk.customers.links import make_key
from amberdesk.start.logs import logging_settings

ENVIRON = {
    "AMBERDESK_SECRET_KEY": "a-secret-key-of-more-than-thirty-two-characters",
    "DATABASE_URL": "postgresql://desk:db%2Fgeheim@db.example/desk",
    "AMBERDESK_SMTP_URL": "smtp://desk:mail-geheim@mail.example:587",
    "AMBERDESK_OIDC_CLIENT_SECRET": 'oidc-"geheim"',
}
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture(params=["json", "plain"])
def said(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """What the handlers write, in both forms."""
    stream = io.StringIO()
    told = logging_settings(
        ENVIRON | ({"AMBERDESK_LOG": "plain"} if request.param == "plain" else {}), "kept-key-in-a-file"
    )
    formatter = told["formatters"]["facts"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter["()"](**{k: v for k, v in formatter.items() if k != "()"}))
    logger = logging.getLogger("amberdesk")
    logger.addHandler(handler)
    request_logger = logging.getLogger("django.request")
    request_logger.addHandler(handler)
    yield stream.getvalue
    logger.removeHandler(handler)
    request_logger.removeHandler(handler)


def test_a_setting_that_is_secret_is_blanked_wherever_it_comes_up(said: Callable[[], str]):
    log = logging.getLogger("amberdesk.mail")
    for secret in ("db/geheim", "db%2Fgeheim", "mail-geheim", 'oidc-"geheim"', "kept-key-in-a-file"):
        log.error("refused: %s", secret)
        log.error("refused", extra={"answer": f"login {secret}"})
        try:
            raise ValueError(f"535 {secret} is wrong")
        except ValueError:
            log.exception("mail")
    assert "geheim" not in said() and "kept-key" not in said()
    assert said().count("***") >= 15


def test_a_password_in_an_address_is_blanked_though_nobody_set_it(said: Callable[[], str]):
    logging.getLogger("amberdesk").error("cannot connect to postgresql://other:pw-of-other@db:5432/x")
    assert "pw-of-other" not in said() and "postgresql://other:***@db:5432/x" in said()


def test_a_fault_on_a_page_names_whose_link_it_was_but_not_the_proof(said: Callable[[], str]):
    key = make_key("p", 12, 1)
    for path in (
        f"/o/{key}/",
        "/account/join/very-secret-1/",
        "/account/password/reset/1a/cx9-very-secret-2/",
        f"/o/{key}/?m={'0af3' * 8}",
    ):
        request = RequestFactory().get(path)
        log_response("fault: %s", request.get_full_path(), response=HttpResponse(status=500), request=request)
    assert key not in said() and "very-secret" not in said() and "0af3" not in said()
    assert "p12-1-a-***" in said()


def test_each_line_is_a_fact_in_json(capfd: pytest.CaptureFixture[str]):
    told = logging_settings(ENVIRON)
    stream = io.StringIO()
    formatter = told["formatters"]["facts"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter["()"](**{k: v for k, v in formatter.items() if k != "()"}))
    log = logging.getLogger("amberdesk.x")
    log.addHandler(handler)
    log.error("two\nlines", extra={"orders": 3})
    log.removeHandler(handler)
    [line] = stream.getvalue().splitlines()
    fact = json.loads(line)
    assert (fact["event"], fact["level"], fact["logger"], fact["orders"]) == (
        "two\nlines",
        "error",
        "amberdesk.x",
        3,
    )


def test_a_token_in_a_request_is_in_no_log(said: Callable[[], str], db: None):
    Client(raise_request_exception=False).get(
        "/api/v1/orders", headers={"Authorization": "Bearer super-secret-token"}
    )
    logging.getLogger("amberdesk").warning("sent Authorization: Bearer super-secret-token")
    assert "super-secret" not in said()
