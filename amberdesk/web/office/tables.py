"""Files in and out: try a table, then write it; templates to fill in; lists to take away."""

import io
from typing import Any

import openpyxl
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.operation.actions.imports import start_import
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.office.doors import actor_of, office
from amberdesk.web.office.exports import EXPORTS
from amberdesk.web.office.imports.columns import TABLES, Table
from amberdesk.web.office.imports.reading import (
    MOST_AT_ONCE,
    MOST_BYTES,
    MOST_ROWS,
    Row,
    Unreadable,
    read_file,
)
from amberdesk.web.office.imports.running import run
from amberdesk.web.office.pages import address, show

HOUR = 3600
LONGEST_ENVELOPE = 2_000_000  # Django takes forms up to 2.5 MB
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Offer the kinds of tables."""
    return show(
        request,
        "imports",
        "imports",
        title=_("Import i eksport"),
        tables=TABLES.values(),
        most=MOST_ROWS,
        megabytes=MOST_BYTES // 1_000_000,
    )


@office
@require_POST
def check(request: HttpRequest, kind: str) -> HttpResponse:
    """Try a file: say what it would do and what is wrong with it. Nothing is written."""
    table, upload = _table(kind), request.FILES.get("file")
    try:
        if upload is None:
            raise Unreadable(_("Wybierz plik."))
        if (upload.size or 0) > MOST_BYTES:
            raise Unreadable(_("Plik jest za duży: najwyżej 5 MB."))
        rows = read_file(upload.name or "", upload.read(), table)
        if len(rows) > MOST_AT_ONCE:
            return _long(request, table, rows)
        envelope = seal(request, table, rows)
    except Unreadable as error:
        return _page(request, table, status=422, error=str(error))
    report = run(table, rows, write=False, by=actor_of(request), at=now())
    envelope = "" if report.faults else envelope
    return _page(request, table, status=422 if report.faults else 200, report=report, envelope=envelope)


def _long(request: HttpRequest, table: Table, rows: list[Row]) -> HttpResponse:
    """Leave a long table to a worker, and show how far it is."""
    content = [(row.number, row.cells) for row in rows]
    job = start_import(table.kind, content, by=actor_of(request), at=now())
    return redirect(address("office:import_job", job.pk))


@office
@require_POST
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """Write what was tried before: all of it, or nothing when it no longer fits."""
    table = _table(kind)
    rows = unseal(request, table)
    if rows is None:
        return _page(
            request, table, status=422, error=_("Ten podgląd stracił ważność. Wczytaj plik jeszcze raz.")
        )
    report = run(table, rows, write=True, by=actor_of(request), at=now())
    return _page(request, table, status=200 if report.written else 422, report=report)


def _page(request: HttpRequest, table: Table, status: int, **page: Any) -> HttpResponse:
    shown: dict[str, Any] = {"report": None, "error": "", "envelope": "", **page}
    return show(request, "import", "imports", status, title=table.title, table=table, **shown)


def seal(request: HttpRequest, table: Table, rows: list[Row]) -> str:
    """Return the rows as text that only this person can send back, within an hour. Errors: Unreadable."""
    content = [[row.number, row.cells] for row in rows]
    text = signing.dumps(content, salt=_salt(request, table), compress=True)
    if len(text) > LONGEST_ENVELOPE:
        raise Unreadable(_("Plik ma za dużo tekstu. Podziel go."))
    return text


def unseal(request: HttpRequest, table: Table) -> list[Row] | None:
    """Return the rows that were tried; None for anything else."""
    try:
        content = signing.loads(request.POST.get("rows", ""), salt=_salt(request, table), max_age=HOUR)
    except signing.BadSignature:
        return None
    return [Row(number, cells) for number, cells in content]


def _salt(request: HttpRequest, table: Table) -> str:
    return f"office.import.{table.kind}.{request.user.pk}"


@office
@require_safe
def template(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """Give a file to fill in: headers and an example."""
    table = _table(kind)
    header = [column.pl for column in table.columns]
    if form not in ("csv", "xlsx"):
        raise Http404
    if form == "csv":
        return csv_answer(f"{kind}-wzor", header, table.examples)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(str(table.title)[:31])
    for line in (header, *table.examples):
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    answer = HttpResponse(content.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{kind}-wzor.xlsx"'
    return answer


@office
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give everything of a kind, in the columns in which it could come back."""
    table = _table(kind)
    return csv_answer(kind, [column.pl for column in table.columns], EXPORTS[kind]())


def _table(kind: str) -> Table:
    if kind not in TABLES:
        raise Http404
    return TABLES[kind]
