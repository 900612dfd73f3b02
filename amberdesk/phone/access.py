"""The doors to calls. Strangers learn nothing, not even that a call was.

Staff see the calls of their networks, representatives those of theirs but never who of us it was; the office sees those
that came to numbers nobody has, for it is to say whose they are.
"""

from django.db.models import Q, QuerySet

from amberdesk.customers.models import Network
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.phone.models import Call
from amberdesk.rosters.standing import Standing

READERS = COORDINATING | {Role.MANAGER, Role.REPRESENTATIVE}


class NoSuchCall(LookupError):
    """There is no such call for this person. Screens answer 404, the same for strangers and for nothing."""


def calls_for(standing: Standing | None) -> QuerySet[Call]:
    """Return the calls that a person may see."""
    if standing is None:
        return Call.objects.none()
    seen = Q(network_id__in=list(standing.visible))
    if standing.role == Role.ADMINISTRATOR:
        seen |= Q(network=None)
    return Call.objects.filter(seen)


def call_for(standing: Standing | None, id: int) -> Call:
    """Return one call with its site, network and people. Raises NoSuchCall."""
    found = calls_for(standing).select_related(
        "hotline", "network", "exchange", "site", "contact", "order", "answered_by", "ended_with"
    )
    call = found.filter(pk=id).first()
    if call is None:
        raise NoSuchCall(id)
    return call


def sees_names(standing: Standing | None, network: Network | int | None) -> bool:
    """Tell whether somebody may know which technician it was: our own people only."""
    if standing is None:
        return False
    id = network.pk if isinstance(network, Network) else network
    return standing.role == Role.ADMINISTRATOR if id is None else id in standing.networks


def reads_hotline(standing: Standing | None) -> bool:
    """Tell whether somebody reads the figures of hotlines: who answers for networks, and the customer's own manager."""
    return standing is not None and standing.role in READERS and bool(standing.visible)


def watches(standing: Standing | None) -> bool:
    """Tell whether somebody watches the hotlines as they run: our people with networks."""
    return standing is not None and bool(standing.networks)


def steers(standing: Standing | None) -> bool:
    """Tell whether somebody may hang up wallboards: coordinators, their deputies, managers."""
    return standing is not None and standing.role in COORDINATING | {Role.MANAGER} and watches(standing)
