"""What a question and an event cost the database: an exchange asks and tells fifty times a second."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amberdesk.phone.actions.reckon import reckon_calls
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import Exchange, Hotline
from tests.factories import NINE, make_network
from tests.phone.hotlines import at_the_desk, make_exchange, make_line
from tests.phone.test_take_in import CALL, event

pytestmark = pytest.mark.django_db


def told(exchange: Exchange, *events: dict[str, object]) -> int:
    """Return how many statements it takes to take events in."""
    body = json.dumps(events).encode()
    with CaptureQueriesContext(connection) as asked:
        take_in(exchange, body, headers={}, at=NINE)
    return len(asked)


def test_a_question_takes_ten_statements_and_an_event_twenty() -> None:
    line = make_line(make_network(), make_exchange())
    at_the_desk("Ewa", line.network)
    at_the_desk("Jan", line.network)
    line.ask("k0")  # reads the agreement

    with CaptureQueriesContext(connection) as asked:
        (phone,) = line.ask("k1").data["phones"]
    rung = {"agent": phone["agent"], "ring": phone["ring"]}
    number = {"number": line.hotline.number, "from": "600100200"}
    costs = [
        told(line.exchange, event(0, "call.offered", **number), event(1, "attempt.started", **rung)),
        told(line.exchange, event(3, "call.answered", **rung)),
        told(line.exchange, event(60, "call.ended", by="caller")),
    ]

    assert len(asked) <= 10, asked.captured_queries
    assert max(costs) <= 25, costs


def test_events_of_many_calls_told_at_once_take_few_statements_more() -> None:
    exchange = Exchange.objects.create(name="Centrala", code="pbx", kind="api")
    Hotline.objects.create(network=make_network(), number="+48586201100", exchange=exchange)

    def offered(*calls: str) -> list[dict[str, object]]:
        return [event(0, "call.offered", number="+48586201100") | {"id": c, "call": c} for c in calls]

    told(exchange, *offered("z"))  # reads the agreement
    alone = told(exchange, *offered("a"))
    assert told(exchange, *offered(*(f"b{n}" for n in range(20)))) <= alone + 1


def test_a_call_reckoned_again_without_news_is_not_written() -> None:
    exchange = Exchange.objects.create(name="Centrala", code="pbx", kind="api")
    Hotline.objects.create(network=make_network(), number="+48586201100", exchange=exchange)
    told(exchange, *CALL)

    before = places()
    assert reckon_calls(["pbx:k1"], at=NINE) == 1
    assert places() == before != []


def places() -> list[tuple[str, ...]]:
    """Return where the call's rows stand: each that is written stands somewhere else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.ctid, r.ctid, s.ctid FROM phone_call c, phone_ring r, phone_segment s")
        return list(cursor.fetchall())
