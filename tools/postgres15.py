"""A plain PostgreSQL 15 of the system, as many of our users have, in a temporary folder on a Unix socket."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from amberdesk.start.processes import Account, named_account

SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15
PACKAGES = ("postgresql",)
SENTENCE = "A system PostgreSQL (15 or newer) is needed: install it with your system's package manager."


def find_programs() -> Path | None:
    """Return the folder with the programs of the oldest server that we support."""
    found = sorted(
        (int(folder.name), folder / "bin") for folder in SYSTEM.glob("[0-9]*") if folder.name.isdigit()
    )
    whole = [programs for major, programs in found if major >= OLDEST and (programs / "initdb").exists()]
    if not whole and (initdb := shutil.which("initdb")):
        return Path(initdb).resolve().parent
    return whole[0] if whole else None


def bring_programs() -> Path | None:
    """Install a server when we are root and there is none."""
    if not find_programs() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("[desk] installing postgresql with apt-get ...", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", *words], stdout=subprocess.DEVNULL, env=env, check=False)
    return find_programs()


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a fresh server; yield the address of a role that may create databases but is no superuser."""
    account = named_account("nobody") if os.geteuid() == 0 else None
    base = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="amberdesk-pg15-", dir=base))
    try:
        if account:
            os.chown(folder, account.uid, account.gid)
        run(
            account, programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"
        )
        options = f"-k {folder} -h '' -c fsync=off -c full_page_writes=off -c max_connections=150"
        start = ["-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start"]
        run(account, programs / "pg_ctl", *start)
        try:
            statement = "create role amberdesk login createdb; create database amberdesk owner amberdesk"
            for part in statement.split("; "):
                run(account, programs / "psql", "-h", folder, "-U", "postgres", "-q", "-c", part)
            yield f"postgresql://amberdesk@/amberdesk?host={quote(str(folder), safe='')}"
        finally:
            run(account, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(account: Account | None, *command: str | Path) -> None:
    """Run a program of the server quietly; its words are shown when it fails."""
    who = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    done = subprocess.run(
        command, cwd="/", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **who
    )  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}")
