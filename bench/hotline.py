"""The hotline: how soon an exchange has its answer, how soon a ring is known to open pages, a day reckoned again.

python -m bench.hotline [--rate 50] [--seconds 20] [--calls 10000] [--alone]
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
from queue import SimpleQueue
from typing import Any

import psycopg

from bench import django
from bench.desk import Desk, cpu_seconds, running_desk
from bench.http import Connection

NETWORKS, TECHNICIANS = 10, 30
TALK = 0.3  # seconds: so many calls a second leave each technician no longer
CLIENTS = 16
BATCH, PAUSE = 50, 0.02  # events of a message, and seconds between two of them
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


class Teller:
    """What the exchange tells, as the switch of the tests does it: one sender, oldest first, up to 50 events a message.

    A message is kept until the desk has taken it. `alone`: each call tells by itself instead, as a dial plan may.
    """

    def __init__(self, exchange: Exchange, *, alone: bool) -> None:
        self.exchange, self.alone = exchange, alone
        self.messages = 0
        self.lags: list[float] = []
        self._told: SimpleQueue[tuple[float, dict[str, Any]] | None] = SimpleQueue()
        self._sender = threading.Thread(target=self._send)
        self._sender.start()

    def tell(self, wire: Connection, *events: dict[str, Any]) -> None:
        """Tell of a call; `wire` is the call's own connection."""
        if self.alone:
            self.exchange.post(wire, "events", list(events))
            self.messages += 1
        for each in () if self.alone else events:
            self._told.put((time.perf_counter(), each))

    def end(self) -> None:
        """Send what is left."""
        self._told.put(None)
        self._sender.join()

    def _send(self) -> None:
        wire = Connection(self.exchange.port)
        while (first := self._told.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not self._told.empty():
                if (one := self._told.get()) is None:
                    self._told.put(None)
                    break
                batch.append(one)
            self.exchange.post(wire, "events", [one for _, one in batch])
            self.messages += 1
            self.lags += [time.perf_counter() - since for since, _ in batch]
            time.sleep(PAUSE)


def one_call(exchange: Exchange, teller: Teller, number: int, took: list[float], rang: list[str]) -> None:
    """Ask for a call; where a phone is to ring, let it be picked up, and hang up a little later."""
    wire, call = kept_line(exchange), f"b{time.time_ns()}-{number}"
    question = {"call": call, "number": exchange.numbers[number % NETWORKS], "from": f"+4860{number:07}"}
    seconds, answer = exchange.post(wire, "route", question | {"handle": call})
    took.append(seconds)
    offered = event(call, 0, **{"number": question["number"], "from": question["from"]})
    if answer["do"] != "ring":
        teller.tell(wire, offered, event(call, 4, by="caller"))
        return
    rang.append(call)
    phone = {name: answer["phones"][0][name] for name in ("agent", "ring")}
    ringing = [
        event(call, 1, ring_ms=answer["ring_ms"], **phone),
        event(call, 2, **phone),
        event(call, 3, **phone),
    ]
    teller.tell(wire, offered, *ringing)
    time.sleep(TALK)
    teller.tell(wire, event(call, 4, by="caller"))


def kept_line(exchange: Exchange) -> Connection:
    """Return this thread's own connection: exchanges keep theirs."""
    if not hasattr(_kept, "line"):
        _kept.line = Connection(exchange.port)
    line: Connection = _kept.line
    return line


_kept = threading.local()


def route(
    exchange: Exchange, desk: Desk, rate: int, seconds: int, *, alone: bool = False
) -> dict[str, float]:
    """Return how long questions took, asked at a steady rate whatever the answers cost."""
    took: list[float] = []
    rang: list[str] = []
    teller = Teller(exchange, alone=alone)
    web = desk.pid_of("granian")
    with ThreadPoolExecutor(4 * CLIENTS) as pool:
        start, before = time.perf_counter(), _used(desk, web)
        waiting = []
        for number in range(rate * seconds):
            time.sleep(max(0.0, start + number / rate - time.perf_counter()))
            waiting.append(pool.submit(one_call, exchange, teller, number, took, rang))
        for one in waiting:
            one.result()
    teller.end()
    lasted = time.perf_counter() - start
    cost = {name: 1000 * (now - before[name]) / len(took) for name, now in _used(desk, web).items()}
    lag = {f"told_{name}": value for name, value in spread(teller.lags or [0.0]).items()}
    counts = {"questions": len(took), "rang": len(rang), "messages": teller.messages, "lasted_s": lasted}
    return {**counts, **spread(took), **lag, **cost}


def _used(desk: Desk, web: list[int]) -> dict[str, float]:
    """Return the processor time in seconds of the web server, and of all else that the desk runs."""
    mine = cpu_seconds(web)
    return {"web_ms_a_call": mine, "rest_ms_a_call": cpu_seconds(desk.pids()) - mine}


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
    parser.add_argument("--alone", action="store_true", help="each call tells by itself")
    options = parser.parse_args()
    with running_desk("--no-demo") as desk:
        django.use(desk)
        exchange = build(desk)
        route(exchange, desk, options.rate, 3)  # warms caches and plans
        for name, figures in (
            ("route", route(exchange, desk, options.rate, options.seconds, alone=options.alone)),
            ("pop", pop(exchange, desk)),
            ("again", again(options.calls)),
        ):
            print(name, " ".join(f"{key}={value:.1f}" for key, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
