"""The one door to these pages: administrators come in, for anybody else nothing is here."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from amberdesk.customers.lists import row_of
from amberdesk.outbox.actor import Actor
from amberdesk.people.roles import Role

View = Callable[..., HttpResponseBase]
Row = TypeVar("Row")


def administrators(view: View) -> View:
    """Let administrators through; whoever is not signed in may sign in, everybody else gets 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "role", "") != Role.ADMINISTRATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def who(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when."""
    return {"by": Actor("person", request.user.pk), "at": now()}


def found(model: type[Row], id: int) -> Row:
    """Return the row of that id. Raises Http404."""
    row: Row | None = row_of(model, id)
    if row is None:
        raise Http404
    return row
