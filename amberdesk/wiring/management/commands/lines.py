import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from amberdesk.wiring.lines import current_lines, hold_current


class Command(BaseCommand):
    help = "Hold the lines that stay open, as the office adds and removes them, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        hold_current(current_lines, stop)
