"""The engine. Django finds it by this file's name."""

import select
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

KEPT = "prepared"  # the name that asks for a cursor of prepared statements
TRUSTED = 30.0  # seconds without a word after which a line is asked by a statement


class Keeping(base.ServerBindingCursor):
    """A cursor whose statements the server keeps planned."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Execute and, unless the connection forbids it, prepare."""
        return super().execute(query, params, **{"prepare": True, **options})


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    _heard = 0.0

    def is_usable(self) -> bool:
        """Return whether the connection holds, mostly without a round trip: a server that ended has closed the socket."""
        now = time.monotonic()
        if now - self._heard < TRUSTED and self._is_quiet():
            self._heard = now
            return True
        usable = bool(super().is_usable())
        self._heard = now if usable else 0.0
        return usable

    def _is_quiet(self) -> bool:
        """Return True if the idle line has nothing to tell; the end of a server would be something."""
        line = self.connection
        if line is None or line.closed or line.pgconn.transaction_status != TransactionStatus.IDLE:
            return False
        watched = select.poll()
        watched.register(line.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not watched.poll(0)

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor; the one for prepared statements gives the server text and values apart."""
        if name != KEPT:
            return super().create_cursor(name)
        return Keeping(self.connection)  # type: ignore[call-arg]

    def prepared_cursor(self) -> Any:
        """Return a cursor whose statements the server keeps planned after some uses.

        For hand-written statements that are asked often; the ORM's own text changes too much.
        """
        return self._cursor(KEPT)  # type: ignore[attr-defined]
