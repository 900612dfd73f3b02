"""A file that somebody sent -> rows of text by column. Nothing in it is run, and nothing large is unpacked.

Errors: Unreadable, with a sentence about the whole file.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

import openpyxl
from django.utils.translation import gettext as _

from amberdesk.web.base.sheets import unguarded
from amberdesk.web.office.imports.columns import Table, folded

MOST_ROWS = 20_000
MOST_AT_ONCE = 200  # rows that are read while somebody waits; more are a worker's
MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
LONGEST_CELL = 2000
MOST_COLUMNS = 60
Cells = list[str]


class Unreadable(ValueError):
    """The file as a whole cannot be taken; the text is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (as a spreadsheet counts), and what its cells say by the columns' names."""

    number: int
    cells: dict[str, str]


def read_file(name: str, content: bytes, table: Table) -> list[Row]:
    """Return the rows of a CSV or XLSX file that are not empty."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Plik jest za duży: najwyżej 5 MB."))
    if not content.strip():
        raise Unreadable(_("Plik jest pusty."))
    return _rows(lines_of(content), table)


def lines_of(content: bytes, encoding: str = "") -> Iterator[tuple[int, Cells]]:
    """Return the lines of a CSV or XLSX file that are not empty, with their numbers; "" finds the encoding out."""
    if content[:4] == b"PK\x03\x04":
        return _xlsx_lines(content)
    return _csv_lines(content, encoding)


def _rows(lines: Iterator[tuple[int, Cells]], table: Table) -> list[Row]:
    number, header = next(lines, (0, []))
    if not number:
        raise Unreadable(_("Plik jest pusty."))
    names = _columns(header, table)
    rows: list[Row] = []
    for number, cells in lines:
        if len(rows) == MOST_ROWS:
            raise Unreadable(_("Najwyżej %(most)s wierszy naraz. Podziel plik.") % {"most": MOST_ROWS})
        rows.append(Row(number, {name: text for name, text in zip(names, cells, strict=False) if name}))
    if not rows:
        raise Unreadable(_("Plik ma tylko nagłówki. Wpisz pod nimi dane."))
    return rows


def _columns(header: Cells, table: Table) -> list[str]:
    """Return the columns' names in the order of the file; "" for a column without a header."""
    known = {
        folded(said): column.name for column in table.columns for said in (column.name, column.en, column.pl)
    }
    names = [known.get(folded(text), text) if text else "" for text in header]
    wanted = ", ".join(column.pl for column in table.columns)
    if strange := [text for name, text in zip(names, header, strict=True) if name and not table.column(name)]:
        raise Unreadable(
            _("Nie znam kolumny „%(column)s”. Znam: %(wanted)s.")
            % {"column": strange[0][:60], "wanted": wanted}
        )
    if twice := [name for name in set(names) if name and names.count(name) > 1]:
        raise Unreadable(_("Kolumna „%(column)s” jest dwa razy.") % {"column": _said(table, twice[0])})
    if missing := [column.pl for column in table.columns if column.required and column.name not in names]:
        raise Unreadable(_("Brakuje kolumny „%(column)s”.") % {"column": missing[0]})
    return names


def _said(table: Table, name: str) -> str:
    column = table.column(name)
    return column.pl if column else name


def _csv_lines(content: bytes, encoding: str = "") -> Iterator[tuple[int, Cells]]:
    text = _decoded(content, [encoding] if encoding else [])
    first = next(line for line in text.splitlines() if line.strip())
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            yield from _clean(number, cells)
    except csv.Error as error:
        said = _("Wiersz %(number)s: nie da się odczytać, popraw cudzysłowy.") % {"number": reader.line_num}
        raise Unreadable(said) from error


def _decoded(content: bytes, named: list[str]) -> str:
    """Return the text: in a named encoding, UTF-8 or UTF-16 by its mark, UTF-8, else the Windows encoding of Polish."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1250"]
    for encoding in named or encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text and text.strip():
            return text
    raise Unreadable(_("To nie jest plik CSV ani XLSX. Zapisz go z arkusza jako CSV UTF-8 albo XLSX."))


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            if number > 2 * MOST_ROWS:
                raise Unreadable(_("Najwyżej %(most)s wierszy naraz. Podziel plik.") % {"most": MOST_ROWS})
            yield from _clean(number, [_cell(cell) for cell in cells])
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken workbook makes the library raise
        raise Unreadable(
            _("Tego pliku XLSX nie da się odczytać. Zapisz go jeszcze raz albo jako CSV.")
        ) from error


def _check_parts(parts: ZipFile) -> None:
    """Refuse what unpacks to much more than tables need, and XML with definitions of its own."""
    infos = parts.infolist()
    if len(infos) > 1000 or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise Unreadable(_("Plik XLSX po rozpakowaniu jest za duży."))
    for info in infos:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(_("Plik XLSX jest spakowany nieznanym sposobem."))
        if info.filename.endswith((".xml", ".rels")):
            start = parts.open(info).read(4096).replace(b"\x00", b"").upper()
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise Unreadable(_("Plik XLSX zawiera niedozwolone definicje."))


def _cell(cell: Any) -> str:
    """Return a cell as it reads in the sheet: 41 shown as 041 is "041", a date is ISO, a whole number has no ".0"."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        shape = cell.number_format or ""
        return f"{value:0{len(shape)}}" if shape and set(shape) == {"0"} and len(shape) <= 20 else str(value)
    return str(value)


def _clean(number: int, cells: list[str]) -> Iterator[tuple[int, Cells]]:
    """Yield the row unless it is empty. Errors: Unreadable for cells and rows longer than any table's."""
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise Unreadable(_("Wiersz %(number)s ma za dużo kolumn.") % {"number": number})
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise Unreadable(_("Wiersz %(number)s ma za długą komórkę.") % {"number": number})
    texts = [unguarded(" ".join(cell.split())) for cell in cells]
    if any(texts):
        yield number, texts
