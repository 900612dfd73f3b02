"""What bench/replay does."""

import argparse
import csv
import gzip
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from bench import django
from bench.api import AGAIN, Api, NoAnswer
from bench.desk import Desk, running_desk
from bench.http import Connection, form, get, token_of
from bench.loader import WORDS
from bench.shops import Shop, shops_of

POSTERS, WORKERS = 4, 4
BACKLOG = 200  # reports at most that wait for the coordinator
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


class Ticket(dict[str, str]):
    """A title and a body."""


def tickets(file: Path | None, limit: int) -> Iterator[Ticket]:
    """Yield the tickets of a file, or made ones."""
    if file is None:
        made = random.Random(7)
        for i in range(limit or 500):
            yield Ticket(title=f"Sprawa {i}", body=" ".join(made.choices(WORDS, k=20)))
        return
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for i, row in enumerate(csv.DictReader(lines)):
            if limit and i >= limit:
                return
            yield Ticket(title=row["title"], body=row["body"])


class Replay:
    """The clients of one run, and what the desk acknowledged to them."""

    def __init__(self, desk: Desk, todo: list[Ticket]) -> None:
        self.desk, self.total = desk, len(todo)
        self.shops = shops_of(desk)
        self.todo: SimpleQueue[tuple[int, Ticket]] = SimpleQueue()
        for item in enumerate(todo):
            self.todo.put(item)
        self.acknowledged: list[int] = []  # participants whose link the desk gave us
        self.placed = threading.Event()
        self.assigned: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.coordinated = threading.Event()
        self.done: Counter[str] = Counter()
        self.failures: list[str] = []

    # the shops

    def post(self) -> None:
        """Post reports until none is left; a report without an answer is sent again, as a person would."""
        connection: Connection | None = None
        while True:
            if len(self.acknowledged) - self.done["assigned"] > BACKLOG:
                time.sleep(0.2)  # else the desk verifies by rule what its coordinator did not get to
                continue
            try:
                i, ticket = self.todo.get_nowait()
            except Empty:
                return
            shop, request = self.shops[i % len(self.shops)], None
            for pause in AGAIN:
                try:
                    connection = connection or Connection(self.desk.port)
                    request = request or self._form(connection, shop, i, ticket)
                    status, headers, body = connection.send(request)
                    if status == 303:
                        self.acknowledged.append(int(headers["location"].split("/o/p")[1].split("-")[0]))
                        break
                    if status < 500:
                        self.failures.append(f"report {i}: {status} {body[:200]!r}")
                        break
                except (OSError, EOFError, ValueError, AssertionError):
                    connection = None
                time.sleep(pause)
            else:
                self.failures.append(f"report {i}: never accepted")

    def _form(self, connection: Connection, shop: Shop, i: int, ticket: Ticket) -> bytes:
        status, _, page = connection.send(get(shop.path))
        assert status == 200, status
        words = (ticket["body"] or ticket["title"] or "(bez opisu)")[:4800]
        text = f"{ticket['title'][:100]}\n{words}".strip()
        return form(shop.path, [
            ("token", token_of(page)), ("what", f"d{shop.device}"), ("text", text), ("selling", "yes"),
            ("name", f"Zgłaszający {i % 400}"), ("phone", f"58{i:07}"), ("email", f"z{i}@replay.example"),
            ("website", ""),
        ])  # fmt: skip

    # the coordinator

    def coordinate(self, tokens: list[str]) -> None:
        """Verify and assign whatever is new, until every report has been placed and nothing is new."""
        api = Api(self.desk, tokens)
        networks = {
            n["code"]: api.get(f"/networks/{n['code']}/technicians", level="L1")["people"]
            for n in api.get("/networks")["networks"]
        }
        while True:
            last = self.placed.is_set()
            try:
                page = api.get("/orders", state="new", limit="100")["orders"]
            except NoAnswer:
                continue
            for order in page:
                self._carefully(lambda: self._verify_and_assign(api, order, networks))  # noqa: B023 - called at once
            if last and not page:
                break
            if not page:
                time.sleep(0.3)
        self.coordinated.set()

    def _verify_and_assign(self, api: Api, order: dict[str, Any], networks: dict[str, Any]) -> None:
        number = order["number"]
        rng = random.Random(number)
        category = order.get("category") or "other"
        code = category["code"] if isinstance(category, dict) else category
        api.act(
            number, "verify", category=code, kind="failure", impact="low", urgency="medium", scope="agreement"
        )
        who = rng.choice(networks[number.split("-")[0]])
        api.act(number, "assign", level="L1", technician=who["id"])
        self.done["assigned"] += 1
        self.assigned.put({"number": number, "category": code, "technician": who["id"]})

    # the technicians

    def work(self, tokens: dict[int, list[str]], seconds: dict[str, list[str]]) -> None:
        """Start, reply, hand some over, and resolve what was assigned."""
        clients = {person: Api(self.desk, token) for person, token in tokens.items()}
        second = {code: Api(self.desk, token) for code, token in seconds.items()}
        while True:
            try:
                job = self.assigned.get(timeout=1)
            except Empty:
                if self.coordinated.is_set():
                    return
                continue
            if not self._carefully(lambda: self._solve(job, clients[job["technician"]], second)):  # noqa: B023
                self.assigned.put(job | {"again": True})

    def _carefully(self, work: Callable[[], None]) -> bool:
        """Do it; what fails is counted and tried again later, as people do."""
        try:
            work()
        except NoAnswer as failure:
            self.done["tried again"] += 1
            print(f"  {failure}", file=sys.stderr, flush=True)
            time.sleep(1)
            return False
        return True

    def _solve(self, job: dict[str, Any], api: Api, second: dict[str, Api]) -> None:
        number, l2 = job["number"], second[job["number"].split("-")[0]]
        gone_up = (
            "again" in job and api.get(f"/orders/{number}")["level"] == "L2"
        )  # the answer was lost, the act not
        if not gone_up:
            api.act(number, "start")
            api.act(number, "reply", text="Dzień dobry, już się tym zajmuję.")
        if gone_up or random.Random(number).random() < 0.3:
            if not gone_up:
                facts = {fact["code"]: "sprawdzone" for fact in api.facts(job["category"])}
                api.act(number, "hand-over", to="L2", reason="Potrzebna druga linia.", facts=facts)
            api = l2
            api.act(number, "start")
            self.done["handed over"] += 1
        api.act(number, "resolve", text="Załatwione, proszę sprawdzić.", code="restart", minutes=10)
        self.done["resolved"] += 1


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
            desk.process.wait()  # type: ignore[union-attr]
            desk.start()


