"""How long a simulation of 10,000 past orders takes, on a desk of 40,000. python -m bench.simulating"""

import argparse
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench import django
from bench.desk import running_desk
from bench.loader import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=40_000)
    parser.add_argument("--most", type=int, default=10_000)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        with desk.connect() as connection:
            load(connection, options.orders)
        measure(options.most)


def measure(most: int) -> None:
    """Print the seconds for reading the journals and for reckoning them twice, and how many orders differ."""
    from amberdesk.customers.models import AgreementVersion
    from amberdesk.orders.models import Order
    from amberdesk.reports.past import past_ids, past_of, promises_behind
    from amberdesk.reports.simulation import simulate

    now = datetime.now(UTC)
    busiest = max(
        AgreementVersion.objects.select_related("agreement"),
        key=lambda v: Order.objects.filter(agreement_version=v).count(),
    )
    begun = time.perf_counter()
    orders = past_of(past_ids(busiest, now - timedelta(days=800), now, most))
    read = time.perf_counter()
    versions = promises_behind(order.facts for order in orders)
    was = versions[busiest.pk]
    halved = {key: replace(t, limit=t.limit / 2) for key, t in was.targets.items()}
    duty = {(way, "L2" if level == "L1" else "L1"): hours for (way, level), hours in was.duty_hours.items()}
    compared = simulate(orders, versions, replace(was, targets=halved, duty_hours=duty), now)
    done = time.perf_counter()
    differ = sum(each.turned for each in compared)
    events = sum(len(order.facts) for order in orders)
    print(f"{len(orders)} orders, {events} events: read {read - begun:.1f} s, reckoned {done - read:.1f} s,"
          f" {differ} would have ended otherwise")  # fmt: skip


if __name__ == "__main__":
    main()
