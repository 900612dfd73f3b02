"""The worker process: fans events out, runs the lanes, keeps the timetable. Any number of them may run."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.publish import LIVE
from amberdesk.outbox.timetable import run_due
from amberdesk.wiring.switchboard import SWITCHBOARD
from amberdesk.wiring.timetable import TIMETABLE

log = logging.getLogger(__name__)
LANES = sorted({s.lane for subscribers in SWITCHBOARD.values() for s in subscribers})
PATIENCE = 2.0  # seconds after which a lane looks for itself, should a wake-up be lost


class Worker:
    """Threads that run until `stop` is set: one listens, one fans out, one keeps time, one for each lane."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._bells = {name: threading.Event() for name in ("fan out", *LANES)}

    def run(self) -> None:
        """Work until `stop`; an error in one thread is logged and the thread goes on."""
        threads = [self._thread("listen", self._listen)]
        for lane in sorted({job.lane for job in TIMETABLE}):
            threads.append(self._thread(lane, partial(self._keep_time, lane)))
        threads.append(self._thread("fan out", partial(self._drain, "fan out", _fan_out)))
        for lane in LANES:
            threads.append(self._thread(lane, partial(self._drain, lane, partial(_run_lane, lane))))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=self._again_and_again, args=(work,), name=name, daemon=True)

    def _again_and_again(self, work: Callable[[], None]) -> None:
        while not self.stop.is_set():
            try:
                work()
            except Exception:  # a lost database comes back; nothing taken is lost, its lease ends
                log.exception("worker thread starts again")
                connection.close()
                self.stop.wait(1)
        connection.close()

    def _drain(self, name: str, take: Callable[[], int]) -> None:
        """Take work while there is some; then wait for the bell."""
        while not self.stop.is_set():
            if take() == 0:
                self._bells[name].wait(PATIENCE)
                self._bells[name].clear()
            elif name == "fan out":
                self._ring(LANES)

    def _keep_time(self, lane: str) -> None:
        due = {job: timezone.now() for job in TIMETABLE if job.lane == lane}
        while not self.stop.wait(0.5):
            for job in [job for job, at in due.items() if at <= timezone.now()]:
                run_due([job], timezone.now())
                due[job] = timezone.now() + job.every
            close_old_connections()

    def _listen(self) -> None:
        """Ring the fan-out's bell whenever an event has been committed anywhere."""
        with listener() as line:
            line.execute(f"LISTEN {LIVE}")
            while not self.stop.is_set():
                for _ in line.notifies(timeout=1, stop_after=1):
                    self._ring(["fan out"])

    def _ring(self, names: list[str]) -> None:
        for name in names:
            self._bells[name].set()


@contextmanager
def listener() -> Iterator[psycopg.Connection[Any]]:
    """Hold a connection that can listen: around a pooler if there is one, else Django's own."""
    if direct := settings.AMBERDESK.database_direct_url:
        with psycopg.connect(direct, autocommit=True) as line:
            yield line
    else:
        connection.ensure_connection()
        yield connection.connection


def _fan_out() -> int:
    return fan_out(timezone.now())


def _run_lane(lane: str) -> int:
    return run_lane(lane, timezone.now())
