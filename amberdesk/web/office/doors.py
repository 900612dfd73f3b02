"""The one door to the office: administrators come in, for anybody else nothing is here."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from amberdesk.customers.lists import network_by_code, row_of
from amberdesk.customers.models import Network
from amberdesk.outbox.actor import Actor
from amberdesk.people.roles import Role

View = Callable[..., HttpResponseBase]
Row = TypeVar("Row")


def office(view: View) -> View:
    """Let administrators through; whoever is not signed in may sign in, everybody else gets 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "role", "") != Role.ADMINISTRATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def actor_of(request: HttpRequest) -> Actor:
    return Actor("person", request.user.pk)


def found(model: type[Row], id: int) -> Row:
    """Return the row of that id. Errors: Http404."""
    row: Row | None = row_of(model, id)
    if row is None:
        raise Http404
    return row


def network_of(code: str) -> Network:
    """Return the network of that code. Errors: Http404."""
    network = network_by_code(code)
    if network is None:
        raise Http404
    return network
