"""`amberdesk web`: granian serves pages and streams on one port."""

import argparse
import os
import sys

import django
from django.core.management import call_command

from amberdesk.start.bootstrap import check_server
from amberdesk.start.configuration import Wrong, read_configuration
from amberdesk.start.database import database_url
from amberdesk.start.demo_mark import is_demo, refuse_open_door
from amberdesk.start.ports import port_number
from amberdesk.start.prepare import database_holds_demo, migrations_wait

MOST_CONNECTIONS = 4096  # each open live page is one
LONGEST_STATEMENT = "20s"  # no page may keep the database busy for longer


def command(words: list[str]) -> None:
    """Bring static files up to date, then become the web server; does not return."""
    options = argparse.ArgumentParser("amberdesk web", allow_abbrev=False)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=port_number, default=8000)
    options.add_argument("--workers", type=int, default=1, help="processes (1)")
    chosen = options.parse_args(words[1:])
    configuration = read_configuration(os.environ)
    check_server(database_url(configuration))
    django.setup()
    if migrations_wait():
        raise Wrong("The database is older than this program: run `amberdesk migrate` first.")
    demo = is_demo(configuration.data) or database_holds_demo()
    refuse_open_door(chosen.host, configuration, demo=demo)
    call_command("collectstatic", interactive=False, verbosity=0)
    os.environ.setdefault("AMBERDESK_STATEMENT_TIMEOUT", LONGEST_STATEMENT)
    words = granian_options(chosen.host, chosen.port, chosen.workers)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "granian", *words, "amberdesk.asgi:application"])


def granian_options(host: str, port: int, workers: int) -> list[str]:
    return [
        *("--interface", "asginl", "--host", host, "--port", str(port), "--no-ws"),
        *("--workers", str(workers), "--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--backlog", str(MOST_CONNECTIONS), "--backpressure", str(MOST_CONNECTIONS // workers)),
        *("--log-level", "warning"),
    ]
