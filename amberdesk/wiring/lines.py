"""The lines: what stays open to the world (a telephone exchange, a mailbox), and the function that holds each.

Every machine may run `amberdesk lines`: a line has one holder at a time, whoever has its advisory lock.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from socket import gethostname
from typing import NamedTuple

import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from amberdesk.mail.door import stand
from amberdesk.mail.listening import listen
from amberdesk.mail.mailboxes import fetched
from amberdesk.phone.lines import asterisk_exchanges, hold
from amberdesk.start.database import direct_url

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds before another try for a line that is held elsewhere, or that broke


class Line(NamedTuple):
    """A name, like imap:serwis@example.pl, and a function that holds the line open until `stop` is set."""

    name: str
    hold: Callable[[threading.Event], None]


def asterisk_lines() -> list[Line]:
    """One to each Asterisk: its calls as they happen."""
    return [Line(f"asterisk:{x.code}", partial(hold, x.code)) for x in asterisk_exchanges()]


def mailbox_lines() -> list[Line]:
    """One to each mailbox whose mail is fetched; it begins anew by itself when the office changes it."""
    return [Line(f"imap:{address}", partial(listen, id)) for id, address in fetched()]


def door_lines() -> list[Line]:
    """The door of this machine through which its mail server hands mail over."""
    door = settings.AMBERDESK.mail_door
    return [Line(f"{door.protocol}:{gethostname()}:{door.port}", partial(stand, door))] if door else []


SOURCES: list[Callable[[], list[Line]]] = [asterisk_lines, mailbox_lines, door_lines]


def current_lines() -> list[Line]:
    """Return the lines that there are now: the office adds some and takes some away."""
    close_old_connections()
    return [line for source in SOURCES for line in source()]


def hold_current(find: Callable[[], Sequence[Line]], stop: threading.Event) -> None:
    """Hold the lines that `find` names, as they come and go, until `stop`."""
    held: dict[str, tuple[threading.Thread, threading.Event]] = {}
    while not stop.is_set():
        try:
            wanted = {line.name: line for line in find()}
        except (DatabaseError, InterfaceError):  # without the database the lines that we have are held on
            log.exception("the lines cannot be read")
        else:
            _follow(held, wanted)
        stop.wait(PAUSE)
    for _, ended in held.values():
        ended.set()
    for thread, _ in held.values():
        thread.join()


def _follow(held: dict[str, tuple[threading.Thread, threading.Event]], wanted: dict[str, Line]) -> None:
    """Let go of the lines that are gone, begin to hold the new ones."""
    for name in set(held) - set(wanted):
        held.pop(name)[1].set()
    for name in set(wanted) - set(held):
        ended = threading.Event()
        held[name] = threading.Thread(target=keep, args=(wanted[name], ended), name=name), ended
        held[name][0].start()


def keep(line: Line, stop: threading.Event) -> None:
    """Hold one line whenever nobody else does; a line that breaks is taken up again."""
    while not stop.is_set():
        try:
            with psycopg.connect(direct_url(settings.AMBERDESK), autocommit=True) as connection:
                if take(connection, line.name):
                    line.hold(stop)
        except (
            Exception
        ):  # whatever a server says that nobody thought of: the line is tried again, the others go on
            log.exception("line broke: %s", line.name)
        stop.wait(PAUSE)


def take(connection: psycopg.Connection, name: str) -> bool:
    """Return True if the line is ours for as long as the connection lives."""
    row = connection.execute(
        "select pg_try_advisory_lock(hashtextextended('line:' || %s, 0))", [name]
    ).fetchone()
    return row == (True,)
