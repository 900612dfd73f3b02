"""Tables that leave as files: no cell may become a formula in whoever's spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language

DANGEROUS = tuple("=+-@|\t\r\n＝＋－＠")
MARK = "'"


def guarded(value: Any) -> Any:
    """Return the cell as it may be written: text that a spreadsheet would run gets a mark before it.

    Numbers stay numbers; None is empty; instants and dates are ISO 8601.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).replace("\x00", "")
    return f"{MARK}{text}" if text.startswith(DANGEROUS) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given, for tables that come back."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith(DANGEROUS) else text


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Any]], separator: str) -> Iterator[str]:
    """Yield the rows as lines of CSV, every cell guarded."""
    writer = csv.writer(_Line(), delimiter=separator)
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return a table to download that the reader's spreadsheet opens: with a byte order mark, in his separator."""
    separator = ";" if (get_language() or "pl") == "pl" else ","

    def content() -> Iterator[str]:
        yield "\ufeff"
        yield from csv_lines([header], separator)
        yield from csv_lines(rows, separator)

    answer = StreamingHttpResponse(content(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