def balance(replay: Replay) -> dict[str, int]:
    """Return what the desk's database says of the replay, once everything has been delivered."""
    desk = replay.desk
    with desk.connect() as connection:

        def one(sql: str) -> int:
            return int(connection.execute(sql).fetchone()[0])  # type: ignore[index, arg-type]

        end = time.monotonic() + 300
        while time.monotonic() < end and one(
            "SELECT (SELECT count(*) FROM outbox_pending) + (SELECT count(*) FROM outbox_delivery)"
            " + (SELECT count(*) FROM mail_outgoingmail WHERE state = 'waiting')"
        ):
            time.sleep(0.5)
        mine = "(SELECT id FROM orders_order WHERE reporter_email LIKE '%@replay.example')"
        return {
            "placed": one(f"SELECT count(*) FROM {mine} o"),
            "numbers": one(f"SELECT count(DISTINCT number) FROM orders_order WHERE id IN {mine}"),
            "confirmations": one(
                f"SELECT count(DISTINCT (order_id, recipient)) FROM mail_outgoingmail WHERE order_id IN {mine}"
                " AND recipient LIKE '%@replay.example' AND subject LIKE '%Zgłoszenie zarejestrowane'"
            ),
            "confirmations in all": one(
                f"SELECT count(*) FROM mail_outgoingmail WHERE order_id IN {mine}"
                " AND recipient LIKE '%@replay.example' AND subject LIKE '%Zgłoszenie zarejestrowane'"
            ),
            "resolved": one(f"SELECT count(*) FROM orders_order WHERE id IN {mine} AND state = 'resolved'"),
            "acknowledged and lost": sum(
                not one(f"SELECT count(*) FROM orders_participant WHERE id = {pk}")
                for pk in replay.acknowledged
            ),
            "journals with gaps": one(
                "SELECT count(*) FROM (SELECT subject FROM outbox_event WHERE subject LIKE 'order:%'"
                " GROUP BY subject HAVING count(*) <> max(seq)) g"
            ),
            "journals not chained": len(connection.execute(_chain()).fetchall()),
        }


def _chain() -> str:
    from amberdesk.outbox.guard import BROKEN_LINKS

    return BROKEN_LINKS


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
