"""An event loop for a test: in a thread of its own, since a browser's may run in the test's."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T], seconds: float = 20) -> T:
    """Return what the work returns; raise what it raises."""
    ended: list[Any] = []

    def loop() -> None:
        try:
            ended[:] = [asyncio.run(asyncio.wait_for(work, seconds)), None]
        except BaseException as error:
            ended[:] = [None, error]
        finally:
            connections.close_all()

    thread = Thread(target=loop)
    thread.start()
    thread.join()
    result, error = ended
    if error:
        raise error
    return result  # type: ignore[no-any-return]
