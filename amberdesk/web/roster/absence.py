"""Somebody will be away: what he has, who could have it, and one confirmation that moves it all."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amberdesk.clock.ruler import instant_of
from amberdesk.customers.queries import company
from amberdesk.customers.refusals import Refused
from amberdesk.orders import words as orders
from amberdesk.orders.access import actor_of
from amberdesk.orders.actions.absence import cover_absence
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.stand_ins import Proposal, proposals
from amberdesk.orders.states import Refused as OrderRefused
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING
from amberdesk.rosters import words
from amberdesk.rosters.lists import shifts_between
from amberdesk.web.base.doors import me, staff
from amberdesk.web.roster.forms import AbsenceForm
from amberdesk.web.roster.reader import networks_of, seen_by


@staff
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Ask who is away and when; show what that leaves; move it."""
    reader, at, zone = me(request), now(), ZoneInfo(company().timezone)
    if reader.role not in COORDINATING:
        raise Http404
    typed = request.POST or (request.GET if "first" in request.GET else None)
    today = at.astimezone(zone).date()
    form = AbsenceForm(
        typed,
        people=seen_by(reader),
        initial={"first": today, "last": today, "person": request.GET.get("person")},
    )
    facts: dict[str, Any] = {
        "title": _("Nieobecność"),
        "form": form,
        "now": at,
        "zone": zone,
        "words": orders,
    }
    if not form.is_valid():
        return render(request, "roster/absence.html", facts, status=422 if form.is_bound else 200)
    person, start, end = form.chosen, *_span(form.cleaned_data, zone)
    found = proposals(person, [network.pk for network in networks_of(reader)], at)
    if request.method == "POST" and _confirmed(request, reader, person, (start, end), found, at):
        return redirect("roster:roster")
    facts |= {
        "person": person,
        "found": found,
        "shifts": [s for s in shifts_between(start, end, [person]) if s.ends_at > at],
    }
    return render(request, "roster/absence.html", facts, status=409 if request.method == "POST" else 200)


def _span(typed: Mapping[str, date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, after = typed["first"], typed["last"] + timedelta(days=1)
    start, end = (instant_of(datetime.combine(day, time.min), zone) for day in (first, after))
    return start, end


def _confirmed(
    request: HttpRequest,
    reader: Person,
    person: Person,
    span: tuple[datetime, datetime],
    found: list[Proposal],
    at: datetime,
) -> bool:
    """Move all that the page showed; False, and why, when something is not so any more."""
    versions = _versions(request.POST)
    try:
        if set(versions) != {proposal.order.pk for proposal in found}:
            raise OrderRefused("stale")  # the list is another one than was looked at
        done = cover_absence(
            person,
            starts_at=span[0],
            ends_at=span[1],
            owners=_owners(request.POST, found),
            expected=versions,
            by=actor_of(reader),
            at=at,
        )
    except (OrderRefused, Forbidden) as refusal:
        messages.error(request, orders.refusal(refusal))
    except Refused as refusal:
        messages.error(request, words.sentence(refusal, company().timezone))
    else:
        told = {"orders": done.orders, "shifts": done.shifts}
        messages.success(
            request, _("Przekazane zgłoszenia: %(orders)s. Zmiany zdjęte z grafiku: %(shifts)s.") % told
        )
        return True
    return False


def _owners(data: Mapping[str, str], found: list[Proposal]) -> dict[int, int | None]:
    """Return the owner chosen for each order, among those who are able; None: nobody yet."""
    return {
        p.order.pk: next(
            (t.person_id for t in p.able if str(t.person_id) == data.get(f"owner-{p.order.pk}")), None
        )
        for p in found
    }


def _versions(data: Mapping[str, str]) -> dict[int, int]:
    shown = {
        name.removeprefix("version-"): text for name, text in data.items() if name.startswith("version-")
    }
    return {int(pk): int(text) for pk, text in shown.items() if pk.isdecimal() and text.isdecimal()}
