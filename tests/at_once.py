"""Two at once: what one does while another one's transaction is still open. For tests with real transactions."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection, transaction

PATIENCE = 5.0  # seconds


def while_open(*, one: Callable[[], object], other: Callable[[], object]) -> object:
    """Do `other` in a thread while what `one` did is not committed yet; return what became of `other`."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            one()
            begun = begin(pool, other)
        return begun.result(timeout=PATIENCE)


def begin(pool: ThreadPoolExecutor, work: Callable[[], object]) -> "Future[object]":
    """Start the work and return when it waits for a lock, or is done."""

    def alone() -> object:
        try:
            return work()
        finally:
            connection.close()

    begun = pool.submit(alone)
    until = time.monotonic() + PATIENCE
    while not begun.done() and not somebody_waits():
        assert time.monotonic() < until
        time.sleep(0.01)
    return begun


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None
