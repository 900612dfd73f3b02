"""All benchmarks in one run: python -m bench.run [--sizes 1000,20000,200000,1000000] [--out FILE]

At each size: intake against pgbench, pages at one client; at the largest also deliveries, live boards, and the desk at
rest. Prints a table as it goes and writes the figures as JSON.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from bench import deliveries, django, intake, live, pages
from bench.desk import Desk, memory, running_desk
from bench.loader import load, load_words

SEARCHED = 200_000  # orders whose words are indexed, at most
REST = 20  # seconds until an idle desk is measured


def at_rest(desk: Desk) -> dict[str, float]:
    """Return the memory of the whole idle desk, database included."""
    time.sleep(REST)
    return {"idle_mb": memory(desk.pids())}


def let_limits_pass(desk: Desk) -> None:
    """Age what was just reported: the shops' limit of reports an hour starts anew."""
    with desk.connect() as connection:
        connection.execute(
            "UPDATE orders_order SET placed_at = placed_at - interval '3 hours'"
            " WHERE placed_at > now() - interval '2 hours'"
        )
        connection.execute("VACUUM (ANALYZE) orders_order")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,20000,200000,1000000")
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=Path("bench/last.json"))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    found: dict[str, Any] = {"cores": os.cpu_count(), "sizes": {}}
    with running_desk(keep=options.keep) as desk:
        django.use(desk)
        found["rest"] = at_rest(desk)
        show("at rest", found["rest"])
        size = 0
        for wanted in map(int, options.sizes.split(",")):
            with desk.connect() as connection:
                load(connection, wanted - size)
                load_words(connection, min(wanted, SEARCHED))
            size = wanted
            here = {"intake": intake.measure(desk, options.orders)}
            let_limits_pass(desk)
            here["pages"] = pages.measure(desk)
            found["sizes"][wanted] = here
            for name, figures in here.items():
                show(f"{wanted:>9} {name}", figures)
            options.out.write_text(json.dumps(found, indent=1) + "\n")
        found["deliveries"] = deliveries.measure(desk)
        show("deliveries", found["deliveries"])
        found["live"] = live.measure(desk)
        show("live", found["live"])
    options.out.write_text(json.dumps(found, indent=1) + "\n")


def show(name: str, figures: dict[str, float]) -> None:
    print(f"{name}: " + ", ".join(f"{k} {v:.2f}" for k, v in figures.items()), flush=True)


if __name__ == "__main__":
    main()
