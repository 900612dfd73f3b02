"""The page of levels as facts: how long orders were where, what came back, and the orders behind each number."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.lists import all_categories
from amberdesk.customers.models import Network
from amberdesk.customers.texts import text_in
from amberdesk.reports.access import reads_levels
from amberdesk.reports.levels import Levels, Line, Wanted, levels, reasons
from amberdesk.reports.solved import Asked
from amberdesk.reports.stays import CAME, LEFT
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.reports.solved import period
from amberdesk.web.reports.views import chosen_network, for_readers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAGE = 100  # stays of one page of the list
WORDS = {
    "assigned": lazy("przydzielone"),
    "not_for_l1": lazy("przydzielone: nie dla L1"),
    "handed_over": lazy("przekazane"),
    "sent_back": lazy("zwrócone"),
    "reopened": lazy("otwarte ponownie"),
    "resolved": lazy("rozwiązane"),
    "cancelled": lazy("anulowane"),
    "merged": lazy("scalone"),
    "corrected": lazy("poprawione dane"),
    "": lazy("nadal tutaj"),
}
MOVERS = {"L1": "L1", "L2": lazy("L2 w zastępstwie L1"), "L3": "L3", "": lazy("koordynator lub reguła")}
YES_NO = {"1": True, "0": False}
_KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})-([0-9]{1,6})")


@for_readers
def levels_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show the stays that began in a period."""
    mine, chosen, told, kept = _told(request, standing)
    wanted, own = _wanted(request)
    lines = [line for line in told.lines if wanted.of(line)]
    start = _start(lines, request.GET.get("after", ""))
    shown, names = lines[start : start + PAGE], category_words()
    facts: dict[str, Any] = {
        "networks": mine,
        "chosen": chosen,
        "told": told,
        **kept,
        "reasons": reasons(told.lines),
        "lines": shown,
        "count": len(lines),
        "older": key(shown[-1]) if len(lines) > start + PAGE else "",
        "address": urlencode(kept["address"]),
        "filter": urlencode(own),
        "narrowed": own,
        "words": WORDS,
        "came": CAME,
        "left": LEFT,
        "by_category": [(pk, names.get(pk, pk), rate) for pk, rate in told.returns_by_category],
        "by_mover": [(own, MOVERS.get(own, own), rate) for own, rate in told.returns_by_mover],
    }
    return render(request, "reports/levels.html", facts)


@for_readers
def levels_csv(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Give the stays as a sheet, all of them that the filter leaves."""
    _mine, _chosen, told, _kept = _told(request, standing)
    wanted, _own = _wanted(request)
    header = ["number", "stay", "level", "start", "end", "wall_seconds", "covered_seconds"]
    header += [
        "came",
        "came_from",
        "moved_by_level",
        "left",
        "went_to",
        "l2_acted_as_l1",
        "returned",
        "category",
    ]
    names = category_words()
    return csv_answer("amberdesk-levels", header, _rows(told, wanted, names))


def _rows(told: Levels, wanted: Wanted, names: dict[int, str]) -> Iterator[list[Any]]:
    for line in told.lines:
        if wanted.of(line):
            s = line.stay
            times = [s.start, s.end, int(line.wall.total_seconds()), int(line.covered.total_seconds())]
            how = [s.came, s.came_from, s.mover, s.left, s.went_to, s.acting, s.returned]
            yield [line.number, s.place, s.level, *times, *how, names.get(line.category, "")]


def category_words() -> dict[int, str]:
    """Return the names of all categories; orders without one have 0."""
    language = get_language() or "pl"
    return {0: _("bez kategorii")} | {c.pk: text_in(c.name, language) for c in all_categories()}


def _told(
    request: HttpRequest, standing: Standing
) -> tuple[list[Network], Network | None, Levels, dict[str, Any]]:
    """Return the networks, the chosen one, the report, and what the address asked for. Raises Http404."""
    if not reads_levels(standing):
        raise Http404
    mine, chosen = chosen_network(request, standing)
    of = [chosen] if chosen else mine
    first, last, problem = period(request)
    told = levels(of, Asked.of(of, first, last), now())
    address = {"network": chosen.code if chosen else "", "from": first.isoformat(), "to": last.isoformat()}
    kept = {name: value for name, value in address.items() if value}
    return mine, chosen, told, {"first": first, "last": last, "problem": problem, "address": kept}


def _wanted(request: HttpRequest) -> tuple[Wanted, dict[str, str]]:
    """Return which stays are asked for, and the part of the address that asks. Raises Http404 for what is none."""
    get = request.GET
    own = {name: get[name] for name in Wanted._fields if name in get}
    category = own.get("category")
    if category is not None and not re.fullmatch(r"[0-9]{1,18}", category):
        raise Http404
    flags = {name: own[name] for name in ("acting", "handed", "returned") if name in own}
    if not set(flags.values()) <= YES_NO.keys():
        raise Http404
    told: dict[str, Any] = own | {name: YES_NO[value] for name, value in flags.items()}
    return Wanted(**told | ({"category": int(category)} if category else {})), own


def key(line: Line) -> str:
    """Return the place of a stay in the list."""
    return f"{(line.stay.start - EPOCH) // timedelta(microseconds=1)}-{line.order}-{line.stay.place}"


def _start(lines: list[Line], after: str) -> int:
    """Return where the page after a stay begins; an address that is none begins at the first."""
    found = _KEY.fullmatch(after)
    if found is None:
        return 0
    micros, order, place = map(int, found.groups())
    edge = (EPOCH + timedelta(microseconds=micros), order, place)
    return sum((line.stay.start, line.order, line.stay.place) >= edge for line in lines)
