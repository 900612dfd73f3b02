"""The embedded server for the length of one command."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from amberdesk.start.bootstrap import make_database
from amberdesk.start.configuration import Wrong
from amberdesk.start.database import socket_folder
from amberdesk.start.lock import Busy, hold
from amberdesk.start.postgres import Server
from amberdesk.start.processes import own_account


@contextmanager
def running_server(data: Path) -> Iterator[None]:
    """Have the embedded server running: the one of `amberdesk up`, else our own, ended afterwards. Raises Wrong."""
    with ExitStack() as ours:
        try:
            ours.enter_context(hold(data))
        except Busy:
            wait_for_socket(data)
        else:
            server = Server(data, own_account())
            ours.callback(server.stop)
            server.start()
            make_database(server)
        yield


def wait_for_socket(data: Path, patience: float = 30) -> None:
    """Whoever holds the folder may just be starting."""
    deadline = time.monotonic() + patience
    while not any(socket_folder(data).glob(".s.PGSQL.*[0-9]")):
        if time.monotonic() > deadline:
            raise Wrong(f"Another process holds {data}, but its database does not run.")
        time.sleep(0.1)
