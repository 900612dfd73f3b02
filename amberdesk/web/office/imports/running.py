"""Try every row of a file; keep all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amberdesk.outbox.actor import Actor
from amberdesk.people.refusals import Refused
from amberdesk.web.office.imports.applying import APPLY, BadCell, Known
from amberdesk.web.office.imports.columns import Table
from amberdesk.web.office.imports.reading import Row
from amberdesk.web.office.pages import sentence

MOST_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its number, the column's header ("" for the whole row), a sentence."""

    row: int
    column: str
    text: str


@dataclass(slots=True)
class Report:
    """What a file does or did: rows that are new, rows that were known, and what was wrong."""

    new: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    written: bool = False


class _Undo(Exception):
    """Take everything back."""


def run(
    table: Table,
    rows: Sequence[Row],
    *,
    write: bool,
    by: Actor,
    at: datetime,
    seen: dict[tuple[str, ...], int] | None = None,
) -> Report:
    """Return the report. With `write` and without faults everything is written; otherwise nothing is.

    A dry run does exactly what the real one does and takes it back, so the two cannot disagree.
    seen: keys of rows of the same file that were run before, and their numbers.
    """
    report = Report()
    try:
        with transaction.atomic():
            _apply_all(table, rows, report, by, at, {} if seen is None else seen)
            if report.faults or not write:
                raise _Undo
            report.written = True
    except _Undo:
        pass
    return report


def _apply_all(
    table: Table,
    rows: Sequence[Row],
    report: Report,
    by: Actor,
    at: datetime,
    seen: dict[tuple[str, ...], int],
) -> None:
    known, apply = Known(), APPLY[table.kind]
    for row in rows:
        fault = _missing(table, row) or _repeated(table, row, seen)
        if fault is None:
            try:
                with transaction.atomic():
                    is_new = apply(row.cells, known, by, at)
                report.new, report.known = report.new + is_new, report.known + (not is_new)
            except Refused as refusal:
                fault = Fault(row.number, _header(table, refusal.field), sentence(refusal))
            except BadCell as bad:
                fault = Fault(row.number, _header(table, bad.column), str(bad))
        if fault:
            report.faults.append(fault)
        if len(report.faults) >= MOST_FAULTS:
            return


def _missing(table: Table, row: Row) -> Fault | None:
    """Return the first cell that is needed and empty, or that looks like a formula."""
    for column in table.columns:
        text = row.cells.get(column.name, "")
        if column.required and not text:
            return Fault(row.number, column.pl, _("To pole jest potrzebne."))
        if text.startswith(("=", "@")):
            return Fault(row.number, column.pl, _("To wygląda na formułę. Wpisz sam tekst."))
    return None


def _repeated(table: Table, row: Row, seen: dict[tuple[str, ...], int]) -> Fault | None:
    key = tuple(row.cells.get(name, "").casefold() for name in table.key)
    first = seen.setdefault(key, row.number)
    if first == row.number:
        return None
    return Fault(
        row.number, _header(table, table.key[-1]), _("To samo co w wierszu %(number)s.") % {"number": first}
    )


def _header(table: Table, name: str) -> str:
    column = table.column(name)
    return column.pl if column else ""
