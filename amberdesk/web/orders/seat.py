"""Who sits before which order: the reader, the order through the door, and what he may do with it now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import now

from amberdesk.orders import access
from amberdesk.orders.actions.look_at import topic_of
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Relation, allowed
from amberdesk.orders.story import Reader
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.doors import signed_in

More = ParamSpec("More")


@dataclass(slots=True)
class Seat:
    """One request about one order."""

    request: HttpRequest
    person: Person
    standing: Standing
    order: Order
    relation: Relation
    at: datetime

    @property
    def by(self) -> Actor:
        return access.actor_of(self.person)

    @property
    def rights(self) -> frozenset[str]:
        """What the reader might do with the order in some state."""
        return allowed(self.relation)

    @property
    def acts(self) -> frozenset[str]:
        """What the reader may do with the order as it stands."""
        return access.acts_now(self.order, self.relation)

    @property
    def internal(self) -> bool:
        """Whether he reads as one of us; else from the customer's side."""
        return self.order.network_id in self.standing.networks

    @property
    def reader(self) -> Reader:
        return Reader(self.person.pk, self.internal, self.at)

    @property
    def topics(self) -> list[str]:
        """The live topics of the page."""
        mine = [self.order.subject_key]
        return [*mine, topic_of(self.order)] if self.internal else mine

    def other(self, number: str) -> Order:
        """Return another order that the reader may see. Raises access.NoSuchOrder."""
        return access.order_for(self.standing, number)


def seat_of(request: HttpRequest, number: str) -> Seat:
    """Return the reader's seat. Raises Http404 for strangers, the same as for no order."""
    person, at = request.user, now()
    assert isinstance(person, Person)
    standing = standing_of(person.pk)
    try:
        order = access.order_for(standing, number)
    except access.NoSuchOrder:
        raise Http404 from None
    assert standing is not None
    return Seat(
        request, person, standing, order, access.relation(order, access.actor_of(person), standing), at
    )


def seated(
    view: Callable[Concatenate[Seat, More], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the view a seat in place of request and number."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, number: str, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        return view(seat_of(request, number), *args, **kwargs)

    return asked


def internal_only(
    view: Callable[Concatenate[Seat, More], HttpResponse],
) -> Callable[Concatenate[Seat, More], HttpResponse]:
    """Let only our own people see this of an order; to the customer's side it does not exist."""

    @wraps(view)
    def asked(seat: Seat, *args: More.args, **kwargs: More.kwargs) -> HttpResponse:
        if not seat.internal:
            raise Http404
        return view(seat, *args, **kwargs)

    return asked
