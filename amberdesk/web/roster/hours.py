"""The hours of a month: what each technician was planned for, and what he solved on duty."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.clock.ruler import instant_of
from amberdesk.customers.queries import company
from amberdesk.orders.duty_queries import duty_minutes
from amberdesk.people.roles import Role
from amberdesk.rosters.duty import minutes_on_shift
from amberdesk.web.base.doors import me, staff
from amberdesk.web.roster.reader import networks_of, seen_by


@staff
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Show a month; a technician sees his own line."""
    person, zone = me(request), ZoneInfo(company().timezone)
    month = _month(request.GET.get("month", ""), now().astimezone(zone).date())
    following = (month + timedelta(days=31)).replace(day=1)
    start, end = (instant_of(datetime.combine(day, time.min), zone) for day in (month, following))
    people = [person] if person.role == Role.TECHNICIAN else seen_by(person)
    planned = minutes_on_shift(people, start, end)
    solved = duty_minutes([network.pk for network in networks_of(person)], start, end)
    facts = {
        "title": _("Godziny i dyżury"),
        "month": month,
        "before": f"{month - timedelta(days=1):%Y-%m}",
        "after": f"{following:%Y-%m}",
        "lines": [
            (
                p,
                planned.get(p.pk, {}).get("work", 0),
                planned.get(p.pk, {}).get("standby", 0),
                *solved.get(p.pk, (0, 0)),
            )
            for p in people
        ],
        "now": now(),
    }
    return render(request, "roster/hours.html", facts)


def _month(text: str, today: date) -> date:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = today.replace(day=1)
    return month if 2000 <= month.year <= 2100 else today.replace(day=1)
