"""Intake: form POST to committed order, against pgbench with the very statements of placing, in the same run.

python -m bench.intake [--sizes 1000,20000] [--orders 2000]
"""

import argparse
import os
import re
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any

from bench.desk import Desk, cpu_seconds, running_desk, server_binary
from bench.http import Connection, form, get, token_of
from bench.loader import load
from bench.shops import Shop, shops_of

CLIENTS = 8


def requests_for(desk: Desk, shops: list[Shop], count: int) -> "SimpleQueue[bytes]":
    """Fetch a page for every report, as browsers do, and prepare the POST of its form."""
    ready: SimpleQueue[bytes] = SimpleQueue()
    todo: SimpleQueue[int] = SimpleQueue()
    for i in range(count):
        todo.put(i)

    def fetch() -> None:
        connection = Connection(desk.port)
        while True:
            try:
                i = todo.get_nowait()
            except Empty:
                return
            shop = shops[i % len(shops)]
            status, _, page = connection.send(get(shop.path))
            assert status == 200, status
            ready.put(form(shop.path, _fields(shop, i, token_of(page))))

    _in_threads(fetch)
    return ready


def _fields(shop: Shop, i: int, token: str) -> list[tuple[str, str]]:
    return [
        ("token", token), ("what", f"d{shop.device}"), ("text", f"Drukarka nie drukuje paragonów, próba {i}"),
        ("selling", "partly"), ("name", "Maria Kowalska"), ("phone", f"58{i:07}"), ("website", ""),
        ("email", f"sklep{i}@bench.example"),
    ]  # fmt: skip


def _in_threads(work: Any) -> None:
    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def post_all(desk: Desk, ready: "SimpleQueue[bytes]") -> tuple[int, float, list[float]]:
    """Post everything from 8 clients; return how many were accepted, seconds, and each one's latency."""
    accepted: list[float] = []

    def post() -> None:
        connection = Connection(desk.port)
        while True:
            try:
                request = ready.get_nowait()
            except Empty:
                return
            start = time.perf_counter()
            status, _, body = connection.send(request)
            if status != 303:
                raise AssertionError(f"{status}: {body[:300]!r}")
            accepted.append(time.perf_counter() - start)

    start = time.perf_counter()
    _in_threads(post)
    return len(accepted), time.perf_counter() - start, accepted


def placing_statements(desk: Desk) -> list[str]:
    """Return the statements that placing an order executes, as the database receives them."""
    from django.db import connection, transaction
    from psycopg import ClientCursor

    from amberdesk.customers.models import Device, Network
    from amberdesk.orders.actions import place_order
    from amberdesk.orders.intake import Channel, Intake
    from amberdesk.outbox.actor import Actor

    seen: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(ClientCursor(context["connection"].connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    device = Device.objects.select_related("site__network").order_by("pk").first()
    assert device is not None
    network: Network = device.site.network
    at = datetime.now(UTC)
    intake = Intake(
        channel=Channel.FORM, reference="form:BENCH-REFERENCE", reported_at=at, network=network, site=device.site,
        device=device, subject="Drukarka nie drukuje paragonów", text="Drukarka nie drukuje paragonów, próba",
        reporter_name="Maria Kowalska", reporter_phone="+48581234567", reporter_email="sklep@bench.example",
    )  # fmt: skip
    with transaction.atomic():
        place_order(intake, by=Actor("link"), at=at)  # warms the caches of promises
        transaction.set_rollback(True)
    with connection.execute_wrapper(keep), transaction.atomic():
        seen.clear()
        number = place_order(intake, by=Actor("link"), at=at).order.number
        transaction.set_rollback(True)
    sequence = f"order_number_{network.pk}"
    return [
        s.replace("'form:BENCH-REFERENCE'", f"'pgbench:' || nextval('{sequence}')").replace(
            f"'{number}'", f"'PGB-' || nextval('{sequence}')"
        )
        for s in seen
        if not re.match(r"(SAVEPOINT|RELEASE)", s)
    ]


def pgbench(desk: Desk, statements: list[str], seconds: int) -> float:
    """Return how many transactions a second pgbench does with the statements from 8 clients."""
    script = "".join(
        s.replace("\n", " ") + ";\n" for s in statements
    )  # as the desk sends them: each commits itself
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as file:
        file.write(script)
    command = [
        server_binary("pgbench"),
        "-n",
        "-c",
        str(CLIENTS),
        "-j",
        "2",
        "-T",
        str(seconds),
        "-f",
        file.name,
        desk.dsn,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    os.unlink(file.name)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if not found:
        raise SystemExit(done.stdout + done.stderr)
    return float(found[1])


def measure(desk: Desk, orders: int, seconds: int = 8) -> dict[str, float]:
    """Return the figures at the desk's present size."""
    shops = shops_of(desk)
    ready = requests_for(desk, shops, orders + 200)
    warm: SimpleQueue[bytes] = SimpleQueue()
    for _ in range(200):
        warm.put(ready.get())
    post_all(desk, warm)
    _quiet(desk)
    web = desk.pid_of("granian")
    before = cpu_seconds(web)
    count, took, latencies = post_all(desk, ready)
    cpu = cpu_seconds(web) - before
    _quiet(desk)
    limit = pgbench(desk, placing_statements(desk), seconds)
    latencies.sort()
    with desk.connect() as connection:
        connection.execute("DELETE FROM outbox_pending")
    _quiet(desk)
    return {
        "orders_per_s": count / took,
        "pgbench_per_s": limit,
        "ratio": count / took / limit,
        "cpu_ms_per_order": cpu / count * 1000,
        "p50_ms": latencies[count // 2] * 1000,
        "p95_ms": latencies[int(count * 0.95)] * 1000,
    }


def _quiet(desk: Desk) -> None:
    """Wait until the worker has delivered everything."""
    with desk.connect() as connection:
        for _ in range(600):
            row = connection.execute(
                "SELECT (SELECT count(*) FROM outbox_pending) + (SELECT count(*) FROM outbox_delivery WHERE dead_at IS NULL)"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.2)


def main() -> None:
    from bench import django

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,20000")
    parser.add_argument("--orders", type=int, default=2000)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        size = 0
        for wanted in map(int, options.sizes.split(",")):
            with desk.connect() as connection:
                load(connection, wanted - size)
            size = wanted
            figures = measure(desk, options.orders)
            print(wanted, {k: round(v, 2) for k, v in figures.items()}, flush=True)
            with desk.connect() as connection:  # the shops' limit of reports an hour starts anew
                connection.execute(
                    "UPDATE orders_order SET placed_at = placed_at - interval '3 hours' WHERE placed_at > now() - interval '2 hours'"
                )


if __name__ == "__main__":
    main()
