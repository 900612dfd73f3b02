"""The way in for pages of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from amberdesk.people.models import Person

More = ParamSpec("More")


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
