"""The roster: a week of shifts, one's own shift and status, planning."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers.queries import company
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.customers.words import level, weekday
from amberdesk.outbox.actor import Actor
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.phone.actions.wrap_up import choose_status
from amberdesk.rosters import lists, words
from amberdesk.rosters.actions.attendance import GRACE
from amberdesk.rosters.actions.shifts import plan_shifts, remove_shift
from amberdesk.rosters.duty import gaps
from amberdesk.rosters.models import Shift
from amberdesk.rosters.statuses import ABSENT, KEYS, ShiftKind
from amberdesk.web.base.doors import me, staff
from amberdesk.web.roster.forms import ShiftForm
from amberdesk.web.roster.reader import may_plan, networks_of, seen_by
from amberdesk.web.roster.week import Line, bounds, lines, monday_of


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
            "why": presence.why if presence else "",
            "choices": [(key.upper(), status, words.STATUSES[status]) for key, status in KEYS.items()],
            "may_plan": may_plan(person),
            "may_absent": person.role in COORDINATING,
            "gaps": gaps(networks_of(person), at) if may_plan(person) else [],
            "missing": missing(week, at) if may_plan(person) else [],
            "live_topics": ["roster:all"],
        },
    )


def missing(week: list[Line], at: datetime) -> list[Line]:
    """Return whose shift runs longer than the grace, without him."""
    absent = [line for line in week if line.status in ABSENT]
    return [line for line in absent if any(_should_be_here(s, at) for day in line.days for s in day)]


def _should_be_here(shift: Shift, at: datetime) -> bool:
    return shift.kind == ShiftKind.WORK and shift.starts_at + GRACE <= at < shift.ends_at


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
        choose_status(person, status=request.POST.get("status", ""), by=Actor("person", person.pk), at=now())
    except Refused as refusal:
        messages.error(request, words.sentence(refusal))
    return redirect("roster:duty" if request.POST.get("back") == "duty" else "roster:roster")


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
