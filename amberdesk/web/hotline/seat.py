"""Who sits at the hotline's screen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.phone.access import NoSuchCall, call_for
from amberdesk.phone.models import Call
from amberdesk.phone.rights import works
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.doors import signed_in

More = ParamSpec("More")


@dataclass(frozen=True, slots=True)
class Seat:
    """The technician, where he stands, and the instant of his request."""

    request: HttpRequest
    person: Person
    standing: Standing
    at: datetime

    @property
    def by(self) -> Actor:
        return Actor("person", self.person.pk)

    def call(self, id: int) -> Call:
        """Return a call that the technician may work on. Raises Http404."""
        try:
            found = call_for(self.standing, id)
        except NoSuchCall:
            raise Http404 from None
        if not works(self.standing, found.network_id):
            raise Http404
        return found


def seated(
    view: Callable[Concatenate[Seat, More], HttpResponse],
) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
    """Let in who works on calls; for anybody else nothing is here."""

    @wraps(view)
    def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        standing = standing_of(request.user.pk or 0)
        if not isinstance(request.user, Person) or standing is None or not works(standing, None):
            raise Http404
        return view(Seat(request, request.user, standing, now()), *args, **kwargs)

    return never_cache(signed_in(asked))
