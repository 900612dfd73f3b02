"""Children that end with their parent, under an account of their own."""

import contextlib
import ctypes
import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from amberdesk.start.configuration import Wrong

SYSTEM_USER = "amberdesk"
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The user whose rights a child gets."""

    uid: int
    gid: int

    def can_reach(self, path: Path) -> bool:
        """Return True if every folder down to `path` may be entered by this account."""
        return all(self._may_enter(step) for step in [path, *path.parents] if step.is_dir())

    def _may_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & (0o010 if status.st_gid == self.gid else 0o001))


def named_account(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def own_account() -> Account | None:
    """Return the system user for the desk's processes when we are root (made if missing), else None: our own rights."""
    if os.geteuid() != 0:
        return None
    if account := named_account(SYSTEM_USER):
        return account
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if useradd:
        subprocess.run(
            [
                useradd,
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=False,
        )
    if account := named_account(SYSTEM_USER):
        return account
    raise Wrong(
        f"PostgreSQL does not run as root: make a system user named {SYSTEM_USER}, or start as another user."
    )


def spawn(
    command: list[str],
    *,
    account: Account | None,
    at_parents_death: signal.Signals,
    cwd: Path,
    env: dict[str, str] | None = None,
    output: int | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a child in its own session that gets `at_parents_death` when we end, however we end."""
    return subprocess.Popen(
        command,
        preexec_fn=child_setup(account, at_parents_death, os.getpid()),
        cwd=cwd,
        env=env,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )


def child_setup(account: Account | None, at_parents_death: signal.Signals, parent: int) -> Callable[[], None]:
    """Return what a child does between fork and exec."""

    def setup() -> None:
        if account:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        os.umask(0o077)
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, int(at_parents_death), 0, 0, 0)  # last: setuid would clear it
            if os.getppid() != parent:
                os._exit(1)

    return setup


def end(child: "subprocess.Popen[bytes]", *, by: signal.Signals, patience: float) -> None:
    """Ask a child to end; after `patience` seconds make it."""
    if child.poll() is not None:
        return
    child.send_signal(by)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def is_running(pid: int, *words: str) -> bool:
    """Return True if process `pid` lives and its command line holds all words: numbers are used again."""
    with contextlib.suppress(OSError):
        line = Path(f"/proc/{pid}/cmdline").read_bytes()  # empty for a zombie
        return bool(line) and all(word.encode() in line for word in words)
    if sys.platform != "linux":
        command = ["ps", "-p", str(pid), "-o", "command="]
        line = subprocess.run(command, capture_output=True, check=False).stdout
        return bool(line) and all(word.encode() in line for word in words)
    return False


def end_with_parent() -> None:
    """Have the kernel kill this process when the one that forked it ends: no orphan keeps a port."""
    parent = multiprocessing.parent_process()
    if LIBC and parent:
        LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent.pid:
            os._exit(1)
