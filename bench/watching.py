"""What a pass of the watch costs when nothing is due. python -m bench.watching [--orders 1000000]

A tenth of the orders are open; their clocks are to be looked at in the coming weeks, and so are the orders themselves.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench import django
from bench.desk import Desk, running_desk
from bench.loader import load

ROUNDS = 300
LATER = """
UPDATE orders_clock SET check_at = %(now)s + interval '1 hour' + (id %% 40000) * interval '1 minute' WHERE state = 'running';
UPDATE orders_order SET wake_at = %(now)s + interval '1 hour' + (id %% 40000) * interval '1 minute'
  WHERE state IN ('new', 'assigned', 'in_progress', 'waiting')"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        now = datetime.now(UTC)
        with desk.connect() as connection:
            load(connection, options.orders, rows_only=True)
            for statement in LATER.split(";"):
                connection.execute(statement.encode(), {"now": now})
            connection.execute("VACUUM (ANALYZE) orders_clock")
            connection.execute("VACUUM (ANALYZE) orders_order")
        measure(desk)


def measure(desk: Desk) -> None:
    """Print the median and the 95th percentile of both halves of a pass, in milliseconds."""
    from amberdesk.orders.actions.watch import check_due_clocks, wake_orders

    rounds: dict[str, list[float]] = {"clocks": [], "orders": []}
    halves: dict[str, Callable[[datetime], int]] = {"clocks": check_due_clocks, "orders": wake_orders}
    for _ in range(ROUNDS):
        now = datetime.now(UTC) - timedelta(minutes=1)
        for name, look in halves.items():
            begun = time.perf_counter()
            assert look(now) == 0, "something is due"
            rounds[name].append((time.perf_counter() - begun) * 1000)
    whole = [sum(pair) for pair in zip(*rounds.values(), strict=True)]
    for name, took in {**rounds, "whole pass": whole}.items():
        print(
            f"{name}: p50 {statistics.median(took):.2f} ms, p95 {statistics.quantiles(took, n=20)[-1]:.2f} ms"
        )


if __name__ == "__main__":
    main()
