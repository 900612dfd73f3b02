"""`amberdesk upgrade-database`: the embedded database anew, by this release's PostgreSQL.

Data files of one major version cannot be opened by another. The old programs, kept in the data folder, dump them; the
new ones load that into files of their own beside the old; and only when every row is there again do those take their
place. The old files stay. No Django here: the tables may be of an older version than the program.
"""

import argparse
import ctypes
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from amberdesk.operation.clients import NoClients, find_clients
from amberdesk.operation.dump import DumpFailed, dump, load
from amberdesk.operation.snapshot import Rows, snapshot
from amberdesk.start.bootstrap import DATABASE, make_database
from amberdesk.start.configuration import Wrong, read_configuration
from amberdesk.start.database import embedded_url
from amberdesk.start.lock import hold
from amberdesk.start.postgres import SUPERUSER, Server
from amberdesk.start.processes import LIBC, own_account
from amberdesk.start.programs import find_programs, version

AT_FDCWD, RENAME_EXCHANGE = -100, 2


def command(words: list[str]) -> None:
    """Make the database anew if its files are of another major version. Raises Wrong."""
    options = argparse.ArgumentParser("amberdesk upgrade-database", allow_abbrev=False)
    options.add_argument(
        "--again", action="store_true", help="also when the version is the same: fresh, compact files"
    )
    chosen = options.parse_args(words[1:])
    configuration = read_configuration(os.environ)
    if configuration.database_url:
        raise Wrong(
            "The database of DATABASE_URL is not ours to upgrade: see its own documentation (pg_upgrade)."
        )
    remake(
        configuration.data,
        again=chosen.again,
        say=lambda sentence: print(f"[amberdesk] {sentence}", flush=True),
    )


def remake(data: Path, *, again: bool = False, say: Callable[[str], object] = print) -> None:
    """Make the cluster of a data folder anew with the newest programs. Raises Wrong; the old files stay in any case."""
    with hold(data):
        old, new = newest_cluster(data), version(find_programs()).partition(".")[0]
        if old.name == f"cluster-{new}" and not again:
            say(f"The database is of PostgreSQL {new} already.")
            return
        scratch, dumped = data / "remade", data / "remade.dump"
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            say("Dumping the old database ...")
            before = _dump(data, dumped, int(new))
            say("Loading it into the new one ...")
            _load(scratch, dumped, before, int(new))
            kept = take_place(scratch / "postgres" / f"cluster-{new}", old)
        except (DumpFailed, NoClients) as error:
            raise Wrong(f"The database was left as it was: {error}.") from error
        finally:
            dumped.unlink(missing_ok=True)
            shutil.rmtree(scratch, ignore_errors=True)
        say(f"Done: PostgreSQL {new}. The old files are in {kept}; remove them when all is well.")


def newest_cluster(data: Path) -> Path:
    """Return the data files in use. Raises Wrong where there are none."""
    found = sorted((data / "postgres").glob("cluster-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    if not found:
        raise Wrong(f"There is no desk in {data} yet: `amberdesk up` makes one.")
    return found[-1]


def _dump(data: Path, into: Path, major: int) -> dict[str, Rows]:
    server = Server(data, own_account())
    try:
        server.start()
        url = embedded_url(data, SUPERUSER, DATABASE)
        with snapshot(url) as seen:
            dump(url, into, clients=find_clients(major, data), snapshot=seen.export())
            return seen.rows()
    finally:
        server.stop()


def _load(scratch: Path, dumped: Path, before: dict[str, Rows], major: int) -> None:
    server = Server(scratch, own_account())
    try:
        server.start()
        url = make_database(server)
        load(dumped, url, clients=find_clients(major, scratch))
        with snapshot(url) as seen:
            if seen.rows() != before:
                raise DumpFailed("the new database does not hold the same rows")
    finally:
        server.stop()


def take_place(new: Path, old: Path) -> Path:
    """Put new data files beside or in the place of the old ones, in one step; return where the old ones are."""
    if new.name != old.name:
        new.rename(old.with_name(new.name))  # the newest is used from now on
        return old
    kept = old.with_name(f"replaced-{old.name}")
    shutil.rmtree(kept, ignore_errors=True)
    _exchange(new, old)
    new.rename(kept)
    return kept


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change names at once: there is no instant without a database. Raises Wrong."""
    names = os.fsencode(one), os.fsencode(other)
    if LIBC and hasattr(LIBC, "renameat2"):
        if LIBC.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
            return
        raise Wrong(f"{other} cannot be replaced: {os.strerror(ctypes.get_errno()) or 'unknown'}.")
    raise Wrong("This system cannot exchange two folders in one step.")
