"""What every request and answer gets: a mark for the logs, a language its page speaks, headers."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from structlog.contextvars import bound_contextvars

from amberdesk.outbox.publish import origin
from amberdesk.people.roles import LANGUAGES as DESK_LANGUAGES

Handler = Callable[[HttpRequest], HttpResponse]

MARK = re.compile(r"[\w-]{8,64}", re.ASCII)
MORE_LANGUAGES = frozenset({"portal"})  # screens that speak more than the desk does
HEADERS = {
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


class Marked:
    """Give the request an id, or keep its proxy's; every line logged meanwhile bears it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        mark = given if MARK.fullmatch(given) else uuid4().hex
        request.mark = mark  # type: ignore[attr-defined]
        origin.set("api" if request.path.startswith("/api/") else "web")  # the journal says from where
        with bound_contextvars(request=mark):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = mark
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Plain:
    """Refuse an address with a zero byte: no reader types one, and the database can ask for none.

    The API says itself which parameter is wrong.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info
        if named and not request.path_info.startswith("/api/"):
            raise BadRequest("a zero byte in the address")
        return self.get_response(request)


class Spoken:
    """Keep a page to the languages it has: the desk's own, more only where a screen speaks them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        here = request.resolver_match
        if translation.get_language() in DESK_LANGUAGES or (here and here.app_name in MORE_LANGUAGES):
            return
        translation.activate(DESK_LANGUAGES[0])
        request.LANGUAGE_CODE = DESK_LANGUAGES[0]
