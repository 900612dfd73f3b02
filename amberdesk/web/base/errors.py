"""Pages that say what went wrong, what was kept, and what to do. None asks the database."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amberdesk.clock.spoken import duration
from amberdesk.web.base.formats import language


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    text = _("Serwer nie zrozumiał tego zapytania. Wróć do poprzedniej strony i spróbuj jeszcze raz.")
    return page(request, 400, _("Nie rozumiemy tego zapytania"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    text = _("Twoja rola nie pozwala na tę czynność. Nic nie zostało zmienione.")
    return page(request, 403, _("Brak uprawnień"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that was opened too long ago or in another session."""
    text = _(
        "Formularz był otwarty zbyt długo albo w innej sesji, więc dla bezpieczeństwa nic nie zapisano. "
        "Wróć: wpisany tekst zwykle jest jeszcze w formularzu. Odśwież stronę i wyślij ponownie."
    )
    return page(request, 403, _("Formularz stracił ważność"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for what is not there and for what is not the reader's."""
    text = _("Nie ma tu niczego, co możesz zobaczyć. Sprawdź adres albo poszukaj po numerze.")
    return page(request, 404, _("Nie znaleziono"), text)


def too_many(request: HttpRequest, wait: timedelta | None = None) -> HttpResponse:
    """Answer 429; `wait` says how long."""
    text = _("Za dużo prób w krótkim czasie. Odczekaj chwilę i spróbuj ponownie.")
    if wait:
        text = _("Za dużo prób w krótkim czasie. Spróbuj ponownie za %(wait)s.") % {
            "wait": duration(wait, language())
        }
    response = page(request, 429, _("Chwila przerwy"), text)
    if wait:
        response.headers["Retry-After"] = str(int(wait.total_seconds()))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    text = _(
        "To błąd po naszej stronie, został zapisany w dzienniku. Tego, co było wysyłane, nie zapisano częściowo: "
        "albo całe, albo wcale. Wróć i spróbuj ponownie."
    )
    return page(request, 500, _("Coś poszło nie tak"), text)


def page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """Return the page; a fragment for htmx, so that no page lands inside a page."""
    name = "base/_error.html" if request.headers.get("HX-Request") else "base/error.html"
    context = {"title": title, "text": text, "status": status, "mark": getattr(request, "mark", "")}
    return render(request, name, context, status=status)
