"""When a shop is open: a shared calendar, or hours of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers import lists
from amberdesk.customers.actions.opening import set_own_hours, use_calendar
from amberdesk.customers.models import Calendar, CalendarRevision, Site
from amberdesk.customers.words import reader
from amberdesk.web.office.calendars_picture import typed_week
from amberdesk.web.office.doors import actor_of, found, office
from amberdesk.web.office.forms.calendars import OpeningForm
from amberdesk.web.office.forms.fields import write_windows
from amberdesk.web.office.pages import address, form_page


@office
def opening(request: HttpRequest, id: int) -> HttpResponse:
    """Choose a calendar, or write the shop's own week."""
    row = found(Site, id)
    form = OpeningForm(request.POST or None, initial=_starts_with(row))
    return form_page(
        request,
        form,
        lambda typed: _save(request, row, form, typed),
        title=_("Godziny otwarcia: %(code)s %(name)s") % {"code": row.code, "name": row.name},
        section="networks",
        picture=typed_week(form),
        back=f"{address('office:site', row.pk)}#opening",
        text=_(
            "Technik widzi te godziny na zgłoszeniu. Dni poniżej liczą się, gdy wybierzesz godziny własne: tak wyłączysz"
            " placówce niedziele niehandlowe wspólnego kalendarza, a jego święta i wyjątki przejdą razem z nią."
        ),
    )


def _save(request: HttpRequest, row: Site, form: OpeningForm, typed: Any) -> Site:
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    if typed["hours"] == OpeningForm.OWN:
        facts = {name: typed[name] for name in ("valid_from", "trading_sundays", "reason")}
        return set_own_hours(row, week=form.week(), **facts, **who)
    return use_calendar(row, calendar=form.calendars.get(typed["hours"]), **who)


def _starts_with(row: Site) -> dict[str, Any]:
    """Return the values of an empty form: the week that is shown now is where an own one begins."""
    own = row.hours_id is not None and row.hours_id == row.own_hours_id
    calendar = row.own_hours or row.hours
    revision = revision_on(calendar) if calendar else None
    week: list[Any] = revision.week if revision else []
    return {
        "trading_sundays": revision.trading_sundays if revision else False,
        "hours": OpeningForm.OWN if own else row.hours_id or "",
        "valid_from": localdate(),
        **{f"day{n}": day for n, day in enumerate(week)},
    }


def revision_on(calendar: Calendar) -> CalendarRevision | None:
    """Return the calendar's week of today."""
    return lists.revisions_of(calendar).filter(valid_from__lte=localdate()).first()


def days_of(row: Site) -> list[tuple[str, str]]:
    """Return the shop's week as (day, hours in words); days with the same hours together."""
    names = spoken.tongue(reader()).weekdays
    told: list[tuple[str, str, str]] = []  # first day, last day, hours
    revision = revision_on(row.hours) if row.hours else None
    week: list[Any] = revision.week if revision else []
    for number, day in enumerate(week):
        hours = write_windows(day) or _("zamknięte")
        if told and told[-1][2] == hours:
            told[-1] = (told[-1][0], names[number], hours)
        else:
            told.append((names[number], names[number], hours))
    return [
        ((first if first == last else f"{first} – {last}").capitalize(), hours) for first, last, hours in told
    ]
