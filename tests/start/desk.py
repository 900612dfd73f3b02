"""A whole desk for tests: `amberdesk up` on a folder of its own, watched from outside."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from amberdesk.start.ports import some_free_port

SLOWEST = 120.0  # seconds: two cores may be shared with many other tests


def environ(data: Path, **more: str) -> dict[str, str]:
    ours = ("AMBERDESK_", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "AMBERDESK_DATA": str(data),
        **more,
    }


def amberdesk(data: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    program = [sys.executable, "-m", "amberdesk", *words]
    return subprocess.run(
        program, env=environ(data, **more), capture_output=True, text=True, timeout=SLOWEST, check=False
    )


class Desk:
    """One run of `amberdesk up`."""

    def __init__(self, data: Path):
        self.data, self.port = data, some_free_port("127.0.0.1")
        words = ["up", "--no-demo", "--port", str(self.port)]
        self.log = open(data / "up.log", "a+")  # noqa: SIM115 - open as long as the desk runs
        self.process = subprocess.Popen(
            [sys.executable, "-m", "amberdesk", *words],
            env=environ(data),
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def said(self) -> str:
        return (self.data / "up.log").read_text()

    def answers(self) -> bool:
        """Return True if the web server answers a page, whatever it says, with a database behind it."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError as refusal:
            return refusal.code < 500
        except OSError:
            return False
        return True

    def processes(self) -> dict[int, str]:
        """Return every living process below ours: number and command line."""
        return descendants(self.process.pid)

    def find(self, *words: str) -> int:
        """Return the process whose command line holds all words."""
        found = [pid for pid, line in self.processes().items() if all(word in line for word in words)]
        assert found, f"no process {words} in {self.processes()}"
        return min(found)

    def kill(self, *pids: int) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):  # ended with its parent meanwhile
                os.kill(pid, signal.SIGKILL)


def descendants(root: int) -> dict[int, str]:
    parents: dict[int, int] = {}
    lines: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                lines[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, IndexError):
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return {pid: lines[pid] for pid in found - {root} if lines.get(pid)}


def alive(pids: set[int], data: Path) -> set[int]:
    """Return those of the processes that still live and work on this folder."""
    living = set()
    for pid in pids:
        try:
            if (Path(f"/proc/{pid}") / "cmdline").read_bytes():
                living.add(pid)
        except OSError:
            continue
    return living


def wait_for(condition: Callable[[], object], what: str, patience: float = SLOWEST) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience} s for: {what}"
        time.sleep(0.1)


@contextmanager
def running(data: Path) -> Iterator[Desk]:
    """Have a desk running that has said it is ready; whatever is left of it afterwards is killed."""
    desk = Desk(data)
    seen: set[int] = set()
    try:
        ready = desk.said().count("ready in")
        wait_for(lambda: desk.said().count("ready in") > ready or desk.process.poll() is not None, "ready")
        assert desk.process.poll() is None, desk.said()
        yield desk
    finally:
        seen |= set(desk.processes())
        if desk.process.poll() is None:
            desk.process.kill()
        desk.process.wait()
        wait_for(lambda: not alive(seen, data), "all processes to end with their supervisor", 30)
        desk.log.close()
