"""The figures of hotlines: in all, by day, half hour, hotline and technician, each with its formula."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amberdesk.customers.phones import readable
from amberdesk.phone.availability import length
from amberdesk.phone.figure_queries import (
    Asked,
    Report,
    availability_of,
    exchange_kinds,
    has_hotlines,
    lost_by_day,
    lost_in,
    report,
    work,
)
from amberdesk.phone.figure_words import OUTCOMES, formulas, identity
from amberdesk.phone.figures import OUTCOMES as CODES
from amberdesk.phone.figures import Tally, numbers
from amberdesk.phone.promise import answer_within
from amberdesk.phone.words import sources
from amberdesk.rosters.words import STATUSES
from amberdesk.web.base.charts import Column, columns, line
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.watch.live import places
from amberdesk.web.watch.reader import Reader, figure_reader

GOAL = 0.8  # answered within the target
MOST_GAPS = 50  # stretches of nobody on the page
SHARES = ("answered_share", "abandoned_share", "service_level", "free_share")
TIMES = ("asa_ms", "median_ms", "p90_ms", "longest_ms", "handling_ms")
SHOWN = ("available", "ringing", "on_call", "wrap_up", "break", "away")  # statuses of who is at work
PARTS = (("a", "answered"), ("b", "callback"), ("c", "redirected"), ("d", "missed"))


@never_cache
@require_safe
@figure_reader
def figures(reader: Reader) -> HttpResponse:
    """Show the figures of a period."""
    asked, problem = reader.period()
    found, available = report(asked), availability_of(asked)
    lost = lost_in(asked, reader.at)
    lost_days = lost_by_day(lost, asked)
    within = min(answer_within(network, reader.at) for network in asked.networks)
    address = {"from": asked.first.isoformat(), "to": asked.last.isoformat(), "network": reader.code}
    facts: dict[str, Any] = {
        "title": _("Liczby infolinii"),
        "asked": asked,
        "problem": problem,
        "found": found,
        "formulas": formulas(within),
        "shares": SHARES,
        "times": TIMES,
        "identity": identity({name: getattr(found.total, name) for name in ("offered", *CODES)}),
        "available": available,
        "gaps": available.nobody[-MOST_GAPS:] if available else (),
        "lost": lost[-MOST_GAPS:],
        "lost_for": length(lost),
        "lost_days": lost_days,
        "days": sorted({**dict.fromkeys(lost_days), **dict(found.days)}.items(), reverse=True),
        "work": work(asked) if reader.internal else [],
        "statuses": [(status, STATUSES[status]) for status in SHOWN],
        "day_chart": _by_day(found),
        "half_hour_chart": _by_half_hour(found),
        "level_chart": _levels(found),
        "outcomes": OUTCOMES,
        "goal": GOAL,
        "clock": clock,
        "readable": readable,
        "numbers": numbers,
        "there": has_hotlines(asked.ids),
        "sources": sources(exchange_kinds(asked.ids)),
        "address": urlencode({name: value for name, value in address.items() if value}),
        **places(reader),
    }
    return render(reader.request, "watch/figures.html", facts)


@never_cache
@require_safe
@figure_reader
def figures_csv(reader: Reader) -> HttpResponseBase:
    """Give the days as a sheet; a figure of which nothing is known is an empty cell."""
    asked, _problem = reader.period()
    header = ["day", *numbers(Tally())]
    return csv_answer("amberdesk-hotline", header, _rows(asked))


def _rows(asked: Asked) -> Iterator[list[Any]]:
    for day, tally in report(asked).days:
        yield [day, *numbers(tally).values()]


def clock(minutes: int) -> str:
    """Return "9:30" for minutes after midnight."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _label(day: date) -> str:
    return f"{day:%d.%m}"


def _by_day(found: Report) -> str:
    days = [Column(_label(day), _parts(_label(day), tally)) for day, tally in found.days]
    return columns(_("Połączenia według dni"), days)


def _by_half_hour(found: Report) -> str:
    halves = [Column(clock(at), _parts(clock(at), tally)) for at, tally in found.half_hours]
    return columns(_("Połączenia według półgodzin"), halves)


def _parts(label: str, tally: Tally) -> list[tuple[str, float, str]]:
    missed = tally.offered - tally.answered - tally.callback - tally.redirected
    values = {"answered": tally.answered, "callback": tally.callback, "redirected": tally.redirected}
    words = {**OUTCOMES, "missed": _("pozostałe")}
    counts = values | {"missed": missed}
    return [(look, counts[key], f"{label} · {words[key]}: {counts[key]}") for look, key in PARTS]


def _levels(found: Report) -> str:
    def words(label: str, tally: Tally) -> str:
        return _("%(label)s: %(part)s z %(whole)s w czasie") % {
            "label": label,
            "part": tally.within,
            "whole": tally.counted,
        }

    days = [(_label(day), tally.service_level, words(_label(day), tally)) for day, tally in found.days]
    return line(_("Odebrane w czasie według dni"), days, goal=GOAL)
