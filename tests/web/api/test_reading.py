"""Reading orders by the API: what it says is what the desk knows, and costs a bounded number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from amberdesk.orders.actions import join, reply
from amberdesk.orders.models import Message
from tests.factories import make_shift
from tests.orders.shop import LINK, Desk, actor
from tests.web.api.conftest import Api


def test_an_order_tells_everything_to_staff(desk: Desk, ewa: Api, place: Any) -> None:
    number = place(device=desk.device.pk, reporter={"name": "Maria", "email": "maria@fala.example"})["number"]
    order = ewa.get(f"/orders/{number}").json()

    assert order["reporter"]["name"] == "Maria"
    assert (order["device"]["label"], order["level"], order["assignee"]) == ("Kasa 2", "L1", None)
    assert {"start"} & set(order["acts"]) == set() and "note" in order["acts"]
    assert order["url"].endswith(f"/api/v1/orders/{number}")


@pytest.mark.parametrize("typed", ["lower", "spaces"])
def test_a_number_is_read_however_it_is_typed(anna: Api, place: Any, typed: str) -> None:
    number = place()["number"]
    text = number.lower() if typed == "lower" else number.replace("-", "%20-")

    assert anna.get(f"/orders/{text}").json()["number"] == number


def test_messages_come_with_files_and_notes_to_staff(desk: Desk, ewa: Api, anna: Api, place: Any) -> None:
    number = place()["number"]
    anna.act(number, "assign", level="L1", technician=desk.ewa.pk)
    ewa.act(number, "reply", text="Patrzę")
    ewa.act(number, "note", text="Tylko dla nas")

    messages = anna.get(f"/orders/{number}/messages").json()["messages"]
    assert [(m["text"], m["public"], m["author"]) for m in messages] == [
        ("Nic", True, "Anna Mazur"),
        ("Patrzę", True, "Ewa Lis"),
        ("Tylko dla nas", False, "Ewa Lis"),
    ]


def test_a_representative_reads_what_is_public_by_now(desk: Desk, shop_side: Api, place: Any) -> None:
    from amberdesk.orders.models import Order

    number = place()["number"]
    order = Order.objects.get(number=number)
    said = reply(order, text="Już jadę", by=actor(desk.anna), at=now())

    texts = [m["text"] for m in shop_side.get(f"/orders/{number}/messages").json()["messages"]]
    kinds = [e["kind"] for e in shop_side.get(f"/orders/{number}/journal").json()["entries"]]
    assert (texts, kinds) == (["Nic"], ["order.placed"])
    Message.objects.filter(pk=said.pk).update(visible_at=now() - timedelta(seconds=1))
    texts = [m["text"] for m in shop_side.get(f"/orders/{number}/messages").json()["messages"]]
    assert texts == ["Nic", "Już jadę"]


def test_the_journal_goes_back_page_by_page(anna: Api, place: Any) -> None:
    number = place()["number"]
    for n in range(6):
        anna.act(number, "note", text=f"notatka {n}")
    newest = anna.get(f"/orders/{number}/journal?limit=4").json()
    before = anna.get(f"/orders/{number}/journal?limit=4&before={newest['earlier']}").json()

    assert [e["kind"] for e in before["entries"]] == ["order.placed", "order.noted", "order.noted"]
    assert before["earlier"] is None
    ids = [e["id"] for e in before["entries"] + newest["entries"]]
    assert ids == sorted(set(ids)) and len(ids) == 7


def test_the_journal_speaks_the_language_of_the_request_and_keeps_codes(anna: Api, place: Any) -> None:
    number = place()["number"]
    anna.act(number, "assign", level="L2")
    entry = anna.get(f"/orders/{number}/journal").json()["entries"][-1]

    assert (entry["kind"], entry["who"], entry["data"]["level"]) == ("order.assigned", "Anna Mazur", "L2")
    assert entry["what"]


def test_clocks_explain_themselves_to_the_second(anna: Api, place: Any) -> None:
    number = place()["number"]
    answer = anna.get(f"/orders/{number}/clocks").json()

    assert {c["target"] for c in answer["clocks"]} == {"response", "solution"}
    for clock in answer["clocks"]:
        counted = sum(s["seconds"] for s in clock["explanation"] if s["counted"])
        assert counted == pytest.approx(clock["used_seconds"])
        assert clock["limit_seconds"] - clock["used_seconds"] == pytest.approx(clock["left_seconds"])
    past = (now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [c["state"] for c in anna.get(f"/orders/{number}/clocks?at={past}").json()["clocks"]] == [
        "not_started"
    ] * 2


def test_a_pause_says_why_and_since_when(desk: Desk, anna: Api, place: Any) -> None:
    number = place()["number"]
    anna.act(number, "assign", level="L1", technician=desk.ewa.pk)
    anna.act(number, "wait", reason="customer", question="Jaki numer seryjny?")

    clocks = {c["target"]: c for c in anna.get(f"/orders/{number}/clocks").json()["clocks"]}
    assert (clocks["solution"]["state"], clocks["solution"]["pause"]["reason"]) == ("paused", "customer")
    assert (clocks["response"]["state"], clocks["response"]["pause"]) == ("met", None)


@pytest.mark.parametrize(
    ("path", "most"),
    [("", 14), ("/messages", 8), ("/journal", 18), ("/clocks", 12)],
)
def test_an_order_is_read_in_a_bounded_number_of_statements(
    desk: Desk, anna: Api, place: Any, path: str, most: int, django_assert_max_num_queries: Any
) -> None:
    from amberdesk.orders.models import Order

    number = place(device=desk.device.pk)["number"]
    for n in range(5):
        anna.act(number, "note", text=f"{n}")
        order = Order.objects.get(number=number)
        join(order, name=f"Ola {n}", by=LINK, at=now())
    with django_assert_max_num_queries(most):
        assert anna.get(f"/orders/{number}{path}").status_code == 200


def test_networks_sites_and_what_stands_there_are_told(desk: Desk, anna: Api) -> None:
    assert [n["code"] for n in anna.get("/networks").json()["networks"]] == ["FAL"]
    assert anna.get("/networks/FAL").json()["name"] == "Fala Market"
    assert [s["code"] for s in anna.get("/networks/FAL/sites?q=gdynia").json()["sites"]] == ["041"]
    assert anna.get("/networks/FAL/sites?q=krak").json() == {"sites": [], "next": None}
    assert anna.get("/networks/FAL/sites/041").json()["city"] == "Gdynia"
    devices = anna.get("/networks/FAL/sites/041/devices").json()["devices"]
    assert [(d["id"], d["kind"]) for d in devices] == [(desk.device.pk, "fiscal_printer")]
    names = [p["name"] for p in anna.get("/networks/FAL/technicians?level=L2").json()["people"]]
    assert names == ["Tomasz Kos"]
    printer = next(c for c in anna.get("/categories").json()["categories"] if c["code"] == "fiscal_printer")
    assert printer["facts"] and printer["name"]


def test_duty_says_who_answers_and_until_when(desk: Desk, anna: Api, shop_side: Api) -> None:
    make_shift(desk.ewa, "L1", now() - timedelta(hours=1), 8)
    noon = "2026-03-02T11:00:00Z"
    told = anna.get(f"/duty?network=FAL&channel=hotline&at={noon}").json()

    assert (told["open"], told["level"]) == (True, "L1") and told["until"] and told["says"]
    outside = shop_side.get(f"/duty?network=FAL&at={noon}").json()
    assert outside["open"] is True and "level" not in outside and "technicians" not in outside
    assert anna.get("/duty?network=FAL").json()["level"] in ("L1", "L2")
    assert anna.get("/duty?network=FAL&at=2010-01-01T00:00:00Z").status_code == 409
    assert anna.get("/duty").status_code == 422
