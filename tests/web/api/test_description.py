"""The API describes itself, and keeps to it under fire."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from amberdesk.web.api import keys
from amberdesk.web.api.acts import ACTS
from amberdesk.web.api.description import described
from tests.orders.shop import Desk
from tests.web.api.conftest import Api

PROBLEM = "application/problem+json"


def test_the_description_is_open_to_all_and_needs_no_other_host() -> None:
    answer = Client().get("/api/v1/openapi.json")

    assert answer.status_code == 200 and answer.json()["openapi"].startswith("3.1")
    assert answer.json()["paths"].keys() == described()["paths"].keys()
    assert Client().get("/api/v1/docs").status_code == 404


def test_every_operation_says_what_it_does_and_how_it_refuses() -> None:
    for path, methods in described()["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            assert operation["responses"]["4XX"]["content"][PROBLEM], path
            key = "ExchangeKey" if path.startswith("/api/v1/hotline/") else "Key"
            assert operation["security"] == [{key: []}], path


def test_every_act_of_the_orders_room_has_its_address() -> None:
    from amberdesk.orders.states import LIFE

    names = {work.__name__ for work, _ in ACTS}
    assert set(LIFE) - names == {"refer"}  # its address is /reference
    assert {"reference", "undo", "take_back"} <= names


def test_references_in_the_description_lead_somewhere() -> None:
    schema = described()
    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}

    assert set(refs(schema)) <= known and len(known) > 30


def refs(node: Any) -> Any:
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from refs(each)


@contextmanager
def connection_kept() -> Iterator[None]:
    """Let requests go through the WSGI handler inside the test's transaction; Django's test client connects again."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.long
def test_nothing_that_fits_or_breaks_the_description_breaks_the_service(
    desk: Desk, anna: Api, place: Any, monkeypatch: Any
) -> None:
    """Generated requests, right and wrong: no 500, no undescribed status, type or shape of an answer."""
    monkeypatch.setattr(keys, "PER_MINUTE", 10**9)
    number = place(device=desk.device.pk)["number"]
    anna.act(number, "assign", level="L1", technician=desk.ewa.pk)
    wanted = [
        checks.not_a_server_error,
        openapi_checks.status_code_conformance,
        openapi_checks.content_type_conformance,
        openapi_checks.response_schema_conformance,
        openapi_checks.negative_data_rejection,
        openapi_checks.ignored_auth,
    ]
    headers = {"Authorization": f"Bearer {anna.token}"}
    known = {"number": number, "network": "FAL", "site": "041"}
    tried = 0
    with connection_kept():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:

        @hypothesis.given(
            case=operation.as_strategy(generation_mode=MODES[0])
            | operation.as_strategy(generation_mode=MODES[1])
        )
        @hypothesis.settings(
            max_examples=25, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
        )
        def attack(case: Any) -> None:
            nonlocal tried
            tried += 1
            if tried % 3 and case.path_parameters:
                case.path_parameters = dict(case.path_parameters) | {
                    k: v for k, v in known.items() if k in case.path_parameters
                }
            response = case.call(headers=headers)
            case.validate_response(response, checks=wanted, headers=headers)

        with connection_kept():
            attack()
    assert tried > 500


MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
