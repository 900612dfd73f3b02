"""pytest plugin: one embedded PostgreSQL for a run, in memory; one migrated template; a copy of it for each worker.

Loaded by `-p amberdesk.testing`, before Django reads its settings. With AMBERDESK_TEST_DATABASE_URL the tests run
on that server instead, whose role must be allowed to create databases.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from amberdesk.start.bootstrap import make_database
from amberdesk.start.catalogues import compile_catalogues
from amberdesk.start.database import embedded_url
from amberdesk.start.lock import hold
from amberdesk.start.postgres import Server
from amberdesk.start.processes import named_account

PREFIX = "amberdesk-test-"
TEMPLATE = "amberdesk_migrated"
IN_MEMORY = Path("/dev/shm")
FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=150",
)
FIXTURES = {  # a test with one of these, or with the mark django_db, needs the server
    "admin_client",
    "db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "django_db_setup",
    "live_server",
    "transactional_db",
}

_ours = ExitStack()  # the lock of our folder, so that no other run sweeps it away
_server: Server | None = None


def _prepare() -> None:
    """Point the settings at a server that starts only when a test needs it."""
    # a browser driven by a test leaves an event loop in its thread
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if "AMBERDESK_TEST_DATA" in os.environ:  # a worker: the controller has prepared
        return
    compile_catalogues()
    for name in set(os.environ) - {"AMBERDESK_TEST_DATABASE_URL"}:
        if name.startswith("AMBERDESK_"):
            del os.environ[name]
    base = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _sweep(base)
    data = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    _ours.enter_context(hold(data))
    os.environ["AMBERDESK_TEST_DATA"] = os.environ["AMBERDESK_DATA"] = str(data)
    os.environ["AMBERDESK_SECRET_KEY"] = secrets.token_urlsafe(50)
    if own := os.environ.get("AMBERDESK_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = own
    else:
        os.environ["DATABASE_URL"] = embedded_url(data)
        os.environ["AMBERDESK_TEST_TEMPLATE"] = TEMPLATE


def _sweep(base: Path) -> None:
    """Remove what killed runs have left in memory."""
    for left in base.glob(f"{PREFIX}*"):
        try:
            with open(left / "lock") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue  # in use, or somebody else's


def _start_server() -> None:
    """Start the server and migrate the template, once a run."""
    global _server
    if _server or "AMBERDESK_TEST_DATABASE_URL" in os.environ:
        return
    account = named_account("nobody") if os.geteuid() == 0 else None
    _server = Server(Path(os.environ["AMBERDESK_TEST_DATA"]), account, FORGETFUL, copy=False)
    _server.start()
    make_database(_server, may_create_databases=True)
    subprocess.run([sys.executable, "-m", "amberdesk", "migrate", "-v0", "--skip-checks"], check=True)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            f"create database {TEMPLATE} template amberdesk"
        )  # a template must have no readers


def pytest_configure(config: pytest.Config) -> None:
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        _start_server()  # the controller of several workers collects nothing itself


def pytest_runtestloop(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and any(_needs_database(item) for item in session.items):
        _start_server()


def _needs_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_unconfigure(config: pytest.Config) -> None:
    global _server
    if hasattr(config, "workerinput"):
        return
    if _server:
        _server.stop()
        _server = None
    shutil.rmtree(os.environ["AMBERDESK_TEST_DATA"], ignore_errors=True)
    _ours.close()


_prepare()
