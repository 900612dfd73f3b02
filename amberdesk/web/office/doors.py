"""The one door to the office: administrators come in, for anybody else nothing is here."""

from django.http import Http404, HttpRequest

from amberdesk.customers.lists import network_by_code
from amberdesk.customers.models import Network
from amberdesk.outbox.actor import Actor
from amberdesk.web.base.doors import administrators
from amberdesk.web.base.doors import found as found

office = administrators


def actor_of(request: HttpRequest) -> Actor:
    return Actor("person", request.user.pk)


def network_of(code: str) -> Network:
    """Return the network of that code. Raises Http404."""
    network = network_by_code(code)
    if network is None:
        raise Http404
    return network
