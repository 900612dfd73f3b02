"""The web server that users run, on the tests' own database: live pages need it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]


Server = subprocess.Popen[bytes]


@contextmanager
def serving(
    application: str, answers: str = "/account/login/", status: int = 200
) -> Iterator[tuple[Server, int]]:
    """Yield a server that shares this test's database, and its port, once it answers there with this status."""
    port = free_port()
    words = ["--interface", "asginl", "--port", str(port), "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "--workers-kill-timeout", "2", application],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)},
    )
    try:
        wait_for(port, answers, status)
        yield server, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def database_url() -> str:
    """Return the address of this test's own database."""
    own = connection.get_connection_params()
    return (
        f"postgresql://{own.get('user', '')}@/{own['dbname']}?host={own['host']}&port={own.get('port', 5432)}"
    )


def wait_for(port: int, answers: str, status: int) -> None:
    """Return when the server answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            wire = HTTPConnection("127.0.0.1", port, timeout=30)
            wire.request("GET", answers)
            if wire.getresponse().status == status:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not start")
