"""Who reads the list: our staff their networks' orders, a customer's representative the public side of his own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import now

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.doors import signed_in

More = ParamSpec("More")


@dataclass(frozen=True, slots=True)
class Reader:
    """One request for a list."""

    request: HttpRequest
    person: Person
    standing: Standing
    networks: list[Network]
    at: datetime

    @property
    def internal(self) -> bool:
        """Whether he reads as one of us; else from the customer's side."""
        return bool(self.standing.networks)

    @property
    def levels(self) -> frozenset[str]:
        """The levels of his own teams, in any network."""
        return frozenset(level for levels in self.standing.levels.values() for level in levels)


def list_reader(
    view: Callable[Concatenate[Reader, More], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
    """Give the view its reader in place of the request. 404 for whoever may see no order at all."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        person = request.user
        assert isinstance(person, Person)
        standing = standing_of(person.pk)
        found = list(networks(standing.visible)) if standing else []
        if standing is None or not found:
            raise Http404
        return view(Reader(request, person, standing, found, now()), *args, **kwargs)

    return asked
