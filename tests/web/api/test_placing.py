"""Placing by the API: once, whole, and never more than the caller may."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from amberdesk.orders.models import Order
from amberdesk.outbox.journal import journal
from tests.factories import make_contact, make_network, make_person, make_site
from tests.orders.shop import Desk, make_desk
from tests.web.api.conftest import ROOT, Api, api_of

BODY = {"network": "FAL", "site": "041", "subject": "Drukarka nie drukuje", "text": "Od rana"}


def test_an_order_is_placed_with_number_address_and_version(desk: Desk, anna: Api) -> None:
    answer = anna.post("/orders", BODY | {"device": desk.device.pk, "impact": "high"})

    assert answer.status_code == 201
    order = answer.json()
    assert answer.headers["Location"].endswith(f"/api/v1/orders/{order['number']}")
    assert answer.headers["ETag"] == '"1"'
    assert (order["channel"], order["state"], order["site"]["code"]) == ("api", "new", "041")
    assert (order["category"]["code"], order["impact"]) == ("fiscal_printer", "high")
    assert Order.objects.get().reference.startswith(f"api:{desk.anna.pk}:")


def test_the_same_key_gives_the_same_order(anna: Api) -> None:
    first = anna.post("/orders", BODY, Idempotency_Key="zlecenie-7")
    again = anna.post("/orders", BODY, Idempotency_Key="zlecenie-7")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert Order.objects.count() == 1


def test_the_same_key_with_other_content_is_a_conflict(anna: Api) -> None:
    first = anna.post("/orders", BODY, Idempotency_Key="zlecenie-7")
    other = anna.post("/orders", BODY | {"text": "Co innego"}, Idempotency_Key="zlecenie-7")

    assert other.status_code == 409
    assert (other.json()["code"], other.json()["number"]) == ("reference_taken", first.json()["number"])


def test_the_same_key_of_another_person_is_another_order(anna: Api, ewa: Api) -> None:
    numbers = {api.post("/orders", BODY, Idempotency_Key="1").json()["number"] for api in (anna, ewa)}

    assert len(numbers) == 2


def test_without_a_key_each_request_is_an_order(anna: Api) -> None:
    assert anna.post("/orders", BODY).json()["number"] != anna.post("/orders", BODY).json()["number"]


def test_a_key_that_cannot_be_kept_is_refused(anna: Api) -> None:
    for key in ("", "a b", "ż", "x" * 129, "a\tb"):
        assert anna.post("/orders", BODY, Idempotency_Key=key).status_code == 422, key
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_key_sent_by_several_at_the_same_time_gives_one_order() -> None:
    anna = api_of(make_desk(template="24/7").anna)
    start, answers = Barrier(6), []

    def send() -> None:
        start.wait()
        answers.append(anna.post("/orders", BODY, Idempotency_Key="raz"))
        connection.close()

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(a.status_code for a in answers) == [200] * 5 + [201]
    assert len({a.json()["number"] for a in answers}) == Order.objects.count() == 1


def test_a_representative_places_for_his_network_without_naming_it(desk: Desk, shop_side: Api) -> None:
    answer = shop_side.post("/orders", {"subject": "Waga nie waży", "site": "041"})

    assert answer.status_code == 201
    assert answer.json()["network"]["code"] == "FAL"
    assert "level" not in answer.json()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"network": "BUR"}, "#/network"),
    ({"network": "XXX"}, "#/network"),
    ({"site": "999"}, "#/site"),
    ({"device": 2**50}, "#/device"),
    ({"contact": 2**50}, "#/contact"),
    ({"category": "nothing"}, "#/category"),
    ({"subject": ""}, "#/subject"),
    ({"subject": "x" * 201}, "#/subject"),
    ({"text": "x" * 100_001}, "#/text"),
    ({"text": "a\0b"}, "#/text"),
    ({"impact": "huge"}, "#/impact"),
    ({"reporter": {"email": "nikt"}}, "#/reporter/email"),
    ({"reporter": {"name": "A\r\nBcc: b@example.pl"}}, "#/reporter/name"),
    ({"reported_at": "2026-03-02T09:00:00"}, "#/reported_at"),
    ({"reported_at": "9999-12-31T23:59:59Z"}, "#/reported_at"),
    ({"attachments": ["0" * 40]}, "#/attachments"),
    ({"attachments": ["../../etc/passwd"]}, "#/attachments/0"),
]


def test_what_does_not_fit_is_said_at_its_field(desk: Desk, anna: Api) -> None:
    make_site(make_network("BUR"))
    for wrong, field in WRONG:
        answer = anna.post("/orders", BODY | wrong)
        assert answer.status_code == 422, (wrong, answer.text)
        assert [e["pointer"] for e in answer.json()["errors"]] == [field]
    assert not Order.objects.exists()


def test_foreign_things_are_refused_like_things_that_are_not(desk: Desk, anna: Api) -> None:
    other = make_desk("BUR", template="24/7")
    contact = make_contact(other.site)

    for wrong in ({"network": "BUR"}, {"device": other.device.pk}, {"contact": contact.pk}):
        assert anna.post("/orders", BODY | wrong).status_code == 422


FOREIGN = (
    *("state", "number", "level", "priority", "assignee", "placed_at", "due_at", "sla_due", "version", "id"),
    *(
        "channel",
        "reference",
        "is_staff",
        "internal",
        "verified_at",
        "tags",
        "network_id",
        "agreement_version",
    ),
)


def test_fields_that_are_not_the_callers_are_refused(anna: Api) -> None:
    for field in FOREIGN:
        answer = anna.post("/orders", BODY | {field: 1})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/{field}")
    assert not Order.objects.exists()


def test_a_known_contact_fills_in_who_reports(desk: Desk, anna: Api) -> None:
    contact = make_contact(desk.site, emails=["maria@fala.example"], phones=["58 620 11 22"])
    order = anna.post("/orders", BODY | {"contact": contact.pk}).json()

    assert order["reporter"] == {
        "name": "Anna Nowak",
        "phone": "+48586201122",
        "email": "maria@fala.example",
    }


def test_clocks_start_when_the_customer_told_us(desk: Desk, anna: Api, shop_side: Api) -> None:
    told = now() - timedelta(hours=2)
    order = anna.post("/orders", BODY | {"reported_at": told.isoformat()}).json()
    clocks = anna.get(f"/orders/{order['number']}/clocks").json()["clocks"]

    assert all(c["used_seconds"] >= 7200 for c in clocks)
    assert (
        anna.post("/orders", BODY | {"reported_at": (now() + timedelta(hours=1)).isoformat()}).status_code
        == 422
    )
    assert shop_side.post("/orders", BODY | {"reported_at": told.isoformat()}).status_code == 422


def test_managers_may_not_place_and_the_attempt_is_kept(desk: Desk) -> None:
    boss = make_person("manager", "Jan Szef", supervises=[desk.network])

    answer = api_of(boss).post("/orders", BODY)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    last = journal(f"person:{boss.pk}").last()
    assert last is not None and (last.kind, last.data["act"]) == ("person.right_refused", "orders.place")


def test_programs_need_no_form_token(anna: Api) -> None:
    headers = {"Authorization": f"Bearer {anna.token}"}
    strict = Client(enforce_csrf_checks=True, headers=headers)
    answer = strict.post(f"{ROOT}/orders", BODY, content_type="application/json")

    assert answer.status_code == 201
    assert not answer.cookies
