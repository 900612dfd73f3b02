"""What would have been: past orders under another agreement. For who steers or manages the network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.clock.sla import Reading
from amberdesk.customers import words
from amberdesk.customers.agreement_rules import check_coverage
from amberdesk.customers.codes import Target
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.queries import terms_of
from amberdesk.customers.refusals import Refused
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.reports.agreements import versions_of
from amberdesk.reports.past import past_orders, promises_behind
from amberdesk.reports.simulation import Compared, Sums, Supposition, simulate, sums, supposed_terms, verdict
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.reports.simulation_forms import CoverFormSet, PeriodForm, PromisesForm, cover_rows

READERS = COORDINATING | {Role.MANAGER}
MOST = 10_000  # orders of one simulation: seconds, not minutes
SHOWN = 300  # of them on the page; the sheet has all
View = Callable[[HttpRequest, Standing], HttpResponseBase]


@dataclass
class Question:
    """The forms as they were sent. `compared` None: not asked yet, or something is wrong in them."""

    period: PeriodForm
    rows: Any = None
    promises: PromisesForm | None = None
    compared: list[Compared] | None = None
    cut: bool = False  # there are more orders than MOST


def for_steering(view: View) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let in who answers for networks; 404 to everybody else."""

    @require_safe
    @login_required
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request.user, Person)
        standing = standing_of(request.user.pk)
        if standing is None or standing.role not in READERS or not standing.networks:
            raise Http404
        return view(request, standing)

    return asked


@for_steering
def simulation(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Ask for an agreement and a time, then for what is supposed; show what would have been."""
    asked = ask(request, standing)
    compared = asked.compared or []
    facts = {
        "asked": asked,
        "most": MOST,
        "now": now(),
        "shown": sorted(compared, key=lambda c: (not c.turned, not c.differs))[:SHOWN],
        "sums": sums_of(compared),
        "changed": sum(c.differs for c in compared),
        "turned": sum(c.turned for c in compared),
        "verdict": verdict,
        "verdicts": verdicts(),
        "sheet": request.GET.urlencode(),
    }
    wrong = asked.period.errors or (asked.promises and "run" in request.GET and asked.compared is None)
    return render(request, "reports/simulation.html", facts, status=422 if wrong else 200)


@for_steering
def simulation_csv(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Give every order of a simulation as a sheet; a question that is not whole goes back to its page."""
    asked = ask(request, standing)
    if asked.compared is None:
        return redirect(f"{reverse('reports:simulation')}?{request.GET.urlencode()}")
    return csv_answer("amberdesk-simulation", COLUMNS, sheet_rows(asked.compared))


def ask(request: HttpRequest, standing: Standing) -> Question:
    """Return the question that the address holds, answered when it is whole. Raises Http404 for others' agreements."""
    today = localdate()
    usual = {"since": (today.replace(day=1) - timedelta(days=1)).replace(day=1), "until": today}
    sent = {**usual, **request.GET.dict()} if "version" in request.GET else None
    period = PeriodForm(sent, versions=versions_of(standing.networks), initial=usual)
    if sent is not None and sent["version"] not in period.versions:
        raise Http404
    if sent is None or not period.is_valid():
        return Question(period)
    version = period.versions[period.cleaned_data["version"]]
    run = request.GET if "run" in request.GET else None
    asked = Question(
        period,
        CoverFormSet(run, prefix="cover", initial=cover_rows(version)),
        PromisesForm(
            run,
            version=version,
            since=period.cleaned_data["since"],
            until=period.cleaned_data["until"],
        ),
    )
    if what := supposition(asked):
        answer(asked, version, what, now())
    return asked


def supposition(asked: Question) -> Supposition | None:
    """Return what is supposed; None unless all of it was sent and can be."""
    assert asked.promises is not None
    if not (asked.rows.is_bound and all([asked.rows.is_valid(), asked.promises.is_valid()])):
        return None
    try:
        covers = check_coverage(cover for form in asked.rows if (cover := form.cover()))
    except Refused as refusal:
        asked.promises.add_error(None, words.sentence(refusal))
        return None
    return Supposition(tuple(covers), asked.promises.promises(), asked.promises.cleaned_data["holidays"])


def answer(asked: Question, version: AgreementVersion, what: Supposition, at: datetime) -> None:
    """Reckon the past orders of the period as they were and as they would have been."""
    network = version.agreement.network
    zone = ZoneInfo(network.timezone)
    days = asked.period.cleaned_data["since"], asked.period.cleaned_data["until"] + timedelta(days=1)
    since, until = (datetime.combine(day, time(), zone) for day in days)
    orders = past_orders(version, since, until, MOST + 1)
    asked.cut, orders = len(orders) > MOST, orders[:MOST]
    versions = {**terms_of(network).versions, **promises_behind(order.facts for order in orders)}
    would = supposed_terms(versions[version.pk], version.calendar.timezone, what)
    asked.compared = simulate(orders, versions, would, at)


def sums_of(compared: list[Compared]) -> tuple[Sums, Sums]:
    """Return the figures as they were and as they would have been."""
    return sums((c.order, c.before) for c in compared), sums((c.order, c.after) for c in compared)


def verdicts() -> dict[str, tuple[str, str]]:
    """Return the word and the tone of each verdict."""
    return {
        "met": (_("w terminie"), "green"),
        "late": (_("po terminie"), "red"),
        "open": (_("w toku"), "dim"),
        "": (_("bez terminu"), "dim"),
    }


COLUMNS = (
    "number", "reported_at", "priority",
    *(f"{target}_{what}_{when}" for target in ("response", "solution") for when in ("before", "after")
      for what in ("verdict", "minutes")),
    "solved_by_before", "solved_by_after",
)  # fmt: skip


def sheet_rows(compared: list[Compared]) -> Iterator[list[Any]]:
    """Yield an order a row; minutes are working time used."""
    for each in compared:
        cells: list[Any] = [each.order.number, each.order.reported_at, each.order.priority]
        for target in (Target.RESPONSE, Target.SOLUTION):
            for outcome in (each.before, each.after):
                reading: Reading | None = getattr(outcome, target)
                cells += [verdict(reading), round(reading.used.total_seconds() / 60, 1) if reading else None]
        yield [*cells, each.before.solved_by, each.after.solved_by]
