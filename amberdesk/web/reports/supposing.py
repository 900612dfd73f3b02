"""What somebody supposes of an agreement, from the forms that he has sent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict
from django.utils.timezone import localdate

from amberdesk.customers import words
from amberdesk.customers.agreement_rules import check_coverage
from amberdesk.customers.models import AgreementVersion
from amberdesk.customers.refusals import Refused
from amberdesk.reports.agreements import versions_of
from amberdesk.reports.simulation import Supposition
from amberdesk.rosters.standing import Standing
from amberdesk.web.reports.simulation_forms import CoverFormSet, PeriodForm, PromisesForm, cover_rows


@dataclass
class Question:
    """The forms as they were sent. `what` None: not asked yet, or something is wrong in them."""

    period: PeriodForm
    version: AgreementVersion | None = None
    rows: Any = None
    promises: PromisesForm | None = None
    what: Supposition | None = None

    @property
    def wrong(self) -> bool:
        """Whether something was sent that cannot be."""
        sent = self.promises is not None and self.promises.is_bound
        return bool(self.period.errors) or (sent and self.what is None)

    @property
    def times(self) -> tuple[datetime, datetime]:
        """The first instant of the period and the first after it."""
        assert self.version is not None
        zone, days = ZoneInfo(self.version.agreement.network.timezone), self.period.cleaned_data
        since, end = days["since"], days["until"] + timedelta(days=1)
        return datetime.combine(since, time(), zone), datetime.combine(end, time(), zone)


def ask(sent: QueryDict, standing: Standing, *, whole: bool) -> Question:
    """Return the question that was sent; `whole`: with what is supposed. Raises Http404 for others' agreements."""
    today = localdate()
    usual = {"since": (today.replace(day=1) - timedelta(days=1)).replace(day=1), "until": today}
    chosen = {**usual, **sent.dict()} if "version" in sent else None
    period = PeriodForm(chosen, versions=versions_of(standing.networks), initial=usual)
    if chosen is not None and chosen["version"] not in period.versions:
        raise Http404
    if chosen is None or not period.is_valid():
        return Question(period)
    version = period.versions[period.cleaned_data["version"]]
    days = {name: period.cleaned_data[name] for name in ("since", "until")}
    asked = Question(
        period,
        version,
        CoverFormSet(sent if whole else None, prefix="cover", initial=cover_rows(version)),
        PromisesForm(sent if whole else None, version=version, **days),
    )
    asked.what = _supposition(asked)
    return asked


def _supposition(asked: Question) -> Supposition | None:
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
