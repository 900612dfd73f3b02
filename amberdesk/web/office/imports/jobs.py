"""Long tables, one after the other: tried, and when somebody has agreed, written."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import translation

from amberdesk.operation.actions.imports import Lost, Progress, finish_import, sweep_imports, take_import
from amberdesk.operation.models import ImportJob
from amberdesk.outbox.actor import Actor
from amberdesk.web.office.imports.columns import TABLES
from amberdesk.web.office.imports.reading import Row
from amberdesk.web.office.imports.running import Report, run

log = logging.getLogger(__name__)


def run_imports(now: datetime) -> int:
    """Work on what waits; return how many imports were worked on. Killed at any point, the next worker begins anew."""
    count = 0
    sweep_imports(now)
    while job := take_import(now):
        with translation.override(job.person.language), Progress(job) as progress:
            try:
                _work(job, progress, now)
            except Lost:
                log.warning("import %s was taken by another worker", job.pk)
        count += 1
    return count


def _work(job: ImportJob, progress: Progress, now: datetime) -> None:
    """Try or write the table. Writing and its report are kept together or not at all."""
    writes, rows = job.state == "writing", [Row(number, cells) for number, cells in job.rows]
    with transaction.atomic():
        by = Actor("person", job.person_id)
        report = run(TABLES[job.kind], rows, write=writes, by=by, at=now, progress=progress)
        faults = [(f.row, f.column, f.text) for f in report.faults]
        state = _state(report, writes)
        finish_import(job, state=state, new=report.new, known=report.known, faults=faults, at=now)


def _state(report: Report, writes: bool) -> str:
    if report.faults:
        return "faulty"
    return "written" if writes else "checked"
