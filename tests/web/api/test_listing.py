"""Lists by the API: allowed filters and sortings only, pages by cursor, bounded statements (T75, T78)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import now

from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.web.api.listing import INTERNAL, Filters
from tests.factories import make_network, make_person, make_site
from tests.orders.shop import Desk, make_desk
from tests.web.api.conftest import Api, api_of


def index() -> None:
    at = now() + timedelta(days=1)
    while fan_out(at) + run_lane("index", at):
        pass


def numbers(api: Api, **query: Any) -> list[str]:
    answer = api.get(f"/orders?{urlencode(query, doseq=True)}")
    assert answer.status_code == 200, answer.text
    return [o["number"] for o in answer.json()["orders"]]


def test_a_list_goes_on_page_by_page_without_gap_or_repetition(anna: Api, place: Any) -> None:
    placed = [place(subject=f"{n}")["number"] for n in range(7)]
    seen, cursor = [], ""
    for _ in range(4):
        page = anna.get(f"/orders?limit=3{f'&cursor={cursor}' if cursor else ''}").json()
        seen += [o["number"] for o in page["orders"]]
        cursor = page["next"]
        if not cursor:
            break

    assert seen == placed[::-1] and cursor is None
    assert numbers(anna, sort="old") == placed


def test_filters_narrow_and_several_values_are_alternatives(desk: Desk, anna: Api, place: Any) -> None:
    make_site(desk.network, "042")
    first, second, third = (place(site=s)["number"] for s in ("041", "042", "041"))
    anna.act(second, "assign", level="L2", technician=desk.tomasz.pk)
    anna.act(third, "cancel", reason="pomyłka")
    anna.act(first, "tag", add=["vip"])
    anna.act(first, "reference", whose="Posnet", number="RMA 7")

    for query, found in [
        ({"state": "open"}, [second, first]),
        ({"state": ["cancelled", "assigned"]}, [third, second]),
        ({"network": "FAL", "site": "042"}, [second]),
        ({"site": ["041", "042"]}, [third, second, first]),
        ({"level": "L2"}, [second]),
        ({"assignee": desk.tomasz.pk}, [second]),
        ({"tag": "vip"}, [first]),
        ({"reference": "RMA 7"}, [first]),
        ({"category": "nothing"}, []),
        ({"network": "BUR"}, []),
        ({"kind": "question"}, []),
        ({"reported_to": "2026-01-01T00:00:00Z"}, []),
        ({"reported_from": "2026-01-01T00:00:00Z", "limit": 1}, [third]),
        ({"overdue": "true"}, []),
    ]:
        assert numbers(anna, **query) == found, query


def test_words_are_searched_within_what_the_caller_may_see(
    desk: Desk, anna: Api, shop_side: Api, place: Any
) -> None:
    printer = place(subject="Drukarka gaśnie", text="Drukarka gaśnie po minucie")["number"]
    scale = place(subject="Waga nie liczy")["number"]
    anna.act(printer, "note", text="To chyba bezpiecznik")
    anna.act(scale, "reference", whose="Posnet", number="RMA-778")
    stranger = api_of(make_person("representative", "Jan Obcy", represents=make_network("ZAT")))
    index()

    assert numbers(anna, q="drukarkę") == numbers(shop_side, q="drukarek") == [printer]
    assert numbers(anna, q="bezpiecznika") == [printer]
    assert numbers(shop_side, q="bezpiecznika") == numbers(stranger, q="drukarka") == []
    assert numbers(anna, q="ma-778") == [scale]
    assert numbers(shop_side, q="ma-778") == numbers(anna, q="?!") == []
    assert numbers(anna, q="drukarka", state="closed") == []


def test_an_order_is_found_by_its_number_before_anything_else_knows_it(anna: Api, place: Any) -> None:
    number = place()["number"]
    place()

    assert numbers(anna, q=number) == numbers(anna, q=number[-8:]) == [number]


def test_what_is_found_goes_on_page_by_page(anna: Api, place: Any) -> None:
    placed = [place(subject=f"Waga {n}")["number"] for n in range(5)]
    place(subject="Router")
    index()

    for sort, expected in (("new", placed[::-1]), ("old", placed)):
        seen, cursor = [], ""
        while cursor is not None:
            asked = {"q": "wagi", "limit": 2, "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = anna.get(f"/orders?{urlencode(asked)}").json()
            seen += [o["number"] for o in page["orders"]]
            cursor = page["next"]
        assert seen == expected


def test_a_question_of_too_many_words_is_refused_in_words(anna: Api) -> None:
    answer = anna.get(f"/orders?{urlencode({'q': 'a ' * 13})}")

    assert answer.status_code == 422
    assert "12" in answer.json()["errors"][0]["detail"] and answer.json()["errors"][0]["parameter"] == "q"


def test_mine_are_the_callers(desk: Desk, ewa: Api, anna: Api, place: Any) -> None:
    number = place()["number"]
    place()
    anna.act(number, "assign", level="L1", technician=desk.ewa.pk)

    assert numbers(ewa, assignee="me") == [number]


def test_what_has_changed_since_is_found(anna: Api, place: Any, monkeypatch: Any) -> None:
    old = place()["number"]
    since = now().isoformat()
    new = place()["number"]

    assert numbers(anna, updated_since=since) == [new]
    anna.act(old, "note", text="x")
    assert set(numbers(anna, updated_since=since)) == {old, new}
    monkeypatch.setattr(
        "amberdesk.orders.changes.MOST", 1
    )  # too much to look through: by the orders themselves
    assert set(numbers(anna, updated_since=since)) == {old, new}
    assert numbers(anna, updated_since=(now() + timedelta(minutes=1)).isoformat()) == []


NOT_ALLOWED = [
    *(
        "order_by=customer__password",
        "sort=assignee__password",
        "sort=-id",
        "sort=due_at%3BDROP",
        "include=messages",
    ),
    *(
        "network_id=1",
        "site__network__code=BUR",
        "state=secret",
        "state__in=new",
        "offset=1000000",
        "page=2",
    ),
    *(
        "limit=0",
        "limit=101",
        "limit=1e9",
        "limit=x",
        "assignee=all",
        "assignee=-1",
        "assignee=99999999999999999999",
    ),
    *(
        "updated_since=yesterday",
        "updated_since=2026-03-02",
        "reported_from=2026-03-02T09%3A00%3A00",
        "cursor=x",
    ),
    *(
        "cursor=%00",
        "cursor=99999999999999999999999",
        "tag=%00",
        "network=%00",
        "category=a%00b",
        "reference=%0A",
    ),
    *("priority=P9", "level=L1%27%20OR%201%3D1", "overdue=maybe", "cursor=1_2_3_4"),
]


def test_what_is_not_allowed_is_refused_by_name(anna: Api) -> None:
    for query in NOT_ALLOWED:
        answer = anna.get(f"/orders?{query}")
        assert answer.status_code == 422, (query, answer.text)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"][0]["parameter"] == query.split("=")[0], query


def test_a_parameter_that_no_address_knows_is_refused_everywhere(desk: Desk, anna: Api, place: Any) -> None:
    from tests.web.api.test_access import operations

    number = place()["number"]
    for method, path in operations():
        if method != "GET" or "{id}" in path:
            continue
        where = path.format(number=number, network="FAL", site="041", call="1")
        days = "from=2026-03-01&to=2026-03-31&" if path.startswith("/reports/") else ""
        needed = "network=FAL&" if path == "/duty" else days
        answer = anna.get(f"{where}?{needed}expand=all")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "expand"), path


def test_representatives_cannot_filter_by_what_they_cannot_see(shop_side: Api, place: Any) -> None:
    number = place()["number"]

    for name in INTERNAL:
        value = {"assignee": "1", "unread": "true", "level": "L1"}.get(name, "x")
        assert shop_side.get(f"/orders?{name}={value}").status_code == 422
    assert set(INTERNAL) < set(Filters.model_fields)
    assert numbers(shop_side, state="open") == [number]


def test_a_site_code_needs_its_network_when_there_are_several(desk: Desk, anna: Api) -> None:
    from amberdesk.customers.actions.supervision import supervise
    from amberdesk.outbox.actor import MACHINE

    other = make_desk("BUR", "24/7")
    supervise(other.network, person=desk.anna, by=MACHINE, at=now())

    assert anna.get("/orders?site=041").status_code == 422
    assert anna.get("/orders?site=041&network=BUR").status_code == 200


def test_a_list_costs_the_same_statements_however_long(
    desk: Desk, anna: Api, place: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        place(device=desk.device.pk, subject=f"{n}")
    for query in ("", "?state=open&sort=due", "?network=FAL&site=041&assignee=me&category=fiscal_printer"):
        with django_assert_max_num_queries(14):
            assert anna.get(f"/orders{query}").status_code == 200


def test_a_list_that_takes_too_long_is_given_up_in_words(anna: Api, place: Any, monkeypatch: Any) -> None:
    from django.db import connection

    from amberdesk.web.api import listing

    def slow(*_: Any, **__: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(listing, "LONGEST_MS", 100)
    monkeypatch.setattr(listing, "order_page", slow)
    answer = anna.get("/orders")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_heavy")
