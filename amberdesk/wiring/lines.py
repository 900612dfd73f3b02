"""The lines: what stays open to the world (IMAP IDLE, LMTP, a telephone exchange), and the function that holds each.

Every machine may run `amberdesk lines`: a line has one holder at a time, whoever has its advisory lock.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import psycopg
from django.conf import settings

from amberdesk.start.database import direct_url

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds before another try for a line that is held elsewhere, or that broke


class Line(NamedTuple):
    """A name, like imap:serwis@example.pl, and a function that holds the line open until `stop` is set."""

    name: str
    hold: Callable[[threading.Event], None]


LINES: list[Line] = []


def hold_all(lines: Sequence[Line], stop: threading.Event) -> None:
    """Hold every line, each in its thread, until `stop`; return at once where there are none."""
    threads = [threading.Thread(target=keep, args=(line, stop), name=line.name) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def keep(line: Line, stop: threading.Event) -> None:
    """Hold one line whenever nobody else does; a line that breaks is taken up again."""
    while not stop.is_set():
        try:
            with psycopg.connect(direct_url(settings.AMBERDESK), autocommit=True) as connection:
                if take(connection, line.name):
                    line.hold(stop)
        except Exception:  # one broken line must not take the others down
            log.exception("line broke: %s", line.name)
        stop.wait(PAUSE)


def take(connection: psycopg.Connection, name: str) -> bool:
    """Return True if the line is ours for as long as the connection lives."""
    row = connection.execute(
        "select pg_try_advisory_lock(hashtextextended('line:' || %s, 0))", [name]
    ).fetchone()
    return row == (True,)
