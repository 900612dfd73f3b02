"""The reader's own choices: language and theme; and the styleguide."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from amberdesk.outbox.actor import Actor
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.roles import LANGUAGES as DESK_LANGUAGES
from amberdesk.people.roles import Theme
from amberdesk.web.base.samples import SampleForm, timeline

YEAR = timedelta(days=365)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language: with the person, and in this browser."""
    code, response = request.POST.get("language", ""), back(request)
    if code in dict(settings.LANGUAGES):
        if code in DESK_LANGUAGES:
            keep(request, {"language": code})
        remember(request, response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark; anything else follows the system."""
    chosen, response = request.POST.get("theme", ""), back(request)
    chosen = chosen if chosen in set(Theme) else ""
    keep(request, {"theme": chosen})
    remember(request, response, "theme", chosen)
    return response


def keep(request: HttpRequest, choice: dict[str, str]) -> None:
    """Write a choice to the person, if somebody is signed in."""
    if request.user.is_authenticated:
        change_person(request.user, choice, by=Actor("person", request.user.pk), at=now())


def remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice in the browser for a year; an empty one is forgotten."""
    if value:
        response.set_cookie(
            name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(name, samesite="Lax")


def back(request: HttpRequest) -> HttpResponse:
    """Return to where the reader was, on our own host only."""
    there = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(there if own else "/")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component at once."""
    at, wrong = now(), SampleForm({"subject": ""})
    wrong.is_valid()
    page = {
        "form": SampleForm(),
        "wrong": wrong,
        "timeline": timeline(at),
        "now": at,
        "hours": timedelta(hours=1),
    }
    return render(request, "base/styleguide.html", page)
