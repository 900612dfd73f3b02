"""Lines of the list as HTML. What a line shows is the key under which it is kept, so no change can be missed."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.timezone import localdate
from django.utils.translation import get_language
from markupsafe import Markup

from amberdesk.orders.bars import Bar, Bars
from amberdesk.orders.queries import OrderRow, Page
from amberdesk.orders.words import REASONS, word
from amberdesk.web.lists.columns import COLUMNS, Names, state_word
from amberdesk.web.lists.reader import Reader

KEPT = 8192  # lines in one process, about a kilobyte each
INDENT = re.compile(r"\n\s*")
BY_KEY = {column.key: column for column in COLUMNS}


class Told(NamedTuple):
    """What a line says beside its row: the clock to the minute, and words."""

    clock: str
    minutes: int
    share: int
    due_at: datetime | None
    category: str


def lines(reader: Reader, page: Page, names: Names, columns: Iterable[str]) -> list[Markup]:
    """Return the page's lines with their clocks as they stand now."""
    bars = Bars({n.pk: n for n in reader.networks}, reader.at).of(zip(page.rows, page.clocks, strict=True))
    shown, language, today = tuple(columns), get_language() or "pl", localdate(reader.at)
    return [
        line(row, told(row, bar, names), shown, reader.internal, language, today)
        for row, bar in zip(page.rows, bars, strict=True)
    ]


def told(row: OrderRow, bar: Bar | None, names: Names) -> Told:
    category = names.get(row.category_id or 0, "")
    if bar is None:
        return Told("", 0, 0, None, category)
    return Told(bar.state, int(bar.left.total_seconds() // 60), int(bar.share), bar.due_at, category)


@lru_cache(maxsize=KEPT)
def line(
    row: OrderRow, told: Told, columns: tuple[str, ...], internal: bool, language: str, today: date
) -> Markup:
    """Return one line."""
    facts = {
        "row": row,
        "told": told,
        "columns": [BY_KEY[key] for key in columns],
        "internal": internal,
        "state": state_word(row),
        "reason": word(REASONS, row.wait_reason) if row.wait_reason else "",
    }
    return Markup(INDENT.sub("", get_template("lists/_line.html").render(facts)))
