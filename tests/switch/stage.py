"""A real SIP switch before the running desk, with callers and technicians played by sipp. Loopback only."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.utils.timezone import now

from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import Agreement, Network
from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.actions.look_after import look_after_hotlines
from amberdesk.phone.models import Call, Exchange, Hotline, Phone
from amberdesk.phone.signing import secret_of
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import make_network, make_shift, make_technician
from tests.journeys.serving import ROOT, database_url, free_port, wait_for
from tests.phone.hotlines import make_exchange
from tests.phone.shuffled import adds_up, same_in_any_order
from tests.switch import players
from tools.switch import Programs

HERE = Path(__file__).parent
WEEK = tuple(range(7))
ALWAYS_L1 = [Cover("any", "L1", WEEK, 0, 1440, on_holidays=True)]
PHONE = ("-deadcall_wait", 0)  # the same call may ring it again
Process = subprocess.Popen[bytes]


class Desk:
    """The web server that users run, on the test's database; it can be killed, and started again in its place."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: Process | None = None

    def start(self) -> None:
        words = ["--interface", "asginl", "--port", str(self.port), "--no-ws", "--log-level", "warning"]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "granian",
                *words,
                "--workers-kill-timeout",
                "2",
                "tests.journeys.site:application",
            ],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        wait_for(self.port, "/health/live", 200)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            self.process.wait(20)
            self.process = None


@dataclass
class Stage:
    """One hotline; `folder` is the run's own."""

    programs: Programs
    desk: Desk
    folder: Path
    network: Network
    exchange: Exchange
    hotline: Hotline
    port: int
    own_list: int  # the port of the phone that the switch rings when the desk is away
    running: list[Process] = field(default_factory=list)

    def start(self, words: list[object], name: str) -> Process:
        log = open(self.folder / f"{name}.log", "ab")  # noqa: SIM115  open as long as it runs
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=self.folder,
            env={**os.environ, **self.programs.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def sipp(self, name: str, scenario: str, port: int, *words: object) -> Process:
        file = self.folder / f"{name}.xml"
        file.write_text(scenario)
        usual = ["-sf", file, "-i", "127.0.0.1", "-p", port, "-nostdin", "-trace_err"]
        return self.start([self.programs.sipp, *usual, *words], name)

    def technician(self, name: str, scenario: str | None = None, level: str = "L1") -> Person:
        """Return a technician at his desk, his phone played by sipp; without a scenario it is dead."""
        person, port = make_technician(level, self.network, name=name), free_udp_port()
        make_shift(person, level, now() - timedelta(hours=1), 3)
        self.comes(person)
        Phone.objects.create(
            exchange=self.exchange, agent=name, person=person, address=f"sip:{name}@127.0.0.1:{port}"
        )
        if scenario is not None:
            self.sipp(name, scenario, port, *PHONE)
            until(lambda: taken(port))
        return person

    def comes(self, person: Person) -> None:
        set_presence(person, status="available", by=MACHINE, at=now())

    def fallback(self) -> None:
        """Let the switch's own list be answered."""
        self.sipp("fallback", players.phone_answers(), self.own_list, *PHONE)
        until(lambda: taken(self.own_list))

    def calls(
        self, scenario: str, count: int = 1, *, hold: int = 600, caller: str = "600100200", rate: int = 10
    ) -> Process:
        number = len(self.running)
        table = self.folder / f"callers{number}.csv"
        table.write_text(f"SEQUENTIAL\n{caller};{self.hotline.number}\n")
        words = [
            "-inf",
            table,
            "-m",
            count,
            "-r",
            rate,
            "-l",
            100,
            "-d",
            hold,
            "-timeout",
            90,
            "-timeout_error",
        ]
        where = f"127.0.0.1:{self.port}"
        return self.sipp(f"callers{number}", scenario, free_udp_port(), *words, where)

    def agree(self, **terms: object) -> None:
        agreement = Agreement.objects.get(network=self.network)
        last = agreement.versions.latest("valid_from").valid_from
        new_version(agreement, valid_from=last + timedelta(days=1), by=MACHINE, at=now(), **terms)  # type: ignore[arg-type]

    def over(self, count: int = 1) -> list[Call]:
        """Return the calls once so many are over and told; for every run outcomes add up, in any order of what was sent."""
        found: list[Call] = []

        def all_over() -> bool:
            nonlocal found
            found = list(Call.objects.order_by("offered_at"))
            return len(found) == count and all(call.ended_at for call in found)

        until(all_over)
        assert all(call.outcome not in ("", "open", "incomplete") for call in found)
        assert same_in_any_order() == adds_up(now()) == count
        return found

    def close(self) -> None:
        for process in self.running[::-1]:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def make_stage(programs: Programs, desk: Desk, folder: Path) -> Stage:
    network = make_network(template="24/7")
    port = free_port()
    url = f"http://127.0.0.1:{port}/push/{{handle}}"
    exchange = make_exchange(settings={"push_url": url})
    hotline = Hotline.objects.create(
        network=network,
        exchange=exchange,
        number="+48586201100",
        ring_seconds=1,
        wrap_up_seconds=0,
        strategy="fixed",
    )
    stage = Stage(programs, desk, folder, network, exchange, hotline, port, free_udp_port())
    stage.agree(coverage=ALWAYS_L1, answer_within_seconds=5)
    values = {
        "PORT": port,
        "MODULES": f"{programs.modules}/",
        "SECRET": secret_of(exchange),
        "DESK": f"http://127.0.0.1:{desk.port}",
        "FALLBACK": f"sip:fallback@127.0.0.1:{stage.own_list}",
        "TRUNK": "127.0.0.1:9",
    }
    text = (HERE / "switch.cfg").read_text()
    for word, value in values.items():
        text = text.replace(f"@{word}@", str(value))
    (folder / "switch.cfg").write_text(text)
    words = ["-f", folder / "switch.cfg", "-DD", "-E", "-m", 64, "-M", 8, "-Y", folder, "-P", folder / "pid"]
    process = stage.start([programs.kamailio, *words], "kamailio")
    until(lambda: process.poll() is not None or answers(port))
    assert process.poll() is None, (folder / "kamailio.log").read_text()
    return stage


def until(condition: Callable[[], bool], seconds: float = 150.0) -> None:
    """Return once it is so; meanwhile the loop's job runs as the timetable lets it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        look_after_hotlines(now())
        time.sleep(0.1)


def answers(port: int) -> bool:
    with socket.socket() as wire:
        wire.settimeout(1)
        return wire.connect_ex(("127.0.0.1", port)) == 0


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextmanager
def closing(stage: Stage) -> Iterator[Stage]:
    try:
        yield stage
    finally:
        stage.close()
