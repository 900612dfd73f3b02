"""The columns of the list: which there are, which are shown, and what they hold in an export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from amberdesk.orders.queries import OrderRow
from amberdesk.orders.words import CHANNELS, KINDS, STATES, WAITS, word
from amberdesk.web.lists.reader import Reader

Names = Mapping[int, str]  # of categories
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `cell`: its value in an export."""

    key: str
    label: Any
    cell: Callable[[OrderRow, Names], Any]
    internal: bool = False
    usual: bool = True


COLUMNS = (
    Column("number", lazy("Numer"), lambda r, n: r.number),
    Column("subject", lazy("Temat"), lambda r, n: r.subject),
    Column("network", lazy("Klient"), lambda r, n: r.network, usual=False),
    Column("site", lazy("Placówka"), lambda r, n: f"{r.site_code} {r.site}".strip()),
    Column("state", lazy("Stan"), lambda r, n: state_word(r)),
    Column("priority", lazy("Priorytet"), lambda r, n: r.priority),
    Column("level", lazy("Poziom"), lambda r, n: r.level, internal=True),
    Column("assignee", lazy("Technik"), lambda r, n: r.assignee, internal=True),
    Column("due", lazy("Termin"), lambda r, n: r.due_at),
    Column("reported", lazy("Zgłoszone"), lambda r, n: r.reported_at),
    Column("category", lazy("Kategoria"), lambda r, n: n.get(r.category_id or 0, ""), usual=False),
    Column("kind", lazy("Rodzaj"), lambda r, n: word(KINDS, r.kind), usual=False),
    Column("channel", lazy("Kanał"), lambda r, n: word(CHANNELS, r.channel), usual=False),
    Column("tags", lazy("Etykiety"), lambda r, n: ", ".join(r.tags), internal=True, usual=False),
    Column("resolved", lazy("Rozwiązane"), lambda r, n: r.resolved_at, usual=False),
    Column("changed", lazy("Ostatnia zmiana"), lambda r, n: r.last_event_at, usual=False),
)
ALWAYS = ("number", "subject")
COOKIE = "columns"


def possible_columns(reader: Reader) -> list[Column]:
    """Return the columns that the reader may have."""
    return [c for c in COLUMNS if reader.internal or not c.internal]


def shown_columns(reader: Reader) -> list[Column]:
    """Return the columns that the address names (col=, several), else the reader's last ones, else the usual ones."""
    named = reader.request.GET.getlist("col") or reader.request.COOKIES.get(COOKIE, "").split()
    wanted = {*ALWAYS, *named} if named else {c.key for c in COLUMNS if c.usual}
    if not named and len(reader.networks) > 1:
        wanted.add("network")
    return [c for c in possible_columns(reader) if c.key in wanted]


def keep_columns(request: HttpRequest, answer: HttpResponse, columns: Sequence[Column]) -> None:
    """Remember the columns in this browser."""
    kept = " ".join(c.key for c in columns)
    answer.set_cookie(COOKIE, kept, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())


def state_word(row: OrderRow) -> str:
    return word(WAITS, row.wait_reason) if row.wait_reason else word(STATES, row.state)


def cells(row: OrderRow, columns: Sequence[Column], names: Names) -> list[Any]:
    """Return a row of an export."""
    return [column.cell(row, names) for column in columns]
