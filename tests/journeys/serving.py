"""The web server that users run, on a test's own database: live pages need it."""

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


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a server that shares this test's database."""
    port = free_port()
    words = ["--interface", "asginl", "--port", str(port), "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            *words,
            "--workers-kill-timeout",
            "2",
            "tests.journeys.site:application",
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)},
    )
    try:
        wait_for(port)
        yield f"http://localhost:{port}"
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


def wait_for(port: int) -> None:
    """Return when the server answers pages."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            wire = HTTPConnection("127.0.0.1", port, timeout=30)
            wire.request("GET", "/account/login/")
            if wire.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not start")
