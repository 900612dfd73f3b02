import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from amberdesk.wiring.lines import LINES, hold_all


class Command(BaseCommand):
    help = "Hold the lines that stay open, until SIGTERM; ends at once where there are none."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        hold_all(LINES, stop)
