"""Run what is due because time passed. Each job runs in one worker at a time."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from amberdesk.outbox.models import Tick

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A function of the present and how often it runs; it returns how much it did and is safe in parallel."""

    run: Callable[[datetime], int]
    every: timedelta
    lane: str = (
        "time"  # jobs of one lane run one after the other; what talks to the world has a lane of its own
    )

    @property
    def name(self) -> str:
        return f"{self.run.__module__}.{self.run.__qualname__}"


def run_due(jobs: Sequence[Job], now: datetime) -> int:
    """Run every job that is due at `now`; return how many ran. A failing job is logged and comes round again."""
    return sum(_run(job, now) for job in jobs if _take(job, now))


@transaction.atomic
def _take(job: Job, now: datetime) -> bool:
    """Claim this round of the job by moving its due time on; False when it is not due or another worker has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_tick (job, due_at, ran_at, error) VALUES (%s, %s, %s, '')"
            " ON CONFLICT (job) DO UPDATE SET due_at = excluded.due_at, ran_at = excluded.ran_at"
            " WHERE outbox_tick.due_at <= %s RETURNING job",
            [job.name, now + job.every, now, now],
        )
        return cursor.fetchone() is not None


def _run(job: Job, now: datetime) -> int:
    try:
        job.run(now)
        Tick.objects.filter(job=job.name).exclude(error="").update(error="")
    except Exception as error:  # the next round tries again; check and metrics show the error
        log.exception("job failed: %s", job.name)
        Tick.objects.filter(job=job.name).update(error=repr(error)[:1000])
    return 1
