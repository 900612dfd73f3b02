"""Keep long imports: begin one, let a worker take it, note how far it is, end it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from amberdesk.operation.models import WORKING, ImportJob
from amberdesk.outbox.actor import Actor

LEASE = timedelta(minutes=1)
KEPT = timedelta(days=1)
TRIES = 10


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
    return bool(tried.update(state="writing", done=0, new=0, known=0, attempts=0, leased_until=None, at=at))


@transaction.atomic
def take_import(now: datetime) -> ImportJob | None:
    """Return the oldest import that waits for a worker, leased to the caller; one tried too often has failed."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = ImportJob.objects.filter(free, state__in=WORKING).order_by("pk")
    job = waiting.select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.attempts, job.leased_until = job.attempts + 1, now + LEASE
    if job.state == "checking":  # nothing of it is kept, so it begins anew
        job.done = job.new = job.known = 0
    if job.attempts > TRIES:
        job.state, job.rows = "failed", []
    job.save()
    return job if job.is_working else None


def note_progress(job: ImportJob, *, done: int, new: int, known: int) -> None:
    """Note how many rows are done, and of these last ones how many were new; keeps the lease. Raises Lost."""
    job.done, job.new, job.known = done, job.new + new, job.known + known
    _change(job, done=job.done, new=job.new, known=job.known, leased_until=Now() + LEASE)


def finish_import(job: ImportJob, *, state: str, faults: Sequence[Any], at: datetime) -> None:
    """Say how it ended. Raises Lost."""
    facts: dict[str, Any] = {"state": state, "faults": list(faults), "at": at, "leased_until": None}
    if state != "checked":
        facts["rows"] = []
    _change(job, **facts)


def _change(job: ImportJob, **facts: Any) -> None:
    ours = ImportJob.objects.filter(pk=job.pk, attempts=job.attempts, state=job.state)
    if not ours.update(**facts):
        raise Lost


def sweep_imports(now: datetime) -> int:
    """Forget imports that nobody has touched for a day; return how many."""
    return ImportJob.objects.filter(at__lt=now - KEPT).delete()[0]
