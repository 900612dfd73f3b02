"""Who reads the roster, and whose shifts he sees and plans."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, STAFF, Role
from amberdesk.rosters import lists
from amberdesk.rosters.queries import standing_of

View = Callable[..., HttpResponseBase]


def staff(view: View) -> View:
    """Let our own people through; for anybody else nothing is here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "role", "") not in STAFF:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def seen_by(person: Person) -> list[Person]:
    """Return whose shifts a person sees: the office everybody's, the others their networks' technicians'."""
    if person.role == Role.ADMINISTRATOR:
        return list(lists.technicians())
    standing = standing_of(person.pk)
    return list(lists.technicians_of(standing.networks)) if standing else []


def networks_of(person: Person) -> list[Network]:
    """Return the networks whose roster a person sees, by name."""
    if person.role == Role.ADMINISTRATOR:
        return list(lists.active_networks())
    standing = standing_of(person.pk)
    return list(networks(standing.networks)) if standing else []


def may_plan(person: Person) -> bool:
    return person.role in COORDINATING or person.role == Role.ADMINISTRATOR
