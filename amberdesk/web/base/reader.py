"""Who reads a page about networks: one person, where he stands, what he may see, at one instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

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
    """One request. `networks`: those of which he may read here."""

    request: HttpRequest
    person: Person
    standing: Standing
    networks: list[Network]
    at: datetime

    @property
    def code(self) -> str:
        """The code of the network that the reader chose; "" for all."""
        return self.request.GET.get("network", "")

    @property
    def chosen(self) -> list[Network]:
        """The networks to which he narrows the page, else all of his."""
        return [n for n in self.networks if self.code in ("", n.code)]

    @property
    def ids(self) -> list[int]:
        return [n.pk for n in self.chosen]

    @property
    def internal(self) -> bool:
        """Whether he reads as one of us; else from the customer's side."""
        return bool(self.standing.networks)


Who = TypeVar("Who", bound=Reader)


def read_by(
    reader: type[Who],
    seen: Callable[[Standing], frozenset[int]],
    allowed: Callable[[Standing], bool] = lambda standing: True,
) -> Callable[
    [Callable[Concatenate[Who, More], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, More], HttpResponseBase],
]:
    """Give views such a reader in place of the request; 404 to whoever is not allowed or would see no network."""

    def guard(
        view: Callable[Concatenate[Who, More], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
        @signed_in
        @wraps(view)
        def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
            person = request.user
            assert isinstance(person, Person)
            standing = standing_of(person.pk)
            found = list(networks(seen(standing))) if standing and allowed(standing) else []
            if standing is None or not found:
                raise Http404
            return view(reader(request, person, standing, found, now()), *args, **kwargs)

        return asked

    return guard
