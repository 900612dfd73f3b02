"""What every page of the portal has: its language, its headers, and a sentence for each way in which it can fail."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from lucide import IconDoesNotExist

from amberdesk.customers.models import Network
from amberdesk.customers.phones import readable
from amberdesk.customers.queries import company, look_of
from amberdesk.customers.texts import text_in
from amberdesk.orders.access import NoSuchOrder
from amberdesk.orders.models import Order
from amberdesk.outbox.publish import origin
from amberdesk.web.base.environment import icon
from amberdesk.web.base.views import remember

log = logging.getLogger(__name__)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-store",
}
View = Callable[..., HttpResponse]


def portal(view: View) -> View:
    """Make a view a page of the portal. It needs no CSRF cookie: see tokens.py."""

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        origin.set("portal")
        if request.method == "GET" and (code := request.GET.get("lang", "")) in LANGUAGES:
            response: HttpResponse = HttpResponseRedirect(request.path)
            remember(request, response, settings.LANGUAGE_COOKIE_NAME, code)
            return response
        try:
            response = view(request, *args, **kwargs)
        except NoSuchOrder:
            response = unknown(request)
        except (OperationalError, InterfaceError):
            log.exception("the database is away")
            response = later(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return page


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer 404, the same for links that never were, were revoked, or have ended."""
    return render(request, "portal/unknown.html", status=404)


def later(request: HttpRequest) -> HttpResponse:
    """Answer 503 with everything that was typed, ready to be sent again under the same token. Asks no database."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    response = render(request, "portal/later.html", {"fields": fields}, status=503)
    response.headers["Retry-After"] = "15"
    return response


def speak(request: HttpRequest, network: Network, language: str = "") -> None:
    """Speak the shop's language to browsers that chose none and ask for none that we speak."""
    wanted = request.headers.get("Accept-Language", "").lower()
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if not chosen and not any(part.strip()[:2] in LANGUAGES for part in wanted.split(",")):
        code = language or network.language
        translation.activate(code if code in LANGUAGES else LANGUAGES[0])


def hotline(network: Network) -> tuple[str, str] | None:
    """Return the number to call, to dial and to read; None where nobody entered one."""
    number = network.phone or company().phone
    return (number, readable(number)) if number else None


def context(network: Network, **more: Any) -> dict[str, Any]:
    """Return what every page shows and uses."""
    parts = {"picture": picture, "device_words": device_words}
    return {
        "network": network,
        "look": look_of(network),
        "hotline": hotline(network),
        "now": now(),
        **parts,
        **more,
    }


def picture(name: str) -> str:
    """Return the icon that the office chose for a category; none for a name that no icon has."""
    try:
        return icon(name, size=28) if name else ""
    except IconDoesNotExist:
        return ""


def device_words(order: Order) -> str:
    """Return what is broken, as a shop says it: "Drukarka fiskalna · Kasa 2"."""
    kind = text_in(order.category.name, get_language() or "pl") if order.category else ""
    label = order.device.label if order.device else ""
    return " · ".join(part for part in (kind, label) if part) or _("Inny problem")
