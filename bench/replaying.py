"""What bench/replay does."""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from bench import django
from bench.desk import Desk, running_desk
from bench.replay_balance import balance
from bench.replay_clients import Replay, Ticket, tickets

POSTERS, WORKERS = 4, 4
COORDINATOR = "koordynator@jantar.example"
TECHNICIANS = (
    "ewa",
    "jakub",
    "natalia",
    "kamil",
    "zofia",
    "tomasz",
    "magda",
    "rafal",
    "lukasz",
    "dorota",
    "wojtek",
)


def kill_some(desk: Desk, kills: int, calm: threading.Event, killed: list[str]) -> None:
    """Kill processes of the desk at random until `calm`; the desk itself is started again when it was hit.

    A desk ends with the thread that started it, so the caller lets this one live for as long as it needs the desk.
    """
    rng = random.Random(3)
    for _ in range(kills):
        if calm.wait(rng.uniform(4, 9)):
            break
        victims = {
            "web": "granian",
            "worker": "amberdesk worker",
            "database": "postgres",
            "desk": "amberdesk up",
        }
        name = rng.choice(list(victims))
        pids = desk.pid_of(victims[name])
        if not pids:
            continue
        os.kill(pids[0], signal.SIGKILL)
        killed.append(name)
        if name == "desk":
            desk.ended()
            desk.start()


def tokens_of(desk: Desk) -> tuple[list[str], dict[int, list[str]], dict[str, list[str]]]:
    """Make API tokens; return the coordinator's, each technician's by id, and one L2's by network code."""
    from django.utils import timezone

    from amberdesk.outbox.actor import MACHINE
    from amberdesk.people.actions.add_token import add_token
    from amberdesk.people.models import Person

    at = timezone.now()

    def token(email: str, count: int = 4) -> tuple[int, list[str]]:
        person = Person.objects.get(email=email)
        return person.pk, [add_token(person, name=f"replay {i}", by=MACHINE, at=at)[1] for i in range(count)]

    people = {name: token(f"{name}@jantar.example") for name in TECHNICIANS}
    second = {"FAL": people["tomasz"][1], "ZAT": people["magda"][1], "BUR": people["lukasz"][1]}
    return token(COORDINATOR, 8)[1], dict(people.values()), second


def run(desk: Desk, todo: list[Ticket], kills: int) -> bool:
    """Replay, print the balance, and tell whether it balances."""
    replay, started = Replay(desk, todo), time.monotonic()
    coordinator, technicians, second = tokens_of(desk)
    posters = [threading.Thread(target=replay.post) for _ in range(POSTERS)]
    others = [threading.Thread(target=replay.coordinate, args=(coordinator,))]
    others += [threading.Thread(target=replay.work, args=(technicians, second)) for _ in range(WORKERS)]
    calm, over, killed = threading.Event(), threading.Event(), list[str]()
    killer = threading.Thread(target=lambda: (kill_some(desk, kills, calm, killed), over.wait()))
    for thread in (*posters, *others, killer):
        thread.start()
    while any(thread.is_alive() for thread in posters):
        time.sleep(2)
        print(
            f"  {len(replay.acknowledged)} of {replay.total} placed, {dict(replay.done)}",
            file=sys.stderr,
            flush=True,
        )
    replay.placed.set()
    for thread in others:
        thread.join()
    calm.set()
    counts = balance(replay)
    over.set()
    killer.join()
    took = time.monotonic() - started
    print(
        f"{replay.total} tickets in {took:.0f} s; acknowledged {len(replay.acknowledged)}; {dict(replay.done)}"
    )
    if kills:
        print(f"killed: {Counter(killed)}")
    for name, count in counts.items():
        print(f"{name:>24}  {count}")
    for failure in replay.failures[:20]:
        print(f"failed: {failure}")
    n = replay.total
    good = counts == {
        "placed": n, "numbers": n, "confirmations": n, "confirmations in all": n, "resolved": n,
        "acknowledged and lost": 0, "journals with gaps": 0, "journals not chained": 0,
    }  # fmt: skip
    print("balanced" if good else "NOT BALANCED")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the desk's data, kept and used again")
    options = parser.parse_args()
    with running_desk(keep=options.keep) as desk:
        django.use(desk)
        sys.exit(not run(desk, list(tickets(options.file, options.limit)), options.kills))


if __name__ == "__main__":
    main()
