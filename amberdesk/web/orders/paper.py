"""An order on paper for its customer: a page to print, and a packet that proves it."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from amberdesk.customers.queries import company
from amberdesk.orders import words
from amberdesk.reports.access import reads_figures
from amberdesk.reports.dossier import dossier, rounds
from amberdesk.reports.letters import visible
from amberdesk.reports.proof import packet
from amberdesk.web.orders.seat import Seat, seated

LANGUAGES = ("pl", "en")


@never_cache
@require_GET
@seated
def paper(seat: Seat) -> HttpResponse:
    """Show what the customer may know of the order's clocks, made to be printed; the same to every reader."""
    with override(language(seat)):
        facts: dict[str, Any] = {
            "told": dossier(seat.order, seat.at),
            "order": seat.order,
            "now": seat.at,
            "words": words,
            "visible": visible,
            "rounds": rounds,
            "company": company().name,
            "languages": LANGUAGES,
            "packet": reads_figures(seat.standing),
            "internal": seat.internal,
        }
        return render(seat.request, "orders/paper.html", facts)


@never_cache
@require_GET
@seated
def proof(seat: Seat) -> HttpResponseBase:
    """Give the order's packet: the customer's part, or the whole of it (`side=whole`) to our own who answer for the network."""
    whole = seat.request.GET.get("side") == "whole"
    if not reads_figures(seat.standing) or (whole and not seat.internal):
        raise Http404
    with override(language(seat)):
        made = packet(seat.order, seat.at, whole=whole)
    answer = FileResponse(made, as_attachment=True, filename=f"{seat.order.number}.zip")
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def language(seat: Seat) -> str:
    """Return the language that is asked for, else the customer's own."""
    for code in (seat.request.GET.get("language"), seat.order.network.language):
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
