"""How often what was promised was kept, and that each word to the customer is a promise of its own."""

from datetime import date, datetime

import pytest
from django.test import Client

from amberdesk.orders import actions
from amberdesk.orders.actions.watch import check_due_clocks
from amberdesk.reports.promises import Tally, promises
from amberdesk.reports.solved import Asked
from tests.factories import NINE, make_person
from tests.orders.shop import DAY, HOUR, Desk, actor, make_desk
from tests.orders.targets import promise

MONDAY = date(2026, 3, 2)


@pytest.fixture
def desk(db: None) -> Desk:
    return promise(make_desk())


def told(desk: Desk, day: date = MONDAY, at: datetime = NINE + 6 * HOUR) -> dict[str, Tally]:
    found = promises(Asked.of([desk.network], day, day), at)
    assert not found.cut
    return {target: tally for target, by in found.by_target.items() for tally in [by.get("P1")] if tally}


def test_each_promise_of_a_word_counts_and_every_other_target_once(desk: Desk) -> None:
    order = desk.in_progress()
    ewa = actor(desk.ewa)
    actions.reply(order, text="Jedziemy", by=ewa, at=NINE + HOUR / 2)  # kept
    actions.reply(order, text="Jesteśmy", by=ewa, at=NINE + HOUR)  # kept
    actions.reply(order, text="Przepraszamy", by=ewa, at=NINE + 4 * HOUR)  # an hour late
    actions.restore(
        order, text="Kasa 1 działa", by=ewa, at=NINE + 5 * HOUR
    )  # kept, and an hour late for restoring
    check_due_clocks(NINE + 5 * HOUR)
    assert told(desk) == {
        "response": Tally(kept=1),
        "restore": Tally(missed=1),
        "solution": Tally(open=1),
        "update": Tally(kept=3, missed=1, open=1),
        "level_L1": Tally(missed=1),
    }
    assert told(desk)["update"].share == 0.75 and told(desk)["solution"].share is None


def test_what_was_cancelled_or_reported_on_another_day_is_in_no_figure(desk: Desk) -> None:
    actions.cancel(desk.in_progress(), reason="x", by=actor(desk.anna), at=NINE)
    desk.in_progress(at=NINE + DAY)
    assert told(desk) == {}
    assert told(desk, date(2026, 3, 3), NINE + DAY)["update"] == Tally(open=1)


def test_the_page_shows_levels_to_us_alone(desk: Desk, client: Client) -> None:
    desk.in_progress()
    where = f"/reports/promises/?from={MONDAY}&to={MONDAY}"
    manager = make_person("manager", supervises=[desk.network])
    for person, sees in ((manager, True), (make_person("representative", represents=desk.network), False)):
        client.force_login(person)
        page = client.get(where).content.decode()
        assert "Przywrócenie działania" in page
        assert ("Czas w L1" in page) is sees
    client.force_login(desk.ewa)
    assert client.get(where).status_code == 404
