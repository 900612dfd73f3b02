"""Addresses under /api/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from amberdesk.web.api.cti import cti
from amberdesk.web.api.description import openapi
from amberdesk.web.api.problems import Problem, answer
from amberdesk.web.api.service import service

View = Callable[..., HttpResponse]


def in_words(view: View) -> View:
    """Return the view with a wrong method answered by a problem document."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        allowed = response.headers["Allow"]
        return answer(request, Problem(405, "method", allowed=allowed, headers={"Allow": allowed}))

    return csrf_exempt(wrapped)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer an address that is not there."""
    return answer(request, Problem(404, "no_such_act" if "/orders/" in request.path else "not_found"))


def _own() -> list[URLPattern]:
    patterns = [p for p in service.urls[0] if isinstance(p, URLPattern) and p.name != "api-root"]
    for pattern in patterns:
        pattern.callback = in_words(pattern.callback)
    return patterns


urlpatterns = [
    path("v1/openapi.json", in_words(openapi), name="openapi"),
    path("v1/", include((_own(), "ninja"), namespace="api-1")),
    path("v1/hotline/cti/<slug:code>", in_words(cti), name="cti"),
    path("v1/hotline/cti/<slug:code>/<str:token>", in_words(cti), name="cti_token"),
    re_path(r"^", unknown),
]
