"""Keep long imports: begin one, let a worker take it, note how far it is, end it."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from amberdesk.operation.models import WORKING, ImportJob
from amberdesk.outbox.actor import Actor

LEASE = timedelta(minutes=1)
KEPT = timedelta(days=1)
TRIES = 3
PACE = 0.5  # seconds between two notes


class Lost(Exception):
    """Another worker has taken the import meanwhile: this one's work must not count."""


def start_import(
    kind: str, rows: Sequence[tuple[int, dict[str, str]]], *, by: Actor, at: datetime
) -> ImportJob:
    """Return a new import, to be tried by a worker."""
    return ImportJob.objects.create(kind=kind, person_id=by.id, rows=list(rows), total=len(rows), at=at)


def confirm_import(job: ImportJob, *, at: datetime) -> bool:
    """Let a tried import be written; False when it is not one that was tried and found good."""
    tried = ImportJob.objects.filter(pk=job.pk, state="checked", at__gt=at - KEPT)
    return bool(tried.update(state="writing", done=0, attempts=0, leased_until=None, at=at))


@transaction.atomic
def take_import(now: datetime) -> ImportJob | None:
    """Return the oldest import that waits for a worker, leased to the caller; one tried too often has failed."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = ImportJob.objects.filter(free, state__in=WORKING).order_by("pk")
    job = waiting.select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.attempts, job.done, job.leased_until = job.attempts + 1, 0, now + LEASE
    if job.attempts > TRIES:
        job.state, job.rows = "failed", []
    job.save()
    return job if job.is_working else None


def finish_import(
    job: ImportJob, *, state: str, new: int, known: int, faults: Sequence[Any], at: datetime
) -> None:
    """Say how it ended. Raises Lost."""
    facts = {"state": state, "new": new, "known": known, "faults": list(faults), "at": at}
    facts |= {"leased_until": None, "done": job.total}
    if state != "checked":
        facts["rows"] = []
    ours = ImportJob.objects.filter(pk=job.pk, attempts=job.attempts, state=job.state)
    if not ours.update(**facts):
        raise Lost


def sweep_imports(now: datetime) -> int:
    """Forget imports that nobody has touched for a day; return how many."""
    return ImportJob.objects.filter(at__lt=now - KEPT).delete()[0]


class Progress:
    """Notes how many rows are done, on a connection of its own: the work itself commits only at its end."""

    def __init__(self, job: ImportJob) -> None:
        self._job, self._next = job, 0.0
        self._side = connection.copy()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._side.close()

    def __call__(self, done: int) -> None:
        """Note it, at most twice a second, and keep the lease."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + PACE
        with self._side.cursor() as cursor:
            cursor.execute(
                "UPDATE operation_importjob SET done = %s, leased_until = now() + make_interval(secs => %s) WHERE id = %s AND attempts = %s",
                [done, LEASE.total_seconds(), self._job.pk, self._job.attempts],
            )
