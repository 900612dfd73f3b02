"""The board, its cards one by one, and its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from markupsafe import Markup

from amberdesk.orders.board import board as read_board
from amberdesk.orders.board import some_cards
from amberdesk.orders.board_queries import SHOWN, lane_counts
from amberdesk.orders.crew_queries import Crew, availability
from amberdesk.orders.crew_queries import crew as read_crew
from amberdesk.orders.lanes import COLUMNS, FREE
from amberdesk.orders.states import State
from amberdesk.phone.figure_queries import has_hotlines
from amberdesk.phone.queries import are_heard, waiting_now
from amberdesk.reports.alarms import alarms
from amberdesk.reports.queries import board_figures
from amberdesk.reports.words import sentence
from amberdesk.web.base.formats import capped
from amberdesk.web.board.cards import drawn
from amberdesk.web.board.reader import Reader, board_reader

MOST = 100  # cards in one answer
GRAVE = {"mail_stuck": "bad", "mailbox_lost": "bad", "exchange_lost": "bad", "worker_late": "bad"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the page. `drop`: the level that a card dropped here is assigned to; "" takes no cards.

    `rest`: the address of the list with what has no room here; "" when all is shown.
    """

    key: str
    title: str
    count: str
    drop: str
    cards: list[Markup]
    rest: str


@never_cache
@require_safe
@board_reader
def board(reader: Reader) -> HttpResponse:
    """Show the board; the figures follow by themselves."""
    found = read_board(reader.standing, reader.chosen, reader.at)
    titles, counts = column_titles(), counted(found.counts)
    page = {
        "title": _("Tablica"),
        "columns": [
            Column(
                key,
                titles[key],
                counts[key],
                key if key.startswith("L") else "",
                drawn(cards, found.crew, reader.at),
                rest_of(key, reader.code) if len(cards) == SHOWN else "",
            )
            for key, cards in found.columns.items()
        ],
        "may": sorted({act for cards in found.columns.values() for shown in cards for act in shown.acts}),
        "l1": first_line(found.crew),
        "waiting": callers_waiting(reader),
        "live_topics": [f"{what}:{n.pk}" for n in reader.chosen for what in ("network", "hotline")],
        **shared(reader),
    }
    return render(reader.request, "board/board.html", page)


@never_cache
@require_safe
@board_reader
def cards(reader: Reader) -> HttpResponse:
    """Show some orders' cards (?order=<id>, several); one that is not on this board any more is left out."""
    ids = [
        int(text)
        for text in reader.request.GET.getlist("order")[:MOST]
        if text.isdecimal() and len(text) < 19
    ]
    crew = read_crew(reader.ids, reader.at)
    found = some_cards(reader.standing, reader.chosen, ids, crew, reader.at)
    parts = {
        "cards": drawn(found, crew, reader.at),
        "counts": counted(lane_counts(reader.ids)),
        "l1": first_line(crew),
        "waiting": callers_waiting(reader),
        **shared(reader),
    }
    return render(reader.request, "board/_cards.html", parts)


@never_cache
@require_safe
@board_reader
def figures(reader: Reader) -> HttpResponse:
    """Show the line of figures, and what is wrong with the desk itself."""
    zone = get_current_timezone()
    facts = {
        "figures": board_figures(reader.ids, reader.at),
        "alarms": [
            (GRAVE.get(a.code, "warn"), sentence(a, reader.at, zone))
            for a in alarms(reader.at)
            if a.network is None or a.network in reader.standing.networks
        ],
    }
    return render(reader.request, "board/_figures.html", {**facts, **shared(reader)})


@never_cache
@require_safe
@board_reader
def line(reader: Reader) -> HttpResponse:
    """Show who of L1 is there now, and who waits on the phone."""
    crew = read_crew(reader.ids, reader.at)
    facts = {"l1": first_line(crew), "waiting": callers_waiting(reader), **shared(reader)}
    return render(reader.request, "board/_l1.html", facts)


def callers_waiting(reader: Reader) -> str | None:
    """Return how many callers wait, or that nobody knows; None where no network has a hotline."""
    if not has_hotlines(reader.ids):
        return None
    waiting = len(waiting_now(reader.ids, reader.at))
    return str(waiting) if waiting or are_heard(reader.ids) else _("brak danych")


def shared(reader: Reader) -> dict[str, Any]:
    """Return what every template of the board knows."""
    topics = " ".join(f"hotline:{n.pk}" for n in reader.chosen)
    return {"now": reader.at, "networks": reader.networks, "code": reader.code, "topics": topics}


def column_titles() -> dict[str, str]:
    return {"check": _("Do weryfikacji"), "L1": "L1", "L2": "L2", "L3": "L3", "wait": _("Oczekują")}


def rest_of(column: str, code: str) -> str:
    """Return the address of the list with everything of a column, of one network or of all."""
    narrowed = {"check": {"state": State.NEW}, "wait": {"state": State.WAITING}}.get(
        column, {"level": column}
    )
    return f"{reverse('lists:orders')}?{urlencode(narrowed | ({'network': code} if code else {}))}"


def counted(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the number at the head of each column: at a level "free + taken"."""
    said = {}
    for column, lanes in COLUMNS.items():
        free = next((counts[lane] for lane in lanes if lane.endswith(FREE)), 0)
        rest = sum(counts[lane] for lane in lanes if not lane.endswith(FREE))
        said[column] = f"{capped(free)}+{capped(rest)}" if free else capped(rest)
    return said


def first_line(crew: Crew) -> tuple[int, int]:
    """Return (available, on shift) of L1 now."""
    return availability(crew, "L1")
