"""What would have been: past orders under another agreement. For who steers or manages the network."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amberdesk.operation.actions.simulations import Lost, begin_simulation
from amberdesk.operation.models import SimulationRun
from amberdesk.operation.simulations import simulation_of, simulations_of
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.reports.simulated import Figure, Simulated
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.reports.simulating import MOST, PART, orders_asked, question_of, reckon
from amberdesk.web.reports.simulation_forms import target_name
from amberdesk.web.reports.supposing import Question, ask

READERS = COORDINATING | {Role.MANAGER}
SHOWN = 300  # orders on the page; the sheet has all
View = Callable[..., HttpResponseBase]


def for_steering(view: View) -> View:
    """Let in who answers for networks; 404 to everybody else."""

    @login_required
    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, **named: Any) -> HttpResponseBase:
        assert isinstance(request.user, Person)
        standing = standing_of(request.user.pk)
        if standing is None or standing.role not in READERS or not standing.networks:
            raise Http404
        return view(request, standing, **named)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@for_steering
def simulation(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Ask for an agreement and a time, then for what is supposed; have that reckoned."""
    whole = request.method == "POST"
    asked = ask(request.POST if whole else request.GET, standing, whole=whole)
    if asked.what is not None:
        return redirect("reports:simulation_run", id=begin(request, standing, asked).pk)
    runs = simulations_of(request.user.pk or 0, standing.networks)
    return _page(request, asked, {"runs": runs}, 422 if asked.wrong else 200)


def begin(request: HttpRequest, standing: Standing, asked: Question) -> SimulationRun:
    """Return a new simulation, reckoned already when it is little."""
    assert asked.version is not None
    total = min(len(orders_asked(asked)), MOST)
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    here, by = total <= PART, Actor("person", request.user.pk)
    run = begin_simulation(asked.version, question=sent.urlencode(), total=total, here=here, by=by, at=now())
    if here:
        with suppress(Lost):  # a worker has it: its page tells
            reckon(run, standing)
    return run


@require_safe
@for_steering
def simulation_run(request: HttpRequest, standing: Standing, id: int) -> HttpResponse:
    """Show how far a simulation is, then what came out; the page asks again for this part alone."""
    run = _run(request, standing, id)
    facts: dict[str, Any] = {"run": run, "most": MOST}
    if run.result is not None:
        facts |= _shown(Simulated.of(run.result))
    if request.headers.get("HX-Request"):
        return render(request, "reports/_simulation_run.html", facts)
    asked = question_of(run, standing)
    return _page(request, asked or ask(request.GET, standing, whole=False), facts, 200)


@require_safe
@for_steering
def simulation_csv(request: HttpRequest, standing: Standing, id: int) -> HttpResponseBase:
    """Give every order of a simulation as a sheet. 404 while it is not done."""
    run = _run(request, standing, id)
    if run.result is None:
        raise Http404
    found = Simulated.of(run.result)
    return csv_answer("amberdesk-simulation", columns(found), sheet_rows(found))


def _shown(found: Simulated) -> dict[str, Any]:
    names = {target: target_name(target) for target in found.targets}
    heads = [_("Zgłoszenie")]
    for name in (*names.values(), _("Kto rozwiązał")):
        heads += [_("%(what)s: było") % {"what": name}, _("%(what)s: byłoby") % {"what": name}]
    shown = found.telling(SHOWN)
    return {"found": found, "shown": shown, "heads": heads, "names": names, "verdicts": verdicts()}


def _run(request: HttpRequest, standing: Standing, id: int) -> SimulationRun:
    run = simulation_of(request.user.pk or 0, id, standing.networks)
    if run is None:
        raise Http404
    return run


def _page(request: HttpRequest, asked: Question, facts: dict[str, Any], status: int) -> HttpResponse:
    told = {"asked": asked, "now": now(), "run": None, "runs": (), **facts}
    return render(request, "reports/simulation.html", told, status=status)


def verdicts() -> dict[str, tuple[str, str]]:
    """Return the word and the tone of each verdict."""
    return {
        "met": (_("w terminie"), "green"),
        "late": (_("po terminie"), "red"),
        "open": (_("w toku"), "dim"),
        "": (_("bez terminu"), "dim"),
    }


def columns(found: Simulated) -> list[str]:
    names = [
        f"{t}_{what}_{when}"
        for t in found.targets
        for when in ("before", "after")
        for what in ("verdict", "minutes")
    ]
    return ["number", "reported_at", "priority", *names, "solved_by_before", "solved_by_after"]


def sheet_rows(found: Simulated) -> Iterator[list[Any]]:
    """Yield an order a row; minutes are working time used."""
    for row in found.rows:
        cells: list[Any] = [row.number, row.reported_at, row.priority]
        for target in found.targets:
            for side in (row.before, row.after):
                figure = side.get(target, Figure("", 0))
                cells += [figure.verdict, round(figure.seconds / 60, 1) if figure.verdict else None]
        yield [*cells, row.solved_before, row.solved_after]
