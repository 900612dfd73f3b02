"""The desk's addresses with the styleguide and places that go wrong."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from amberdesk.urls import handler400, handler403, handler404, handler500
from amberdesk.urls import urlpatterns as own
from amberdesk.web.base.views import styleguide

__all__ = ["handler400", "handler403", "handler404", "handler500"]
FAULTS = {"400": SuspiciousOperation, "403": PermissionDenied, "404": Http404, "500": RuntimeError}


def fault(request: HttpRequest, kind: str) -> HttpResponse:
    raise FAULTS[kind]("secret detail")


search = [path("", fault, {"kind": "404"}, name="search")]
urlpatterns = [
    *own,
    path("search/", include((search, "search"))),
    path("styleguide/", styleguide),
    path("fault/<kind>/", fault),
]
