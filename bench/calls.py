"""A million stored calls: list, search, one call, day figures. python -m bench.calls [--calls 1000000]

The calls are spread over a year of weekdays and the demo's three hotlines, with a ring and a talk each; the kept figures
are reckoned from them by the desk's own job. Also told: reckoning a day of 10,000 calls again.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bench import django, pages
from bench.desk import Desk, running_desk

ROUNDS = 40
BUSY = 10_000  # calls of one day
# A call each 365 days / count seconds, by turns of hotline, shop and technician; times of day are the mornings' and noons'.
CALLS = """
INSERT INTO phone_call (key, exchange_id, hotline_id, network_id, coarse, number, caller, caller_name, offered_at,
  answered_at, ended_at, outcome, reason, ended_by, target, answered_by_id, wait_ms, talk_ms, duty, ending, ending_reason)
SELECT 'bench:' || %(prefix)s || g, h.exchange_id, h.id, h.network_id, false, h.number,
  '+4860' || lpad((g::bigint * 7919 %% 10000000)::text, 7, '0'), '', t.at,
  CASE WHEN g %% 10 < 9 THEN t.at + (3 + g %% 60) * interval '1 second' END,
  t.at + (3 + g %% 60 + CASE WHEN g %% 10 < 9 THEN 200 ELSE 0 END) * interval '1 second',
  CASE WHEN g %% 10 < 9 THEN 'answered' WHEN g %% 10000 = 9 THEN 'rejected' WHEN g %% 20000 = 19 THEN 'callback' ELSE 'abandoned' END,
  CASE WHEN g %% 10000 = 9 THEN CASE WHEN g %% 100000 = 9 THEN 'full' ELSE 'closed' END ELSE '' END, 'caller', '',
  CASE WHEN g %% 10 < 9 THEN p.ids[1 + g %% array_length(p.ids, 1)] END,
  (3 + g %% 60) * 1000, CASE WHEN g %% 10 < 9 THEN 200000 END, 'L1',
  CASE WHEN g %% 10 < 8 THEN CASE WHEN g %% 50000 = 7 THEN 'added' ELSE 'solved' END ELSE '' END, ''
FROM generate_series(1, %(count)s) g
CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM people_person WHERE role = 'technician') p
CROSS JOIN LATERAL (SELECT %(end)s - ((g::float8 / %(count)s) * %(days)s) * interval '1 day' AS at) t
JOIN LATERAL (SELECT * FROM phone_hotline ORDER BY id OFFSET g %% 3 LIMIT 1) h ON true"""
PARTS = """
INSERT INTO phone_ring (call_id, key, agent, person_id, started_at, ringing_at, ended_at, result, ring_ms, rang_ms, missed)
SELECT id, '1', 'x', answered_by_id, offered_at, offered_at, answered_at, 'answered', 12000, wait_ms, false
  FROM phone_call WHERE key LIKE %(keys)s AND answered_by_id IS NOT NULL;
INSERT INTO phone_segment (call_id, agent, person_id, started_at, ended_at)
SELECT id, 'x', answered_by_id, answered_at, ended_at FROM phone_call
  WHERE key LIKE %(keys)s AND answered_by_id IS NOT NULL"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        now = datetime.now(UTC)
        begun = time.perf_counter()
        fill(desk, "year", options.calls, 365, now - timedelta(hours=1))
        print(f"{options.calls} calls written in {time.perf_counter() - begun:.0f} s")
        begun = time.perf_counter()
        print(f"{reckon(now)} days reckoned in {time.perf_counter() - begun:.0f} s")
        with desk.connect() as connection:
            for table in ("phone_call", "phone_ring", "phone_segment", "phone_halfhour", "phone_personday"):
                connection.execute(f"VACUUM (ANALYZE) {table}".encode())
        for name, milliseconds in measure(desk, now).items():
            print(f"{name}: p50 {milliseconds:.1f} ms")
        busy_day(desk, now)


def fill(desk: Desk, prefix: str, count: int, days: float, end: datetime) -> None:
    """Write calls that end at an instant and go back some days."""
    with desk.connect() as connection:
        given = {"prefix": prefix, "count": count, "days": days, "end": end, "keys": f"bench:{prefix}%"}
        connection.execute(CALLS.encode(), given)
        for statement in PARTS.split(";"):
            connection.execute(statement.encode(), given)


def reckon(now: datetime) -> int:
    """Count every day of the past year anew, as the job does."""
    from amberdesk.customers.models import Network
    from amberdesk.phone.actions.figures import reckon_day

    days = [(now - timedelta(days=n)).date() for n in range(367)]
    networks = list(Network.objects.all())
    for network in networks:
        for day in days:
            reckon_day(network, day)
    return len(days) * len(networks)


def measure(desk: Desk, now: datetime) -> dict[str, float]:
    """Return the median milliseconds of the pages and of the reading behind them."""
    client = pages.sign_in(desk)
    with desk.connect() as connection:
        row = connection.execute(b"SELECT id FROM phone_call ORDER BY id DESC LIMIT 1").fetchone()
    today, week = now.date().isoformat(), (now.date() - timedelta(days=6)).isoformat()
    paths = {
        "list": "/watch/calls/",
        "list of a network": "/watch/calls/?network=FAL",
        "search by some digits": "/watch/calls/?number=7919",
        "search by a whole number": "/watch/calls/?number=600007919",
        "abandoned ones": "/watch/calls/?outcome=abandoned",
        "rejected ones (1 in 10,000)": "/watch/calls/?outcome=rejected",
        "rejected for a full queue (1 in 100,000)": "/watch/calls/?outcome=rejected.full",
        "call-backs of a network": "/watch/calls/?outcome=callback&network=FAL",
        "none without an end": "/watch/calls/?outcome=incomplete",
        "added to an order (1 in 50,000)": "/watch/calls/?ending=added",
        "nobody said how it ended": "/watch/calls/?ending=none",
        "search of nobody": "/watch/calls/?number=600000000",
        "a year back": f"/watch/calls/?to={(now.date() - timedelta(days=360)).isoformat()}",
        "one call": f"/watch/calls/{row[0] if row else 0}/",
        "figures of a day": f"/watch/figures/?from={today}&to={today}",
        "figures of a week": f"/watch/figures/?from={week}&to={today}",
    }
    found = {name: median(lambda path=path: page(client, path)) for name, path in paths.items()}
    return found | read(now)


def read(now: datetime) -> dict[str, float]:
    """Return the median milliseconds of reading figures, without the page."""
    from amberdesk.customers.models import Network
    from amberdesk.phone.figure_queries import Asked, report

    networks = tuple(Network.objects.order_by("pk"))
    day, month = (Asked(networks, now.date() - timedelta(days=n), now.date()) for n in (0, 29))
    return {
        "reading a day": median(lambda: report(day)),
        "reading a month": median(lambda: report(month)),
    }


def page(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"


def median(run: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS + 3):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[3:])


def busy_day(desk: Desk, now: datetime) -> None:
    """Print how long it takes to reckon a day of 10,000 calls of one network again."""
    from amberdesk.customers.models import Network
    from amberdesk.phone.actions.figures import reckon_day

    day = datetime(now.year + 1, 1, 15, 20, tzinfo=UTC)
    fill(desk, "busy", 3 * BUSY, 0.5, day)
    network = Network.objects.order_by("pk")[0]
    begun = time.perf_counter()
    reckon_day(network, day.date())
    print(f"reckoning a day of {BUSY} calls again: {time.perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
