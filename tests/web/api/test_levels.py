"""Levels by the API: what the page shows, with the stays behind it."""

import pytest

from amberdesk.customers.codes import Level
from amberdesk.orders import actions
from tests.factories import NINE
from tests.orders.shop import HOUR, Desk, actor
from tests.web.api.conftest import Api

PATH = "/reports/levels?from=2026-03-01&to=2026-03-31"


@pytest.fixture
def number(desk: Desk) -> str:
    order = actions.hand_over(
        desk.in_progress(), to=Level.L2, reason="x", facts=desk.facts(), by=actor(desk.ewa), at=NINE + HOUR
    )
    actions.send_back(order, reason="to kabel", by=actor(desk.tomasz), at=NINE + 3 * HOUR)
    return order.number


def test_levels_returns_and_stays_are_told(anna: Api, desk: Desk, number: str) -> None:
    told = anna.get(PATH + "&network=FAL").json()
    assert (told["from"], told["to"], told["networks"], told["cut"]) == (
        "2026-03-01",
        "2026-03-31",
        ["FAL"],
        False,
    )
    l2 = told["levels"][1]
    assert (l2["level"], l2["stays"], l2["wall_seconds"], l2["covered_seconds"]) == ("L2", 1, 7200, 7200)
    assert (l2["came"], l2["left"]) == ({"handed_over": 1}, {"sent_back": 1})
    assert told["returns"] == {"numerator": 1, "denominator": 1, "share": 1.0}
    assert told["returns_by_category"] == [{"category": desk.category.code, "returns": told["returns"]}]
    assert told["returns_by_mover"] == [{"moved_by_level": "L1", "returns": told["returns"]}]
    assert [(s["number"], s["level"], s["left"]) for s in told["stays"]] == [
        (number, "L1", ""),
        (number, "L2", "sent_back"),
        (number, "L1", "handed_over"),
    ]


def test_the_stays_come_page_by_page_and_by_level(anna: Api, number: str) -> None:
    seen, cursor = [], ""
    while True:
        told = anna.get(f"{PATH}&limit=1{cursor}").json()
        seen += [s["stay"] for s in told["stays"]]
        if not told["next"]:
            break
        cursor = f"&cursor={told['next']}"
    assert seen == [3, 2, 1]
    assert [s["stay"] for s in anna.get(f"{PATH}&level=L2").json()["stays"]] == [2]


def test_representatives_and_technicians_find_nothing(shop_side: Api, ewa: Api, number: str) -> None:
    assert shop_side.get(PATH).status_code == ewa.get(PATH).status_code == 404


@pytest.mark.parametrize("wrong", ["level=L9", "cursor=x", "cursor=1-2", "limit=0", "nic=1", "network="])
def test_what_is_asked_wrongly_is_refused(anna: Api, wrong: str) -> None:
    assert anna.get(f"{PATH}&{wrong}").status_code == 422


def test_a_period_that_ends_before_it_begins_is_refused(anna: Api) -> None:
    assert anna.get("/reports/levels?from=2026-03-02&to=2026-03-01").status_code == 422
