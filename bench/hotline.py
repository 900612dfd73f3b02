"""The hotline: how soon an exchange has its answer, how soon a ring is known to open pages, a day reckoned again.

python -m bench.hotline [--rate 50] [--seconds 20] [--calls 10000]
"""

import argparse
import json
import select
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from bench import django
from bench.desk import Desk, running_desk
from bench.http import Connection

NETWORKS, TECHNICIANS = 10, 30
TALK = 0.3  # seconds: so many calls a second leave each technician no longer
CLIENTS = 16
HAPPENINGS = ("call.offered", "attempt.started", "attempt.ringing", "call.answered", "call.ended")


@dataclass
class Exchange:
    """The measuring exchange: its numbers, and its secret."""

    port: int
    secret: str
    numbers: list[str]

    def post(self, wire: Connection, path: str, body: Any) -> tuple[float, Any]:
        """Return how long an answer took, in seconds, and what it was."""
        text = json.dumps(body).encode()
        head = (
            f"POST /api/v1/hotline/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.secret}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        )
        start = time.perf_counter()
        status, _, answer = wire.send(head.encode() + text)
        if status != 200:
            raise AssertionError(f"{status}: {answer[:300]!r}")
        return time.perf_counter() - start, json.loads(answer)


def build(desk: Desk) -> Exchange:
    """Return an exchange with ten hotlines, served by thirty technicians who work for all of them."""
    from amberdesk.customers.actions.agreements import new_version
    from amberdesk.customers.actions.networks import add_network
    from amberdesk.customers.hours import Cover
    from amberdesk.customers.models import Agreement
    from amberdesk.outbox.actor import MACHINE
    from amberdesk.people.actions.add_person import add_person
    from amberdesk.phone.models import Exchange as Row
    from amberdesk.phone.models import Hotline
    from amberdesk.phone.signing import secret_of
    from amberdesk.rosters.actions.presence import set_presence
    from amberdesk.rosters.actions.shifts import plan_shift
    from amberdesk.rosters.actions.teams import add_team

    at = datetime.now(UTC)
    by: dict[str, Any] = {"by": MACHINE, "at": at}
    row = Row.objects.create(name="Bench", code="bench", kind="api", key_id="a")
    always = [Cover("any", "L1", tuple(range(7)), 0, 1440, on_holidays=True)]
    networks, numbers = [], []
    for i in range(NETWORKS):
        network = add_network(
            code=f"Q{chr(65 + i)}X",
            name=f"Bench {i}",
            valid_from=date(2020, 1, 1),
            template="8-16",
            phone="",
            **by,
        )
        new_version(
            Agreement.objects.get(network=network), valid_from=date(2020, 1, 2), coverage=always, **by
        )
        number = f"+4858700{i:04}"
        Hotline.objects.create(network=network, exchange=row, number=number, wrap_up_seconds=0, places=1000)
        networks.append(network)
        numbers.append(number)
    people = [
        add_person(
            role="technician", email=f"q{i}@bench.example", name=f"Technik {i}", phone=f"+4850000{i:04}", **by
        )
        for i in range(TECHNICIANS)
    ]
    add_team(name="Bench", level="L1", networks=networks, members=people, **by)
    for person in people:
        plan_shift(
            person, level="L1", starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=8), **by
        )
        set_presence(person, status="available", **by)
    return Exchange(desk.port, secret_of(row), numbers)


def event(call: str, n: int, **said: Any) -> dict[str, Any]:
    return {"id": f"{call}.{n}", "call": call, "seq": n, "type": HAPPENINGS[n], "at": time.time(), **said}


def one_call(exchange: Exchange, number: int, took: list[float], rang: list[str]) -> None:
    """Ask for a call; where a phone is to ring, let it be picked up, and hang up a little later."""
    wire, call = Connection(exchange.port), f"b{time.time_ns()}-{number}"
    question = {"call": call, "number": exchange.numbers[number % NETWORKS], "from": f"+4860{number:07}"}
    seconds, answer = exchange.post(wire, "route", question | {"handle": call})
    took.append(seconds)
    offered = event(call, 0, **{"number": question["number"], "from": question["from"]})
    if answer["do"] != "ring":
        exchange.post(wire, "events", [offered, event(call, 4, by="caller")])
        return
    rang.append(call)
    phone = {name: answer["phones"][0][name] for name in ("agent", "ring")}
    ringing = [
        event(call, 1, ring_ms=answer["ring_ms"], **phone),
        event(call, 2, **phone),
        event(call, 3, **phone),
    ]
    exchange.post(wire, "events", [offered, *ringing])
    time.sleep(TALK)
    exchange.post(wire, "events", [event(call, 4, by="caller")])


