"""Long tables, one after the other: tried, and when somebody has agreed, written."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from amberdesk.operation.actions.imports import (
    Lost,
    finish_import,
    note_progress,
    sweep_imports,
    take_import,
)
from amberdesk.operation.models import ImportJob
from amberdesk.outbox.actor import Actor
from amberdesk.web.office.imports.columns import TABLES
from amberdesk.web.office.imports.reading import Row
from amberdesk.web.office.imports.report import CALLS, run_calls
from amberdesk.web.office.imports.running import MOST_FAULTS, Fault, Report, run

log = logging.getLogger(__name__)
PART = 200  # rows of one transaction


def run_imports(now: datetime) -> int:
    """Work on what waits; return how many imports were worked on. After a kill the next worker goes on."""
    count = 0
    sweep_imports(now)
    while job := take_import(now):
        with translation.override(job.person.language):
            try:
                _work(job, now)
            except Lost:
                log.warning("import %s was taken by another worker", job.pk)
        count += 1
    return count


def _work(job: ImportJob, now: datetime) -> None:
    """Try or write the table part by part; a part and the note that it is done are kept together or not at all.

    Not in one transaction: the journal locks each subject until its end, and the database has room for some thousands.
    """
    writes, rows = job.state == "writing", [Row(number, cells) for number, cells in job.rows]
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    for first in range(job.done, len(rows), PART):
        part = rows[first : first + PART]
        with transaction.atomic():
            by = Actor("person", job.person_id)
            report = _run(job, part, write=writes, by=by, at=now, seen=seen)
            faults += report.faults
            if faults and (writes or len(faults) >= MOST_FAULTS):
                break
            note_progress(job, done=first + len(part), new=report.new, known=report.known)
    state = (("stopped", "faulty") if faults else ("written", "checked"))[not writes]
    told = [(f.row, f.column, f.text) for f in faults[:MOST_FAULTS]]
    finish_import(job, state=state, faults=told, at=now)


def title_of(kind: str) -> Any:
    """Return what a kind of table is called."""
    return CALLS.title if kind == CALLS.kind else TABLES[kind].title


def _run(
    job: ImportJob,
    part: list[Row],
    *,
    write: bool,
    by: Actor,
    at: datetime,
    seen: dict[tuple[str, ...], int],
) -> Report:
    if job.kind == CALLS.kind:
        return run_calls(part, write=write, by=by, at=at)
    return run(TABLES[job.kind], part, write=write, by=by, at=at, seen=seen)
