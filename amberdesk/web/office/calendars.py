"""Calendars: weeks, days that differ, public holidays proposed for a year."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amberdesk.clock import spoken
from amberdesk.customers import lists
from amberdesk.customers.actions.calendars import add_calendar, open_year, remove_day, set_day, set_week
from amberdesk.customers.models import Calendar, CalendarDay
from amberdesk.customers.words import reader
from amberdesk.web.office.doors import actor_of, found, office
from amberdesk.web.office.forms.calendars import CalendarForm, DayForm, NewWeekForm, YearForm
from amberdesk.web.office.forms.fields import write_windows
from amberdesk.web.office.pages import act_page, address, form_page, show


@office
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars."""
    return show(request, "calendars", "calendars", title=_("Kalendarze"), calendars=lists.calendars())


@office
def add(request: HttpRequest) -> HttpResponse:
    """Make a calendar."""
    form = CalendarForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda typed: add_calendar(
            name=typed["name"], timezone=typed["timezone"], week=form.week(), by=actor_of(request), at=now()
        ),
        title=_("Nowy kalendarz"),
        section="calendars",
        back=address("office:calendars"),
        done=lambda row: address("office:calendar", row.pk),
    )


@office
@require_safe
def calendar(request: HttpRequest, id: int) -> HttpResponse:
    """Show a calendar: its weeks and the differing days of a year."""
    row, today = found(Calendar, id), localdate()
    year = _year(request.GET.get("year", ""), today.year)
    names = spoken.tongue(reader()).weekdays
    revisions = [
        (
            revision,
            [
                (names[n].capitalize(), write_windows(day) or _("zamknięte"))
                for n, day in enumerate(revision.week)
            ],
        )
        for revision in lists.revisions_of(row)
    ]
    days = [
        (day, write_windows(day.windows) or _("zamknięte"), day.date >= today)
        for day in lists.days_of(row, year)
    ]
    return show(
        request,
        "calendar",
        "calendars",
        title=row.name,
        calendar=row,
        revisions=revisions,
        days=days,
        year=year,
        year_form=YearForm(initial={"year": year}),
    )


def _year(text: str, this: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2100 else this


@office
def new_week(request: HttpRequest, id: int) -> HttpResponse:
    """Say which week holds from a date on."""
    row = found(Calendar, id)
    last = lists.revisions_of(row).first()
    initial = {f"day{n}": day for n, day in enumerate(last.week)} if last else {}
    form = NewWeekForm(request.POST or None, initial={**initial, "valid_from": localdate()})
    return form_page(
        request,
        form,
        lambda typed: set_week(
            row,
            week=form.week(),
            valid_from=typed["valid_from"],
            reason=typed["reason"],
            by=actor_of(request),
            at=now(),
        ),
        title=_("Nowy tydzień: %(name)s") % {"name": row.name},
        section="calendars",
        back=address("office:calendar", row.pk),
    )


@office
def new_day(request: HttpRequest, id: int) -> HttpResponse:
    """Let a date differ from its week."""
    row = found(Calendar, id)
    form = DayForm(request.POST or None, initial={"on": localdate()})
    return form_page(
        request,
        form,
        lambda typed: set_day(row, **typed, by=actor_of(request), at=now()),
        title=_("Inny dzień: %(name)s") % {"name": row.name},
        section="calendars",
        back=address("office:calendar", row.pk),
    )


@office
@require_POST
def drop_day(request: HttpRequest, id: int) -> HttpResponse:
    """Let a date be like its week again."""
    day = found(CalendarDay, id)
    return act_page(
        request,
        lambda: remove_day(day, by=actor_of(request), at=now()),
        back=f"{address('office:calendar', day.calendar_id)}?year={day.date.year}",
        said=_("Ten dzień jest znów jak zwykle."),
    )


@office
@require_POST
def propose(request: HttpRequest, id: int) -> HttpResponse:
    """Write the public holidays of a year into the calendar."""
    row, form = found(Calendar, id), YearForm(request.POST)
    if not form.is_valid():
        return act_page(
            request, lambda: None, back=address("office:calendar", row.pk), said=_("Podaj rok 2000–2100.")
        )
    year = form.cleaned_data["year"]
    days = open_year(row, year=year, by=actor_of(request), at=now())
    said = ngettext("Dopisano %(count)s dzień.", "Dopisano %(count)s dni.", len(days)) % {"count": len(days)}
    return act_page(
        request, lambda: None, back=f"{address('office:calendar', row.pk)}?year={year}", said=said
    )
