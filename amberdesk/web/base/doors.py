"""The ways in for pages of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from amberdesk.customers.lists import row_of
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import Role

More = ParamSpec("More")
Row = TypeVar("Row")
View = Callable[..., HttpResponseBase]


def signed_in(
    view: Callable[Concatenate[HttpRequest, More], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
    """Let only persons in: others go to the sign-in page, fragments get 403."""

    @wraps(view)
    def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        if isinstance(request.user, Person):
            return view(request, *args, **kwargs)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403)
        return redirect_to_login(request.get_full_path())

    return asked


def only(allowed: Callable[[Person], bool]) -> Callable[[View], View]:
    """Let these through; whoever is not signed in may sign in, everybody else gets 404."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allowed(me(request)):
                raise Http404
            return view(request, *args, **kwargs)

        return never_cache(login_required(guarded))

    return guard


administrators = only(lambda person: person.role == Role.ADMINISTRATOR)
staff = only(lambda person: person.is_staff_member)


def me(request: HttpRequest) -> Person:
    """Return who asks; for pages behind one of these doors."""
    assert isinstance(request.user, Person)
    return request.user


def who(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when."""
    return {"by": Actor("person", me(request).pk), "at": now()}


def found(model: type[Row], id: int) -> Row:
    """Return the row of that id. Raises Http404."""
    row: Row | None = row_of(model, id)
    if row is None:
        raise Http404
    return row
