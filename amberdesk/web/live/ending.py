"""What an event loop does when its process is told to end."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

Handler = Callable[[int, FrameType | None], Any]


def before_exit(stop: Callable[[], None]) -> None:
    """Call `stop` on the running loop when this process is told to end, besides what ends it."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        if callable(before := signal.getsignal(number)):

            def told(number: int, frame: FrameType | None, before: Handler = before) -> None:
                loop.call_soon_threadsafe(stop)
                before(number, frame)

            signal.signal(number, told)
