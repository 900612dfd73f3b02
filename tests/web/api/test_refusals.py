"""Refusals are problem documents in words (RFC 9457): what was wrong, where, and in the reader's language."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.actions.revoke_token import revoke_token
from amberdesk.people.models import ApiToken
from amberdesk.web.api import keys, refusals
from tests.house.sources import PACKAGE
from tests.orders.shop import Desk
from tests.web.api.conftest import ROOT, Api

ELSEWHERE = {"erase", "reply_template", "saved_list", "saved_lists"}  # what the API does not do
MEDIA_TYPE = "application/problem+json"


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of an answer."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, MEDIA_TYPE), answer.text
    document: dict[str, Any] = json.loads(answer.content)
    assert document["status"] == status and document["code"] == code, document
    assert document["type"].startswith("urn:amberdesk:problem:") and document["title"] and document["detail"]
    return document


@pytest.mark.parametrize(
    "token", ["", "amb_x", "amb_" + "a" * 43, "amb_\N{LATIN SMALL LETTER L WITH STROKE}"]
)
def test_without_a_key_nothing_opens(desk: Desk, token: str) -> None:
    answer = Api(None, token).get("/orders")

    told(answer, 401, "token_unknown" if token else "token_missing")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing_here(desk: Desk) -> None:
    browser = Client()
    browser.force_login(desk.anna)

    assert browser.get(ROOT + "/orders").status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "Token", "amb"])
def test_only_bearer_tokens_are_keys(desk: Desk, anna: Api, scheme: str) -> None:
    answer = Client().get(ROOT + "/orders", headers={"Authorization": f"{scheme} {anna.token}"})

    assert answer.status_code == 401


def test_a_dead_key_is_dead_at_once(desk: Desk, anna: Api, ewa: Api) -> None:
    revoke_token(desk.anna, ApiToken.objects.get(person=desk.anna).pk, by=MACHINE, at=now())
    deactivate(desk.ewa, by=MACHINE, at=now())

    assert anna.get("/orders").status_code == 401
    assert ewa.get("/orders").status_code == 401


def test_an_address_that_is_not_there_says_so(anna: Api, place: Any) -> None:
    number = place()["number"]

    told(anna.get("/nothing"), 404, "not_found")
    told(anna.post(f"/orders/{number}/explode"), 404, "no_such_act")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_wrong_method_says_what_is_right(anna: Api, place: Any, method: str) -> None:
    number = place()["number"]
    answer = anna.call(method, f"/orders/{number}")

    told(answer, 405, "method")
    assert answer.headers["Allow"] == "GET"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_state_is_never_changed_by_get(anna: Api, place: Any) -> None:
    number = place()["number"]

    for act in ("close", "start", "cancel"):
        told(anna.get(f"/orders/{number}/{act}"), 405, "method")
    assert anna.get(f"/orders/{number}").json()["state"] == "new"


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"nul", b'{"subject": NaN}', b"\xff\xfe", b"[" * 100_000, b'{"a": 1' + b"0" * 5000 + b"}"],
)
def test_a_body_that_is_no_json_is_a_bad_request(anna: Api, body: bytes) -> None:
    answer = anna.call("POST", "/orders", body)

    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize("body", [[], "text", 7, None, [{}]])
def test_a_body_that_is_no_object_is_told_as_such(anna: Api, body: Any) -> None:
    told(anna.call("POST", "/orders", json.dumps(body).encode()), 422, "invalid")


def test_a_body_of_another_kind_is_not_read(anna: Api) -> None:
    for kind in (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        headers = {"Authorization": f"Bearer {anna.token}"}
        answer = Client().generic("POST", ROOT + "/orders", b"{}", content_type=kind, headers=headers)
        told(answer, 415, "not_json")


def test_a_body_that_is_too_large_is_not_read(anna: Api) -> None:
    body = {"network": "FAL", "subject": "x", "text": "x" * 3_000_000}

    told(anna.post("/orders", body), 413, "body_too_large")


def test_a_sentence_comes_in_the_language_of_the_request(desk: Desk, anna: Api) -> None:
    polish = told(anna.get("/orders/FAL-26-999999-9", Accept_Language="pl"), 404, "no_such_order")
    other = anna.get("/orders/FAL-26-999999-9", Accept_Language="uk")

    assert polish["detail"] == "Nie ma zgłoszenia o takim numerze."
    assert other.headers["Content-Language"] == "pl"
    english = anna.get("/orders/FAL-26-999999-9", Accept_Language="en-GB,en;q=0.8")
    assert english.headers["Content-Language"] == "en"


def test_a_stale_version_says_what_has_changed(desk: Desk, anna: Api, tomasz: Api, place: Any) -> None:
    order = place()
    tomasz.act(order["number"], "set-priority", priority="P1", reason="stoi cały sklep")

    body = {"level": "L2", "version": order["version"]}
    document = told(anna.post(f"/orders/{order['number']}/assign", body), 412, "stale")
    assert (document["expected"], document["version"]) == (1, 2)
    assert [(c["kind"], c["who"]) for c in document["changed"]] == [("order.priority_set", "Tomasz Kos")]


def test_the_version_may_stand_in_the_header(anna: Api, place: Any) -> None:
    order = place()
    path = f"/orders/{order['number']}/assign"

    told(anna.post(path, {"level": "L2"}, If_Match='"7"'), 412, "stale")
    told(anna.post(path, {"level": "L2"}, If_Match="seven"), 422, "version_unreadable")
    told(anna.post(path, {"level": "L2", "version": 1}, If_Match='"2"'), 422, "versions_differ")
    answer = anna.post(path, {"level": "L2"}, If_Match='"1"')
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert anna.post(path, {"level": "L1"}, If_Match="*").status_code == 200
    told(anna.post(f"/orders/{order['number']}/note", {"text": "x"}, If_Match='"1"'), 412, "stale")


def test_a_reply_is_never_stale_by_itself(anna: Api, place: Any) -> None:
    number = place()["number"]
    anna.act(number, "assign", level="L1")

    assert anna.post(f"/orders/{number}/reply", {"text": "Patrzymy"}).status_code == 200


def test_what_the_state_does_not_allow_is_a_conflict(anna: Api, place: Any) -> None:
    number = place()["number"]

    for act, body in (("start", {}), ("close", {}), ("reopen", {"reason": "x"}), ("resume", {})):
        told(anna.post(f"/orders/{number}/{act}", body), 409, "state")


def test_what_an_act_misses_is_said_at_its_field(desk: Desk, anna: Api, place: Any) -> None:
    number = place(device=desk.device.pk)["number"]
    anna.act(number, "assign", level="L1", technician=desk.ewa.pk)
    later = (now() - timedelta(hours=1)).isoformat()
    cases: list[tuple[str, dict[str, Any], int, str]] = [
        ("hand-over", {"to": "L2", "reason": " "}, 422, "#/reason"),
        ("hand-over", {"to": "L2", "reason": "x", "facts": {}}, 422, "#/facts"),
        ("wait", {"reason": "appointment"}, 422, "#/until"),
        ("wait", {"reason": "part", "until": later}, 422, "#/until"),
        ("resolve", {"text": "x", "code": " ", "minutes": 1}, 422, "#/code"),
        ("resolve", {"text": " ", "code": "restart", "minutes": 1}, 422, "#/text"),
        ("resolve", {"text": "x", "code": "restart", "minutes": -1}, 422, "#/minutes"),
        ("reply", {}, 422, "#/text"),
        ("cancel", {"reason": ""}, 422, "#/reason"),
        ("tag", {"add": ["a,b"]}, 422, "#/add"),
        ("reference", {"whose": "", "number": "1"}, 422, "#/number"),
        ("reference", {"whose": "x", "number": "1", "link": "javascript:alert(1)"}, 422, "#/link"),
        (
            "verify",
            {"kind": "failure", "impact": "low", "urgency": "low", "scope": "payable"},
            422,
            "#/scope_accepted_by",
        ),
        ("assign", {"level": "L1", "technician": desk.anna.pk}, 422, "#/technician"),
        ("assign", {"level": "L1", "technician": 2**50}, 422, "#/technician"),
        ("assign", {"level": "L9"}, 422, "#/level"),
        ("assign", {}, 422, "#/level"),
        ("correct", {"site": "999", "reason": "x"}, 422, "#/site"),
        ("move", {"message": 2**50, "to": number}, 422, "#/message"),
        ("assign", {"level": "L1", "version": True}, 422, "#/version"),
        ("assign", {"level": "L1", "technician": str(desk.ewa.pk)}, 422, "#/technician"),
        ("contact", {"way": "call", "reached": "yes", "text": "x"}, 422, "#/reached"),
        ("wait", {"reason": "part", "until": 4772438400}, 422, "#/until"),
    ]
    for act, body, status, field in cases:
        answer = anna.post(f"/orders/{number}/{act}", body)
        assert answer.status_code == status, (act, body, answer.text)
        assert answer.json()["errors"][0]["pointer"] == field, (act, answer.text)
    for act, body, code in (
        ("hand-over", {"to": "L1", "reason": "x"}, "same_level"),
        ("send-back", {"reason": "x"}, "came_from_nowhere"),
        ("wait", {"reason": "customer"}, "question_missing"),
        ("merge", {"into": number}, "merge_itself"),
        ("link", {"other": number}, "link_itself"),
        ("correct", {"reason": "x"}, "nothing_changed"),
    ):
        told(anna.post(f"/orders/{number}/{act}", body), 409, code)


def test_no_refusal_of_an_act_comes_without_a_status() -> None:
    placed = refusals.CONFLICTS | refusals.TOO_LARGE | set(refusals.FIELDS)
    raised: set[str] = set()
    for file in (PACKAGE / "orders" / "actions").glob("*.py"):
        if file.stem not in ELSEWHERE:
            raised |= set(re.findall(r'(?:Refused|Conflict)\(\s*"(\w+)"', file.read_text()))

    assert len(raised) > 30
    assert raised - placed == set()


def test_who_raises_himself_is_refused_and_the_attempt_is_kept(desk: Desk, ewa: Api, place: Any) -> None:
    number = place()["number"]

    told(ewa.post(f"/orders/{number}/assign", {"level": "L3", "technician": desk.ewa.pk}), 403, "forbidden")
    last = journal(f"person:{desk.ewa.pk}").last()
    assert last is not None and (last.kind, last.data["act"]) == ("person.right_refused", "orders.assign")
    assert (last.actor_kind, last.actor_id) == ("person", desk.ewa.pk)


def test_who_asks_too_often_is_told_when_to_come_again(anna: Api, ewa: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(keys, "PER_MINUTE", 3)
    answers = [anna.get("/networks") for _ in range(5)]

    assert [a.status_code for a in answers].count(200) in (3, 4)  # a minute may have turned
    document = told(answers[-1], 429, "rate")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].headers["Retry-After"] in document["detail"]
    assert ewa.get("/networks").status_code == 200


def test_our_own_faults_tell_nothing_of_the_inside(anna: Api, monkeypatch: Any) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("amberdesk.web.api.customers.networks_of", fail)
    document = told(anna.get("/networks"), 500, "failed")
    assert "secret" not in json.dumps(document) and document["instance"].startswith("urn:amberdesk:request:")
