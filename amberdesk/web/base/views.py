"""The reader's own choices: language and theme; and the styleguide."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from amberdesk.web.base.samples import SampleForm, timeline

YEAR = timedelta(days=365)
THEMES = ("light", "dark")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in this browser."""
    code = request.POST.get("language", "")
    response = back(request)
    if code in dict(settings.LANGUAGES):
        remember(request, response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in this browser; anything else follows the system."""
    response = back(request)
    if (chosen := request.POST.get("theme")) in THEMES:
        remember(request, response, "theme", str(chosen))
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice for a year."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())


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
