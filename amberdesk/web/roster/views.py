"""The roster: a week of shifts, one's own shift and status, planning."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers.queries import company
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.customers.words import level, weekday
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, STAFF, Role
from amberdesk.rosters import lists, words
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.actions.shifts import plan_shifts, remove_shift
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.statuses import KEYS
from amberdesk.web.roster.forms import ShiftForm
from amberdesk.web.roster.week import bounds, lines, monday_of

View = Callable[..., HttpResponseBase]


def staff(view: View) -> View:
    """Let our own people through; for anybody else nothing is here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "role", "") not in STAFF:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def seen_by(person: Person) -> list[Person]:
    """Return whose shifts a person sees: the office everybody's, the others their networks' technicians'."""
    if person.role == Role.ADMINISTRATOR:
        return list(lists.technicians())
    standing = standing_of(person.pk)
    return list(lists.technicians_of(standing.networks)) if standing else []


def may_plan(person: Person) -> bool:
    return person.role in COORDINATING or person.role == Role.ADMINISTRATOR


@staff
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Show a week, and the reader's own shift."""
    person, at, zone = me(request), now(), ZoneInfo(company().timezone)
    today = at.astimezone(zone).date()
    monday = monday_of(_day(request.GET.get("week", ""), today))
    people = seen_by(person)
    start, end = bounds(monday, zone)
    week = lines(people, lists.shifts_between(start, end, people), lists.presences(people), monday, zone)
    presence = lists.presence_of(person)
    return render(
        request,
        "roster/roster.html",
        {
            "title": _("Grafik"),
            "now": at,
            "zone": zone,
            "days": [_said(day, today) for day in _days(monday)],
            "lines": week,
            "statuses": words.STATUSES,
            "kinds": words.SHIFT_KINDS,
            "level": level,
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "mine": lists.shift_of(person, at) if person.role == Role.TECHNICIAN else None,
            "is_technician": person.role == Role.TECHNICIAN,
            "status": presence.status if presence else "off",
            "choices": [(key.upper(), status, words.STATUSES[status]) for key, status in KEYS.items()],
            "may_plan": may_plan(person),
            "live_topics": ["roster:all"],
        },
    )


def _days(monday: date) -> list[date]:
    return [monday + timedelta(days=number) for number in range(7)]


def _said(day: date, today: date) -> str:
    """Return "pn. 5.01", and that it is today."""
    said = f"{weekday(day.weekday())} {day.day}.{day.month:02}"
    return _("%(day)s, dziś") % {"day": said} if day == today else said


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2100 else today


@staff
@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """Say what the reader does now."""
    person = me(request)
    try:
        set_presence(person, status=request.POST.get("status", ""), by=Actor("person", person.pk), at=now())
    except Refused as refusal:
        messages.error(request, words.sentence(refusal))
    return redirect("roster:roster")


@staff
def plan(request: HttpRequest) -> HttpResponse:
    """Plan shifts."""
    person, zone = me(request), company().timezone
    if not may_plan(person):
        raise Http404
    form = ShiftForm(
        request.POST or None, people=seen_by(person), initial={"first_week": monday_of(now().date())}
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            shifts = plan_shifts(
                facts.pop("person"), **facts, timezone=zone, by=Actor("person", person.pk), at=now()
            )
        except Refused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, words.sentence(refusal, zone)
            )
        else:
            messages.success(request, _("Zaplanowane zmiany: %(count)s.") % {"count": len(shifts)})
            return redirect(f"/roster/?week={form.cleaned_data['first_week']}")
    status = 422 if form.errors else 200
    return render(
        request, "roster/plan.html", {"title": _("Nowe zmiany"), "form": form, "now": now()}, status=status
    )


@staff
@require_POST
def remove(request: HttpRequest, id: int) -> HttpResponse:
    """Take a shift off the roster."""
    person, shift = me(request), lists.shift(id)
    if shift is None:
        raise Http404
    try:
        remove_shift(shift, by=Actor("person", person.pk), at=now())
        messages.success(request, _("Zmiana usunięta z grafiku."))
    except Forbidden as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, words.sentence(refusal))
    return redirect(f"/roster/?week={shift.starts_at.date()}")
