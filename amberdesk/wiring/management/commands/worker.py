import os
import signal
from typing import Any

from django.core.management.base import BaseCommand

from amberdesk import __version__
from amberdesk.start.watching import start_watching
from amberdesk.wiring.worker import Worker


class Command(BaseCommand):
    help = (
        "Deliver events to their subscribers and run the timetable, until SIGTERM; several workers may run."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        start_watching(os.environ, __version__)
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop.set())
        worker.run()
