"""Rows that many tests of a module begin with, made once for the module and taken back behind it."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

T = TypeVar("T")


@contextmanager
def kept(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Make the rows in a transaction around the transactions of tests; give each test models of its own.

    What uses it must be a fixture of a module whose name begins with `kept_`: tests without it run first.
    """
    with blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # as the transaction of a test: within it one may be durable
        around.__enter__()
        try:
            rows = pickle.dumps(make())
        except BaseException:
            _leave(around)
            raise
    try:
        yield lambda: pickle.loads(rows)
    finally:
        with blocker.unblock():
            _leave(around)


def _leave(around: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    around.__exit__(None, None, None)
    assert not connection.in_atomic_block
