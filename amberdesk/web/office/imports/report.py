"""An operator's call report: its columns by the exchange's profile, its rows as calls."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.outbox.actor import Actor
from amberdesk.phone.actions.take_report import known_marks, take_report
from amberdesk.phone.adapters.report import BadEntry, Entry, is_call, read_entry
from amberdesk.phone.exchanges import COLUMNS, ReportSettings, report_settings
from amberdesk.phone.lists import exchange_by_code
from amberdesk.phone.models import Exchange
from amberdesk.web.office.imports.columns import Column, Table, folded
from amberdesk.web.office.imports.reading import MOST_BYTES, MOST_ROWS, Cells, Row, Unreadable, lines_of
from amberdesk.web.office.imports.running import Fault, Report

CALLS = Table(
    "calls",
    lazy("Raport połączeń operatora"),
    tuple(Column(name, headers[0], name) for name, headers in COLUMNS.items()),
    (),
    (),
)
PREAMBLE = 20  # lines before the header: titles, dates, the company's name
FAULTS = {
    "missing": lazy("To pole jest potrzebne."),
    "unreadable": lazy("Nie da się odczytać daty. Popraw jej zapis w ustawieniach centrali."),
    "ahead": lazy("Ta data dopiero będzie."),
    "old": lazy("Ta data jest sprzed ponad roku."),
    "length": lazy("Wpisz długość tak: 0:01:15 albo 75."),
    "result": lazy("Nie wiadomo, czy ktoś odebrał. Dopisz to słowo w ustawieniach centrali."),
}


def read_report(name: str, content: bytes, exchange: Exchange) -> list[Row]:
    """Return the rows of calls of a CSV or XLSX report, by the facts they hold. Errors: Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Plik jest za duży: najwyżej 5 MB."))
    if not content.strip():
        raise Unreadable(_("Plik jest pusty."))
    settings = report_settings(exchange.settings)
    encoding = "" if settings.encoding == "auto" else settings.encoding
    lines = iter(lines_of(content, encoding))
    facts = _header(islice(lines, PREAMBLE), settings)
    rows = []
    for number, cells in lines:
        found = {fact: cells[place] for fact, place in facts.items() if place < len(cells)}
        if is_call(found):
            rows.append(Row(number, found | {"exchange": exchange.code}))
        if len(rows) > MOST_ROWS:
            raise Unreadable(_("Najwyżej %(most)s wierszy naraz. Podziel plik.") % {"most": MOST_ROWS})
    if not rows:
        raise Unreadable(_("W pliku nie ma żadnych połączeń."))
    _tell_apart(rows)
    return rows


def _tell_apart(rows: Iterable[Row]) -> None:
    """Number the calls that have instant and numbers in common, where the report has no id: only equal rows are one call."""
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if not row.cells.get("id"):
            alike[tuple(row.cells.get(fact, "") for fact in ("at", "time", "caller", "number"))].append(row)
    for group in alike.values():
        told = [tuple(sorted(row.cells.items())) for row in group]
        places = {cells: place for place, cells in enumerate(dict.fromkeys(told))}
        for row, cells in zip(group, told, strict=True):
            if place := places[cells]:
                row.cells["again"] = f"#{place + 1}"


def _header(lines: Iterable[tuple[int, Cells]], settings: ReportSettings) -> dict[str, int]:
    """Return where each fact stands; the header is the first line that has all that is needed. Errors: Unreadable."""
    for _number, cells in lines:
        found = _places(cells, settings.columns)
        if {"at", "caller", "number"} <= set(found):
            return found
    wanted = [settings.columns[fact][0] for fact in ("at", "caller", "number")]
    raise Unreadable(
        _("Nie widzę kolumn: %(wanted)s. Popraw ich nagłówki w ustawieniach centrali.")
        % {"wanted": ", ".join(wanted)}
    )


def _places(cells: Cells, columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    said = {folded(cell): place for place, cell in reversed(list(enumerate(cells))) if cell}
    found: dict[str, int] = {}
    for fact, headers in columns.items():
        place = next((said[folded(h)] for h in headers if folded(h) in said), None)
        if place is not None and place not in found.values():
            found[fact] = place
    return found


def run_calls(rows: Sequence[Row], *, write: bool, by: Actor, at: datetime) -> Report:
    """Return the report on a part of a file; with `write` and without faults its calls are taken in."""
    report = Report()
    exchange = exchange_by_code(rows[0].cells["exchange"]) if rows else None
    if exchange is None:
        return report
    entries: list[Entry] = []
    settings = report_settings(exchange.settings)
    for row in rows:
        try:
            entries.append(read_entry(row.cells, settings, at))
        except BadEntry as bad:
            header = settings.columns.get(bad.fact) or (bad.fact,)
            report.faults.append(Fault(row.number, header[0], str(FAULTS[bad.code])))
    once = list({entry.mark: entry for entry in entries}.values())
    report.known = len(known_marks(exchange, once)) + len(entries) - len(once)
    report.new = len(entries) - report.known
    if write and not report.faults:
        with transaction.atomic():
            take_report(exchange, once, by=by, at=at)
        report.written = True
    return report
