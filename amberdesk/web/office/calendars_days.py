"""Days that differ: several at once, the public holidays of a year, and files that other programs read and write."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amberdesk.customers import ics, lists
from amberdesk.customers.actions.calendars import DifferingDay, open_year, set_days
from amberdesk.customers.models import Calendar
from amberdesk.customers.public_holidays import country_of, public_holidays
from amberdesk.web.office.doors import actor_of, found, office
from amberdesk.web.office.forms.calendars import FileForm, RangeForm, YearForm
from amberdesk.web.office.pages import act_page, address, form_page, show


@office
def new_days(request: HttpRequest, id: int) -> HttpResponse:
    """Let a time differ from the week: longer hours before Christmas, a refit."""
    row = found(Calendar, id)
    form = RangeForm(request.POST or None, initial={"first": localdate(), "last": localdate()})
    return form_page(
        request,
        form,
        lambda typed: set_days(row, form.days_meant(), **_how(typed), by=actor_of(request), at=now()),
        title=_("Godziny na pewien czas: %(name)s") % {"name": row.name},
        section="calendars",
        back=address("office:calendar", row.pk),
    )


@office
def propose(request: HttpRequest, id: int) -> HttpResponse:
    """Propose the public holidays of a country for a year; write those that were chosen."""
    row = found(Calendar, id)
    year, country = localdate().year + 1, row.country or country_of(row.timezone)
    form = YearForm(request.POST or request.GET or None, initial={"year": year, "country": country})
    if form.is_bound and form.is_valid():
        year, country = form.cleaned_data["year"], form.cleaned_data["country"]
        if request.method == "POST":
            return _open(request, row, year, country)
    kept = {day.date for day in lists.days_of(row, year)}
    days = [(on, name, on in kept) for on, name in public_holidays(year, country)]
    return show(
        request,
        "calendar_year",
        "calendars",
        422 if form.errors else 200,
        title=_("Święta ustawowe: %(name)s") % {"name": row.name},
        calendar=row,
        form=form,
        days=days,
        year=year,
        country=country,
        back=address("office:calendar", row.pk),
    )


def _open(request: HttpRequest, row: Calendar, year: int, country: str) -> HttpResponse:
    chosen = set(request.POST.getlist("day"))
    wanted = {on for on, _name in public_holidays(year, country) if on.isoformat() in chosen}
    back = f"{address('office:calendar', row.pk)}?year={year}#days"
    days = open_year(row, year=year, country=country, only=wanted, by=actor_of(request), at=now())
    return act_page(request, lambda: None, back=back, said=_written(len(days)))


def _written(count: int) -> str:
    return ngettext("Dopisano %(count)s dzień.", "Dopisano %(count)s dni.", count) % {"count": count}


@office
def take_file(request: HttpRequest, id: int) -> HttpResponse:
    """Take days that differ from a file of another calendar program."""
    row = found(Calendar, id)
    form = FileForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        lambda typed: _take(request, row, typed),
        title=_("Dni z pliku ICS: %(name)s") % {"name": row.name},
        section="calendars",
        back=address("office:calendar", row.pk),
        text=_(
            "Wydarzenie całodniowe zamyka dzień. Wydarzenie z godzinami otwiera go w tych godzinach "
            "zamiast zwykłych."
        ),
    )


def _take(request: HttpRequest, row: Calendar, typed: Any) -> int:
    content = typed["file"].read(ics.MOST_BYTES + 1)
    days = [
        DifferingDay(day.on, day.name[:80], day.windows, typed["holiday"] and not day.windows)
        for day in ics.read_days(content, timezone=row.timezone)
    ]
    return set_days(row, days, **_how(typed), by=actor_of(request), at=now())


def _how(typed: Any) -> dict[str, Any]:
    return {"replace": typed["replace"], "reason": typed["reason"]}


@office
@require_safe
def give_file(request: HttpRequest, id: int) -> HttpResponse:
    """Give all days that differ as a file for other calendar programs."""
    row = found(Calendar, id)
    days = [ics.FileDay(day.date, day.name, day.windows) for day in lists.all_days_of(row)]
    if not days:
        return redirect("office:calendar", row.pk)
    mark = f"calendar-{row.pk}@{request.get_host()}"
    content = ics.write_days(days, name=row.name, timezone=row.timezone, mark=mark, at=now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="calendar-{row.pk}.ics"'
    return answer
