"""Clocks of every kind by the API, and a workaround."""

from django.utils.timezone import now

from tests.factories import make_person
from tests.orders.shop import Desk
from tests.orders.targets import promise
from tests.web.api.conftest import api_of


def clocks(api, number):
    found = api.get(f"/orders/{number}/clocks").json()["clocks"]
    return {clock["target"]: clock for clock in found}


def test_a_workaround_stops_the_time_to_restore_until_it_fails(desk: Desk) -> None:
    promise(desk)
    number, ewa = desk.in_progress(at=now()).number, api_of(desk.ewa)
    ewa.act(number, "restore", text="Kasa 1 działa")
    assert clocks(ewa, number)["restore"]["state"] == "met"
    ewa.act(number, "restore", text="x", status=409)
    ewa.act(number, "relapse", reason="padła")
    assert clocks(ewa, number)["restore"]["state"] != "met"
    ewa.act(number, "relapse", reason="x", status=409)


def test_a_representative_reads_what_was_promised_and_nothing_of_the_levels(desk: Desk) -> None:
    promise(desk)
    number = desk.in_progress(at=now()).number
    api_of(desk.ewa).act(number, "reply", text="Jedziemy")
    theirs = clocks(api_of(make_person("representative", represents=desk.network)), number)
    assert set(theirs) == {"response", "restore", "solution", "update"}
    assert (theirs["update"]["kept"], theirs["update"]["missed"]) == (1, 0)
    assert "level_L1" in clocks(api_of(desk.ewa), number)
