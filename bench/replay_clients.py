"""Who takes part in a replay: shops that report, a coordinator and technicians who work by the API."""

import csv
import gzip
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from bench.api import AGAIN, Api, NoAnswer
from bench.desk import Desk
from bench.http import Connection, form, get, token_of
from bench.loader import WORDS
from bench.shops import Shop, shops_of

BACKLOG = 200  # reports at most that wait for the coordinator


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
                waiting = self._new(api)
            except NoAnswer:
                continue
            for order in waiting:
                self._carefully(lambda: self._verify_and_assign(api, order, networks))  # noqa: B023 - called at once
            if last and not waiting:
                break
            if not waiting:
                time.sleep(0.3)
        self.coordinated.set()

    def _new(self, api: Api) -> list[dict[str, Any]]:
        """Return all new orders, oldest first: what waits longest is verified before the desk does it by rule."""
        page = api.get("/orders", state="new", limit="100")
        found = page["orders"]
        while page["next"]:
            page = api.get("/orders", state="new", limit="100", cursor=page["next"])
            found += page["orders"]
        return found[::-1]

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
