"""Figures by the API: what the page shows, with the orders behind them."""

import pytest

from amberdesk.customers.codes import Level
from amberdesk.customers.models import SiteGroup
from amberdesk.orders import actions
from tests.factories import NINE
from tests.orders.shop import HOUR, Desk, actor
from tests.web.api.conftest import Api

PATH = "/reports/solved-at-l1"
MARCH = "?from=2026-03-01&to=2026-03-31"


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Two orders that L1 solved and one that went to L2, the last solved first."""
    found = []
    for hours, level, who in ((1, Level.L1, desk.ewa), (2, Level.L1, desk.ewa), (3, Level.L2, desk.tomasz)):
        order = desk.in_progress(level=level)
        actions.resolve(order, text="ok", code="x", minutes=5, by=actor(who), at=NINE + hours * HOUR)
        found.insert(0, order.number)
    return found


def test_the_share_comes_with_numerator_denominator_and_orders(anna: Api, numbers: list[str]) -> None:
    told = anna.get(PATH + MARCH + "&network=FAL").json()
    assert told["total"]["solved_at_l1"] == {"numerator": 2, "denominator": 3, "share": pytest.approx(2 / 3)}
    assert (told["from"], told["to"], told["networks"], told["goal"]) == (
        "2026-03-01",
        "2026-03-31",
        ["FAL"],
        0.6,
    )
    assert [m["month"] for m in told["by_month_resolved"]] == ["2026-03-01"]
    assert [o["number"] for o in told["orders"]] == numbers and told["next"] is None


def test_the_orders_come_page_by_page_and_by_outcome(anna: Api, numbers: list[str]) -> None:
    seen, cursor = [], ""
    while True:
        told = anna.get(f"{PATH}{MARCH}&limit=2{cursor}").json()
        seen += [o["number"] for o in told["orders"]]
        if not told["next"]:
            break
        cursor = f"&cursor={told['next']}"
    assert seen == numbers
    only = anna.get(f"{PATH}{MARCH}&outcome=escalated").json()["orders"]
    assert [o["number"] for o in only] == numbers[:1]


def test_a_representative_reads_them_and_a_technician_finds_nothing(
    shop_side: Api, ewa: Api, numbers: list[str]
) -> None:
    assert shop_side.get(PATH + MARCH).json()["total"]["l1"] == 2
    assert ewa.get(PATH + MARCH).status_code == 404


def test_a_group_narrows_them(anna: Api, desk: Desk, numbers: list[str]) -> None:
    SiteGroup.objects.create(network=desk.network, name="Pomorze")
    assert anna.get(f"{PATH}{MARCH}&network=FAL&group=pomorze").json()["total"]["l1"] == 0
    assert anna.get(f"{PATH}{MARCH}&network=FAL&group=Nic").status_code == 404
    assert anna.get(f"{PATH}{MARCH}&group=pomorze").status_code == 422


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?from=2026-03-01",
        "?from=x&to=y",
        "?from=2026-03-02&to=2026-03-01",
        "?from=0001-01-01&to=9999-12-31",
    ]
    + [
        f"{MARCH}&{wrong}"
        for wrong in ("cursor=x", "cursor=1-2%00", "limit=0", "outcome=L9", "nic=1", "network=")
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(anna: Api, asked: str) -> None:
    answer = anna.get(PATH + asked)
    assert answer.status_code == 422 and answer.json()["errors"][0]["detail"]


def test_a_strangers_network_is_as_one_that_is_not_there(anna: Api) -> None:
    assert anna.get(f"{PATH}{MARCH}&network=BUR").status_code == 404
