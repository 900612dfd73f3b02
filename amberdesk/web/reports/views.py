"""The reports' pages. Representatives see their own network; technicians and administrators none of it."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.people.models import Person
from amberdesk.reports.access import reads_figures
from amberdesk.reports.queries import SUMS, Week, board_figures, load, weeks
from amberdesk.reports.solved import GOAL
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.charts import Column, columns, line
from amberdesk.web.base.sheets import csv_answer

View = Callable[[HttpRequest, Standing], HttpResponseBase]


def for_readers(view: View) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let in who reads figures; 404 to everybody else."""

    @require_safe
    @login_required
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request.user, Person)
        standing = standing_of(request.user.pk)
        if standing is None or not reads_figures(standing):
            raise Http404
        return view(request, standing)

    return asked


@for_readers
def reports(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show weeks, the share solved at L1, and who has how much."""
    mine, chosen = chosen_network(request, standing)
    ids = [chosen.pk] if chosen else [n.pk for n in mine]
    shown = weeks(ids, localdate())
    people = load(ids) if standing.networks else []
    facts = {
        "networks": mine,
        "chosen": chosen,
        "weeks": shown,
        "figures": board_figures(ids, now()),
        "people": people,
        "goal": GOAL,
        "placed_chart": _placed(shown),
        "ways_chart": _ways(shown),
        "ways": [(week, ways_of(week)) for week in shown],
        "share_chart": _shares(shown),
        "most": max((p.open for p in people), default=0),
    }
    return render(request, "reports/reports.html", facts)


@for_readers
def weeks_csv(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Give the weeks as a sheet."""
    mine, chosen = chosen_network(request, standing)
    ids = [chosen.pk] if chosen else [n.pk for n in mine]
    rows = [
        [week.monday.isoformat(), *(week.sums[name] for name in SUMS)] for week in weeks(ids, localdate(), 53)
    ]
    return csv_answer("amberdesk-weeks", ["week", *SUMS], rows)


def chosen_network(request: HttpRequest, standing: Standing) -> tuple[list[Network], Network | None]:
    """Return the reader's networks and the one that the address asks for. Raises Http404 for any other."""
    mine = list(networks(standing.visible))
    code = request.GET.get("network", "")
    chosen = next((n for n in mine if n.code == code), None)
    if code and chosen is None:
        raise Http404
    return mine, chosen


def _label(week: Week) -> str:
    return f"{week.monday:%d.%m}"


class Way(NamedTuple):
    """How reports of a week came: its class in charts, its words, how many, and their share; None in an empty week."""

    kind: str
    words: str
    orders: int
    share: float | None


def ways_of(week: Week) -> list[Way]:
    """Return each way with its share of the week's reports."""
    s = week.sums
    other = s["placed"] - s["by_form"] - s["by_hotline"] - s["by_mail"]
    ways = (("a", _("formularz"), s["by_form"]), ("b", _("infolinia"), s["by_hotline"]),
            ("c", _("e-mail"), s["by_mail"]), ("d", _("inne"), other))  # fmt: skip
    return [Way(kind, words, n, n / s["placed"] if s["placed"] else None) for kind, words, n in ways]


def _ways(shown: list[Week]) -> str:
    def parts(week: Week) -> list[tuple[str, float, str]]:
        return [
            (way.kind, way.share or 0.0, f"{_label(week)} · {way.words}: {way.share or 0:.0%} ({way.orders})")
            for way in ways_of(week)
        ]

    title = _("Udział formularza, telefonu i poczty według tygodni")
    return columns(title, [Column(_label(week), parts(week)) for week in shown], shares=True)


def _placed(shown: list[Week]) -> str:
    def parts(week: Week) -> list[tuple[str, float, str]]:
        return [
            (way.kind, way.orders, f"{_label(week)} · {way.words}: {way.orders}") for way in ways_of(week)
        ]

    return columns(
        _("Zgłoszenia według tygodni i drogi"), [Column(_label(week), parts(week)) for week in shown]
    )


def _shares(shown: list[Week]) -> str:
    def words(week: Week) -> str:
        s = week.sums
        of = ngettext("%(l1)s z %(n)s awarii", "%(l1)s z %(n)s awarii", s["failures"])
        return f"{_label(week)}: " + of % {"l1": s["solved_l1"], "n": s["failures"]}

    return line(_("Rozwiązane w L1"), [(_label(w), w.share, words(w)) for w in shown], goal=GOAL)
