"""One desk on one data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amberdesk.start.configuration import Wrong


class Busy(Wrong):
    """Another process holds the data folder."""


@contextmanager
def hold(data: Path) -> Iterator[None]:
    """Hold a data folder; the kernel lets go of it when we end, however we end. Raises Busy, Wrong."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = open(data / "lock", "a")  # noqa: SIM115
    except OSError as error:
        raise Wrong(
            f"The data folder {data} cannot be used: {error.strerror}. Choose another with --data."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Amberdesk already runs on {data}.") from None
        yield
