"""Let another technician work a shift."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amberdesk.clock import spoken
from amberdesk.customers.queries import company
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.customers.words import level
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters import access, lists, words
from amberdesk.rosters.actions.substitute import substitute, swap
from amberdesk.rosters.duty import to_swap_with
from amberdesk.rosters.models import Shift
from amberdesk.web.base.doors import me, staff
from amberdesk.web.roster.forms import StandInForm
from amberdesk.web.roster.reader import seen_by


@staff
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, id: int) -> HttpResponse:
    """Ask who stands in or swaps, and let him."""
    person, at, shift = me(request), now(), lists.shift(id)
    by = Actor("person", person.pk)
    if shift is None or not access.may_plan(shift.person, by):
        raise Http404
    form = _form(request, person, shift)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            if typed["person"]:
                substitute(shift, person=form.people[typed["person"]], by=by, at=at)
            else:
                swap(shift, lists.shift(int(typed["other"])) or shift, by=by, at=at)
        except Forbidden as error:
            raise Http404 from error
        except Refused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None,
                words.sentence(refusal, company().timezone),
            )
        else:
            messages.success(request, _("Zmiana w grafiku zapisana."))
            return redirect(f"/roster/?week={shift.starts_at.date()}")
    facts = {
        "title": _("Zastępstwo albo zamiana"),
        "form": form,
        "shift": shift,
        "level": level,
        "zone": ZoneInfo(company().timezone),
        "now": at,
    }
    return render(request, "roster/substitute.html", facts, status=422 if form.errors else 200)


def _form(request: HttpRequest, person: Person, shift: Shift) -> StandInForm:
    people = [p for p in seen_by(person) if p.pk != shift.person_id and shift.level in lists.levels_of(p)]
    zone, at = ZoneInfo(company().timezone), now()
    shifts = [
        (s.pk, f"{s.person.name}, {spoken.moment(s.starts_at, at, zone, get_language() or 'pl')}")
        for s in to_swap_with(shift, people, at)
    ]
    return StandInForm(request.POST if request.method == "POST" else None, people=people, shifts=shifts)
