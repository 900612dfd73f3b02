"""Convert the incidents of BPI Challenge 2013, make the network they go to, and ask the desk about them.

Run as bench/bpi2013, which says how.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from bench.incidents import NETWORK, convert

REACHED = """
SELECT max_level, count(*), count(*) FILTER (WHERE moved_down) FROM (
  SELECT o.id, max(e.data->>'level') AS max_level,
    bool_or(e.kind IN ('order.handed_over', 'order.sent_back') AND e.data->>'to_level' < e.data->>'from_level')
      AS moved_down
  FROM orders_order o JOIN outbox_event e ON e.subject = 'order:' || o.id AND e.seq > 1
  WHERE o.network_id = %s GROUP BY o.id
) orders GROUP BY 1 ORDER BY 1"""


def write_lines(path: Path, out: TextIO) -> int:
    """Write the log's incidents as JSON Lines; return how many."""
    count = 0
    for order in convert(path):
        out.write(json.dumps(order, ensure_ascii=False) + "\n")
        count += 1
    return count


def make_network() -> None:
    """Make the network that the incidents go to: L1 works around the clock, holidays too."""
    from amberdesk.customers.actions.agreements import new_version
    from amberdesk.customers.actions.company import change_company
    from amberdesk.customers.actions.networks import add_network
    from amberdesk.customers.models import Agreement, Company, Network
    from amberdesk.customers.templates import cover
    from amberdesk.outbox.actor import MACHINE

    if Network.objects.filter(code=NETWORK).exists():
        return
    now = datetime.now(UTC)
    if not Company.objects.exists():
        change_company(name="Volvo IT", by=MACHINE, at=now)
    network = add_network(
        code=NETWORK,
        name="Volvo IT Belgium",
        template="24/7",
        valid_from=date(2009, 1, 1),
        by=MACHINE,
        at=now,
    )
    around_the_clock = [cover("L1", (0, 1, 2, 3, 4, 5, 6), 0, 24, on_holidays=True)]
    agreement = Agreement.objects.get(network=network)
    new_version(agreement, valid_from=date(2010, 1, 1), coverage=around_the_clock, by=MACHINE, at=now)


def figures() -> dict[str, int]:
    """Return what the desk says of the incidents: which level each reached, and by whom they were solved."""
    from django.db import connection

    from amberdesk.customers.models import Network
    from amberdesk.reports.solved import Asked, solved_at_l1

    network = Network.objects.get(code=NETWORK)
    with connection.cursor() as cursor:
        cursor.execute(REACHED, [network.pk])
        rows = cursor.fetchall()
    reached = {level: count for level, count, _ in rows}
    told = solved_at_l1(Asked.of([network], date(2010, 1, 1), date(2012, 12, 31))).resolved
    return {
        "incidents": sum(reached.values()),
        "never left line 1": reached.get("L1", 0),
        "reached line 2, not 3": reached.get("L2", 0),
        "reached line 3": reached.get("L3", 0),
        "moved to a lower line": sum(down for *_, down in rows),
        "solved at L1": told.l1,
        "resolved": told.failures,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("convert").add_argument("file", type=Path)
    commands.add_parser("network")
    commands.add_parser("figures")
    options = parser.parse_args()
    if options.command == "convert":
        count = write_lines(options.file, sys.stdout)
        print(f"{count} incidents", file=sys.stderr)
        return
    with the_desk():
        if options.command == "network":
            make_network()
            return
        for name, value in figures().items():
            print(f"{value:>6}  {name}")


@contextmanager
def the_desk() -> Iterator[None]:
    """Have Django set up on the desk that the environment names, and its embedded database running."""
    import django

    from amberdesk.start.borrowed import running_server
    from amberdesk.start.configuration import read_configuration

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amberdesk.settings")
    configuration = read_configuration(os.environ)
    with nullcontext() if configuration.database_url else running_server(configuration.data):
        django.setup()
        yield


if __name__ == "__main__":
    main()
