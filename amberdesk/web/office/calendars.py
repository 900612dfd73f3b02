"""Calendars: weeks, single days that differ, and how all of it will really be."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers import lists
from amberdesk.customers.actions.calendars import add_calendar, remove_day, set_day, set_week
from amberdesk.customers.models import Calendar, CalendarDay
from amberdesk.customers.public_holidays import country_of
from amberdesk.customers.queries import open_within_a_year, site_hours
from amberdesk.web.office import calendars_picture as picture
from amberdesk.web.office.doors import actor_of, found, office
from amberdesk.web.office.forms.calendars import CalendarForm, DayForm, NewWeekForm
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
        picture=picture.typed_week(form),
        back=address("office:calendars"),
        done=lambda row: address("office:calendar", row.pk),
    )


@office
@require_safe
def calendar(request: HttpRequest, id: int) -> HttpResponse:
    """Show a calendar: its weeks and the differing days of a year."""
    row, today = found(Calendar, id), localdate()
    year = _year(request.GET.get("year", ""), today.year)
    weeks = list(lists.revisions_of(row))
    now_week = next((week for week in weeks if week.valid_from <= today), None)
    revisions = [
        (
            *(week, picture.week_rows(week), week == now_week),
            now_week is not None and week.valid_from < now_week.valid_from,
        )
        for week in weeks
    ]
    until = today + timedelta(days=picture.COMING)
    own = {day.date: day for day in lists.days_between(row, today, until)}
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
        country=row.country or country_of(row.timezone),
        coming=picture.coming_days(row, today, own),
        only_days=(only_days := picture.only_differs(weeks)),
        empty=not only_days and not open_within_a_year(site_hours(row), now()),
    )


def _year(text: str, this: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2100 else this


@office
def new_week(request: HttpRequest, id: int) -> HttpResponse:
    """Say which week holds from a date on."""
    row = found(Calendar, id)
    last = lists.revisions_of(row).first()
    initial: dict[str, Any] = {f"day{n}": day for n, day in enumerate(last.week)} if last else {}
    initial |= {"trading_sundays": last.trading_sundays if last else False}
    form = NewWeekForm(request.POST or None, initial={**initial, "valid_from": localdate()})
    return form_page(
        request,
        form,
        lambda typed: set_week(
            row,
            week=form.week(),
            valid_from=typed["valid_from"],
            trading_sundays=typed["trading_sundays"],
            reason=typed["reason"],
            by=actor_of(request),
            at=now(),
        ),
        title=_("Nowy tydzień: %(name)s") % {"name": row.name},
        section="calendars",
        picture=picture.typed_week(form),
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
