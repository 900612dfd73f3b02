"""Every act of an order can be done by the API."""

from typing import Any

from tests.orders.shop import Desk
from tests.web.api.conftest import Api

VERIFIED = {"kind": "failure", "impact": "high", "urgency": "high", "scope": "agreement"}


def test_an_order_goes_its_whole_way(desk: Desk, anna: Api, ewa: Api, tomasz: Api, place: Any) -> None:
    order = place(device=desk.device.pk)
    number = order["number"]
    assert (order["state"], order["category"]["code"]) == ("new", "fiscal_printer")

    assert anna.act(number, "verify", **VERIFIED)["order"]["priority"] == "P1"
    assert (
        anna.act(number, "set-priority", priority="P2", reason="stoi zapasowa")["order"]["priority"] == "P2"
    )
    assigned = anna.act(number, "assign", level="L1", technician=desk.ewa.pk)
    assert assigned["order"]["assignee"]["name"] == "Ewa Lis"
    assert ewa.act(number, "start")["order"]["state"] == "in_progress"
    assert ewa.act(number, "reply", text="Już patrzę", question=True)["message"]["public"] is True
    assert (
        ewa.act(number, "note", text="Chyba głowica", mentions=[desk.tomasz.pk])["message"]["public"] is False
    )
    assert (
        ewa.act(number, "contact", way="call", reached=True, text="Potwierdza")["message"]["purpose"]
        == "contact"
    )
    assert ewa.act(number, "wait", reason="customer")["order"]["wait_reason"] == "customer"
    assert ewa.act(number, "resume")["order"]["state"] == "in_progress"
    handed = ewa.act(number, "hand-over", to="L2", reason="Trzeba części", facts=desk.facts())
    assert (handed["order"]["level"], handed["order"]["came_from"]) == ("L2", ["L1"])
    assert tomasz.act(number, "send-back", reason="Spróbuj jeszcze")["order"]["level"] == "L1"
    ewa.act(number, "start")
    resolved = ewa.act(number, "resolve", text="Wymieniona rolka", code="consumable", minutes=12)
    assert (resolved["order"]["state"], resolved["order"]["minutes_worked"]) == ("resolved", 12)
    assert ewa.act(number, "reopen", reason="Znowu stoi")["order"]["state"] == "in_progress"
    ewa.act(number, "resolve", text="Teraz dobrze", code="settings", minutes=3)
    assert anna.act(number, "close")["order"]["state"] == "closed"


def test_an_order_is_kept_tidy(desk: Desk, anna: Api, place: Any) -> None:
    number, other = place()["number"], place(subject="To samo")["number"]

    assert anna.act(number, "tag", add=["VIP", "Pilne"])["order"]["tags"] == ["vip", "pilne"]
    assert anna.act(number, "tag", remove=["vip"])["order"]["tags"] == ["pilne"]
    linked = anna.act(number, "link", other=other)["order"]
    assert linked["related"] == [{"number": other, "how": "related"}]
    assert anna.act(number, "link", other=other, gone=True)["order"]["related"] == []
    kept = anna.act(number, "reference", whose="Posnet", number="RMA 7", link="https://posnet.example/7")[
        "order"
    ]
    assert kept["references"][0]["number"] == "RMA 7"
    assert (
        anna.act(number, "reference", whose="Posnet", number="RMA 7", gone=True)["order"]["references"] == []
    )


def test_orders_are_merged_cancelled_and_corrected(desk: Desk, anna: Api, place: Any) -> None:
    first, second, third = (place(subject=f"Zgłoszenie {n}")["number"] for n in range(3))

    merged = anna.act(second, "merge", into=first, reason="to samo")["order"]
    assert (merged["state"], merged["merged_into"]) == ("merged", first)
    assert anna.act(third, "cancel", reason="pomyłka")["order"]["state"] == "cancelled"
    corrected = anna.act(first, "correct", device=desk.device.pk, reason="to kasa 2")["order"]
    assert (corrected["device"]["id"], corrected["site"]["code"]) == (desk.device.pk, "041")
    assert anna.act(first, "correct", site=None, reason="nie wiadomo")["order"]["device"] is None


def test_an_answer_can_be_taken_back_and_a_message_moved(desk: Desk, ewa: Api, anna: Api, place: Any) -> None:
    number, other = place()["number"], place()["number"]
    for each in (number, other):
        anna.act(each, "assign", level="L1", technician=desk.ewa.pk)
    said = ewa.act(number, "reply", text="Nie ten sklep")["message"]["id"]

    ewa.act(number, "take-back", message=said)
    written = anna.act(number, "receive", text="Klient dzwonił: stoi też waga")["message"]["id"]
    anna.act(number, "move", message=written, to=other)

    assert [m["text"] for m in ewa.get(f"/orders/{number}/messages").json()["messages"]] == ["Nic"]
    texts = [m["text"] for m in ewa.get(f"/orders/{other}/messages").json()["messages"]]
    assert texts == ["Nic", "Klient dzwonił: stoi też waga"]


def test_the_last_steering_act_can_be_undone(desk: Desk, anna: Api, place: Any) -> None:
    number = place()["number"]
    done = anna.act(number, "assign", level="L2")

    assert anna.act(number, "undo", event=done["event"])["order"]["state"] == "new"


def test_an_act_is_told_as_coming_from_the_api(anna: Api, place: Any) -> None:
    number = place()["number"]
    anna.act(number, "note", text="x")

    entries = anna.get(f"/orders/{number}/journal").json()["entries"]
    assert [(e["kind"], e["origin"]) for e in entries] == [("order.placed", "api"), ("order.noted", "api")]


def test_followers_are_told_to_staff_and_can_be_removed(
    ewa: Api, anna: Api, shop_side: Api, place: Any
) -> None:
    number = place(reporter={"name": "Ola", "email": "ola@fala.example"})["number"]
    follower = anna.get(f"/orders/{number}").json()["followers"][0]
    assert follower["email"] == "ola@fala.example"
    assert "followers" not in shop_side.get(f"/orders/{number}").json()

    assert shop_side.act(number, "unfollow", status=403, follower=follower["id"])
    done = anna.act(number, "unfollow", follower=follower["id"])

    assert done["order"]["followers"] == []
    assert anna.act(number, "unfollow", status=422, follower=follower["id"])
