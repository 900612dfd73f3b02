"""The embedded server on real files; each test has its own, in memory."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amberdesk.start.bootstrap import check_server, make_database
from amberdesk.start.configuration import Wrong
from amberdesk.start.database import embedded_url, socket_folder
from amberdesk.start.postgres import Server
from amberdesk.start.processes import Account, named_account

pytestmark = pytest.mark.long


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(
        tempfile.mkdtemp(prefix="amberdesk-server-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    server = a_server(data)
    server.start()
    yield server
    server.stop()


def account() -> Account | None:
    return named_account("nobody") if os.geteuid() == 0 else None


def a_server(data: Path) -> Server:
    return Server(data, account(), ["fsync=off"], copy=False)


def query(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def test_the_desks_role_owns_its_database_and_is_no_superuser(server: Server):
    url = make_database(server)

    assert (
        query(
            url, "select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user"
        )
        is False
    )
    assert query(url, "select count(*) from pg_extension where extname in ('pg_trgm', 'unaccent')") == 2
    assert query(url, "select datcollate from pg_database where datname = current_database()") == "C"
    assert make_database(server) == url  # again changes nothing
    check_server(url)


def test_nobody_else_can_open_the_socket(server: Server):
    assert socket_folder(server.data).stat().st_mode & 0o077 == 0
    assert query(embedded_url(server.data, "postgres", "postgres"), "show listen_addresses") == ""


def test_a_killed_server_comes_back_with_what_it_acknowledged(server: Server):
    url = make_database(server)
    query(url, "create table kept as select 4217 as number")
    assert server.process
    server.process.kill()
    server.process.wait()

    server.restart()

    assert query(url, "select number from kept") == 4217


def test_a_pid_file_that_names_a_stranger_is_dropped(data: Path):
    first = a_server(data)
    first.start()
    assert first.process
    first.process.kill()
    first.process.wait()
    pid_file = first.cluster / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        second = a_server(data)
        second.start()
        second.stop()
        assert stranger.poll() is None  # it was not ours to end
        stranger.kill()


def test_a_server_that_outlived_its_supervisor_is_ended_first(data: Path):
    orphan = a_server(data)
    orphan.start()

    successor = a_server(data)
    successor.start()

    assert orphan.process and orphan.process.wait(10) == 0
    successor.stop()


def test_files_that_were_only_half_made_are_made_anew(data: Path):
    half = data / "postgres" / "half-made-cluster"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    server = a_server(data)
    server.start()
    server.stop()

    assert server.process and server.process.returncode == 0
    assert not half.exists()


def test_a_deep_folder_has_its_socket_elsewhere(data: Path):
    deep = data / ("very" * 20) / ("deep" * 20)
    deep.mkdir(parents=True)
    for folder in (data, deep.parent):
        folder.chmod(0o755)
    server = a_server(deep)
    server.start()
    try:
        assert not socket_folder(deep).is_relative_to(deep)
        assert query(embedded_url(deep, "postgres", "postgres"), "select 1") == 1
    finally:
        server.stop()
        shutil.rmtree(socket_folder(deep))


def test_a_folder_of_somebody_else_is_not_used(data: Path):
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of somebody else")
    closed = data / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)

    with pytest.raises(Wrong, match="cannot reach"):
        a_server(closed / "data").start()


def test_programs_are_kept_beside_the_files_they_made(data: Path):
    server = Server(data, account(), ["fsync=off"])
    server.start()
    server.stop()

    assert server.programs.is_relative_to(data)
    assert (server.programs / "bin" / "pg_dump").exists()


def test_the_server_ends_when_its_supervisor_is_killed(data: Path):
    program = f"""
import sys, time
from pathlib import Path
from tests.start.test_postgres import a_server
server = a_server(Path({str(data)!r}))
server.start()
print(server.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        pid = int(supervisor.stdout.readline())
        supervisor.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline, "the server lives on"
        time.sleep(0.05)
