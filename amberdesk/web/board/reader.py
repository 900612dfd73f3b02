"""Who reads the board: one of our staff with networks; for anybody else there is none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import now

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.orders.access import actor_of, orders_for
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.doors import signed_in

More = ParamSpec("More")


@dataclass(frozen=True, slots=True)
class Reader:
    """One request for the board. `chosen`: the networks it is narrowed to, else all of the reader's."""

    request: HttpRequest
    person: Person
    standing: Standing
    networks: list[Network]
    at: datetime

    @property
    def code(self) -> str:
        """The code of the network that the reader chose; "" for all."""
        code = self.request.GET.get("network", "")
        return code if any(n.code == code for n in self.networks) else ""

    @property
    def chosen(self) -> list[Network]:
        return [n for n in self.networks if self.code in ("", n.code)]

    @property
    def network_ids(self) -> list[int]:
        return [n.pk for n in self.chosen]

    @property
    def by(self) -> Actor:
        return actor_of(self.person)

    def orders(self, ids: Iterable[int]) -> dict[int, Order]:
        """Return those of some orders that the reader may see as one of us, by id."""
        found = orders_for(self.standing).filter(pk__in=list(ids), network__in=self.networks)
        return {order.pk: order for order in found}


def board_reader(
    view: Callable[Concatenate[Reader, More], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
    """Give the view its reader in place of the request. 404 for whoever has no network as staff."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        person = request.user
        assert isinstance(person, Person)
        standing = standing_of(person.pk)
        found = list(networks(standing.networks)) if standing else []
        if standing is None or not found:
            raise Http404
        return view(Reader(request, person, standing, found, now()), *args, **kwargs)

    return asked
