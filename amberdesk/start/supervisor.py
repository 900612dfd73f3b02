"""`amberdesk up`: the database, the web server, the worker and the lines as children of one small process.

A child that dies is started again; when this process ends, however it ends, its children end too.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from amberdesk.start.bootstrap import check_server, make_database
from amberdesk.start.configuration import Configuration, Wrong
from amberdesk.start.demo_mark import check_mark, mark
from amberdesk.start.lock import hold
from amberdesk.start.ownership import account_of_the_desk, give_folders
from amberdesk.start.ports import answers, port_is_free
from amberdesk.start.postgres import Server
from amberdesk.start.processes import Account, end, own_account, spawn

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SLOWEST_START = 60  # seconds the web server may take
PATIENCE = 15  # seconds a child gets to end
LONGEST_PAUSE = 30.0  # seconds between starts of a child that keeps dying
PROGRAM = [sys.executable, "-P", "-m", "amberdesk"]


class Stopped(Exception):
    """Somebody asked us to end."""


@dataclass
class Child:
    """One process that must run, and what we know of its life."""

    name: str
    command: list[str]
    at_parents_death: signal.Signals
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.0

    @property
    def is_done(self) -> bool:
        """Return True if it has nothing to do here, as it said by ending well."""
        return self.process is not None and self.process.poll() == 0


class Supervisor:
    """All processes of the desk on one machine."""

    def __init__(self, configuration: Configuration, *, host: str, port: int, demo: bool):
        self.configuration, self.host, self.port, self.demo = configuration, host, port, demo
        self.data = configuration.data
        self.server: Server | None = None
        self.account: Account | None = None
        self.stopping = False
        self.wake = threading.Event()
        self.children = [
            Child("web", [*PROGRAM, "web", "--host", host, "--port", str(port)], signal.SIGTERM),
            Child("worker", [*PROGRAM, "worker"], signal.SIGKILL),
            Child("lines", [*PROGRAM, "lines"], signal.SIGKILL),
        ]

    def run(self) -> None:
        """Start everything, keep it running, end it cleanly on a signal. Raises Wrong."""
        with hold(self.data), self._signals():
            try:
                self._start()
                self._keep_running()
            except Stopped:
                pass
            finally:
                self._stop()

    def _start(self) -> None:
        began = time.monotonic()
        check_mark(self.data, demo=self.demo)
        self._wait_for_port()
        self._start_database()
        mark(self.data, demo=self.demo)
        self._run_to_the_end([*PROGRAM, "catalogues"], None)  # beside the sources: with our own rights
        self._run_to_the_end([*PROGRAM, "prepare", *(["--demo"] if self.demo else [])], self.account)
        for child in self.children:
            self._spawn(child)
        deadline = time.monotonic() + SLOWEST_START
        while not answers(self.host, self.port):
            if time.monotonic() > deadline:
                raise Wrong("The web server does not start: see the lines above.")
            self._mend()
            self._pause(0.05)
        say(f"ready in {time.monotonic() - began:.1f} s")
        self._print_addresses()

    def _wait_for_port(self) -> None:
        """The web server of a killed run may hold the port for some seconds more."""
        deadline = time.monotonic() + PATIENCE
        while not port_is_free(self.host, self.port):
            if time.monotonic() > deadline:
                raise Wrong(
                    f"Port {self.port} of {self.host} is taken by another program: choose one with --port."
                )
            self._pause(0.2)

    def _start_database(self) -> None:
        if self.configuration.database_url:
            check_server(self.configuration.database_url)
            self.account = None
            return
        self.server = Server(self.data, own_account())
        self.server.start()
        os.environ["DATABASE_URL"] = make_database(self.server)
        self.account = account_of_the_desk()
        if self.account:
            give_folders(self.data, self.account)

    def _spawn(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = spawn(
            child.command, account=self.account, at_parents_death=child.at_parents_death, cwd=self.data
        )

    def _run_to_the_end(self, command: list[str], account: Account | None) -> None:
        process = spawn(command, account=account, at_parents_death=signal.SIGKILL, cwd=self.data)
        try:
            while process.poll() is None:
                self._pause(0.5)
        finally:
            end(process, by=signal.SIGTERM, patience=PATIENCE)
        if process.returncode:
            raise Wrong(f"`amberdesk {' '.join(command[4:])}` failed: see the lines above.")

    def _keep_running(self) -> None:
        while True:
            self._mend()
            self._pause(1.0)

    def _mend(self) -> None:
        """Start again what has died, at once, or after a growing pause if it keeps dying."""
        if self.server and self.server.process and self.server.process.poll() is not None:
            say("PostgreSQL ended, starting it again")
            self.server.restart()
        for child in self.children:
            if child.process is None or child.process.poll() is None or child.is_done:
                continue
            lived = time.monotonic() - child.started
            if lived < child.pause:
                continue
            child.pause = 0.0 if lived > 2 * LONGEST_PAUSE else min(max(2 * child.pause, 0.5), LONGEST_PAUSE)
            end_group(child.process)
            say(f"{child.name} ended ({child.process.returncode}), starting it again")
            self._spawn(child)

    def _pause(self, seconds: float) -> None:
        """Wait for a signal or a child's end, at most so long. Raises Stopped."""
        self.wake.wait(seconds)
        self.wake.clear()
        if self.stopping:
            raise Stopped

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        for process in running:
            end(process, by=signal.SIGTERM, patience=PATIENCE)
            end_group(process)
        if self.server:
            self.server.stop()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._on_signal) for number in (*SIGNALS, signal.SIGCHLD)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = self.stopping or number != signal.SIGCHLD
        self.wake.set()

    def _print_addresses(self) -> None:
        base = self.configuration.public_url
        say(f"portal         {base}/")
        say(f"desk           {base}/board/")
        if not self.configuration.sends_mail:
            say(f"captured mail  {base}/captured/")
        accounts = self.data / "demo-accounts.txt"
        if self.demo and accounts.exists():
            print(accounts.read_text().rstrip(), flush=True)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill what a dead child may have left of its own children."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def say(sentence: str) -> None:
    print(f"[amberdesk] {sentence}", flush=True)