def route(exchange: Exchange, rate: int, seconds: int) -> dict[str, float]:
    """Return how long questions took, asked at a steady rate whatever the answers cost."""
    took: list[float] = []
    rang: list[str] = []
    with ThreadPoolExecutor(4 * CLIENTS) as pool:
        start = time.perf_counter()
        waiting = []
        for number in range(rate * seconds):
            time.sleep(max(0.0, start + number / rate - time.perf_counter()))
            waiting.append(pool.submit(one_call, exchange, number, took, rang))
        for one in waiting:
            one.result()
    return {"questions": len(took), "rang": len(rang), **spread(took)}


def pop(exchange: Exchange, desk: Desk, rounds: int = 200) -> dict[str, float]:
    """Return how long it takes from an exchange's word that a phone rings to the topic that opens the technician's page."""
    heard: dict[str, float] = {}
    stop = threading.Event()

    def listen() -> None:
        with psycopg.connect(desk.dsn, autocommit=True) as connection:
            connection.execute("LISTEN live")
            while not stop.is_set():
                if select.select([connection.fileno()], [], [], 0.2)[0]:
                    for told in connection.notifies(timeout=0):
                        for topic in told.payload.split():
                            if topic.startswith("phone:"):
                                heard[topic] = time.perf_counter()

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(0.5)
    wire, took = Connection(exchange.port), []
    for number in range(rounds):
        call = f"p{time.time_ns()}"
        _, answer = exchange.post(
            wire, "route", {"call": call, "number": exchange.numbers[number % NETWORKS]}
        )
        phone = {name: answer["phones"][0][name] for name in ("agent", "ring")}
        topic = f"phone:{answer['phones'][0]['person']}"
        heard.pop(topic, None)
        start = time.perf_counter()
        exchange.post(
            wire,
            "events",
            [event(call, 0, number=exchange.numbers[0]), event(call, 1, **phone), event(call, 2, **phone)],
        )
        while topic not in heard and time.perf_counter() - start < 5:
            time.sleep(0.0005)
        took.append(heard[topic] - start)
        exchange.post(wire, "events", [event(call, 4, by="caller")])
    stop.set()
    listener.join()
    return spread(took)


def again(calls: int) -> dict[str, float]:
    """Return how long it takes to reckon a day of calls again."""
    from amberdesk.phone.actions.reckon import reckon_calls
    from amberdesk.phone.models import Exchange as Row
    from amberdesk.phone.models import Told

    row, at = Row.objects.get(code="bench"), datetime.now(UTC)
    Told.objects.bulk_create(list(_day(row, calls, at)), batch_size=5000)
    keys = [f"bench:d{i}" for i in range(calls)]
    first = time.perf_counter()
    reckon_calls(keys, at=at)
    second = time.perf_counter()
    reckon_calls(keys, at=at)
    return {"calls": calls, "first_s": second - first, "again_s": time.perf_counter() - second}


def _day(row: Any, calls: int, at: datetime) -> Iterator[Any]:
    from amberdesk.phone.models import Told

    midnight = at - timedelta(days=1)
    for i in range(calls):
        since = midnight + timedelta(seconds=i * 86_400 / calls)
        for n, what in enumerate(HAPPENINGS):
            data = {"number": f"+4858700{i % NETWORKS:04}", "caller": f"+4860{i:07}"} if n == 0 else {}
            data |= {"ring": "1", "agent": "t1"} if n in (1, 2, 3) else {}
            yield Told(
                exchange=row,
                source_id=f"d{i}.{n}",
                call_key=f"bench:d{i}",
                what=what,
                at=since + timedelta(seconds=n * 3),
                received_at=at,
                data=data,
            )


def spread(seconds: list[float]) -> dict[str, float]:
    found = sorted(seconds)
    return {
        f"p{share}_ms": found[min(len(found) - 1, len(found) * share // 100)] * 1000 for share in (50, 95, 99)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--calls", type=int, default=10_000)
    options = parser.parse_args()
    with running_desk("--no-demo") as desk:
        django.use(desk)
        exchange = build(desk)
        route(exchange, options.rate, 3)  # warms caches and plans
        for name, figures in (
            ("route", route(exchange, options.rate, options.seconds)),
            ("pop", pop(exchange, desk)),
            ("again", again(options.calls)),
        ):
            print(name, " ".join(f"{key}={value:.1f}" for key, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
