"""One's shifts in one's own calendar program."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amberdesk.outbox.actor import Actor
from amberdesk.rosters.actions.feed import close_feed, open_feed
from amberdesk.rosters.feeds import as_calendar, feed_key, person_by_feed_key, shifts_to_read
from amberdesk.rosters.models import Shift
from amberdesk.rosters.words import SHIFT_KINDS
from amberdesk.web.base.doors import me, staff


@staff
@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """Show the reader's link; make a new one or close it."""
    person = me(request)
    if request.method == "POST":
        act = close_feed if request.POST.get("close") else open_feed
        act(person, by=Actor("person", person.pk), at=now())
        messages.success(
            request,
            _("Odnośnik wyłączony.")
            if act is close_feed
            else _("Nowy odnośnik jest gotowy. Poprzedni nie działa."),
        )
        return redirect("roster:feed")
    key = feed_key(person)
    link = f"{settings.AMBERDESK.public_url}{reverse('roster:calendar', args=[key])}" if key else ""
    return render(
        request, "roster/feed.html", {"title": _("Zmiany w moim kalendarzu"), "link": link, "now": now()}
    )


@never_cache
@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """Give the shifts of whomever the link names to his calendar program."""
    person, at = person_by_feed_key(key), now()
    if person is None:
        raise Http404
    with translation.override(person.language):
        shifts = [(shift, _said(shift)) for shift in shifts_to_read(person, at)]
        text = as_calendar(
            shifts, name=f"Amberdesk: {person.name}", host=settings.AMBERDESK.public_host, at=at
        )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _said(shift: Shift) -> str:
    codes = ", ".join(network.code for network in shift.networks.all())
    return " · ".join(part for part in (f"{SHIFT_KINDS[shift.kind]} {shift.level}", codes) if part)
