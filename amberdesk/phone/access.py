"""The doors to calls. Strangers learn nothing, not even that a call was.

Staff see the calls of their networks, representatives those of theirs but never who of us it was and only the end of the
caller's number. Calls to numbers nobody has: the office sees them, for it is to say whose they are, and so does each
technician whom one rang, for he has to end it.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from amberdesk.customers.models import Network
from amberdesk.people.roles import COORDINATING, STAFF, Role
from amberdesk.phone.models import Call, Ring, Segment
from amberdesk.phone.numbers import shortened
from amberdesk.rosters.standing import Standing

ABOUT = ("hotline", "network", "exchange", "site", "contact", "order", "answered_by", "ended_with")
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
    for calls in (calls_for(standing), _stray(standing)):
        if call := calls.filter(pk=id).select_related(*ABOUT).first():
            return call
    raise NoSuchCall(id)


def _stray(standing: Standing | None) -> QuerySet[Call]:
    """Return the calls of unknown networks that rang one of us, or that he had."""
    if standing is None or standing.role not in STAFF:
        return Call.objects.none()
    rung, talked = (
        part.objects.filter(call=OuterRef("pk"), person=standing.person_id) for part in (Ring, Segment)
    )
    his = Q(Exists(rung)) | Q(Exists(talked)) | Q(answered_by=standing.person_id)
    return Call.objects.filter(his, network=None)


def sees_names(standing: Standing | None, network: Network | int | None) -> bool:
    """Tell whether somebody may know which technician it was, and from which number: our own people only."""
    if standing is None:
        return False
    id = network.pk if isinstance(network, Network) else network
    if id is None:
        return standing.role in STAFF
    return id in standing.networks


def caller_seen(standing: Standing | None, call: Call) -> str:
    """Return the caller's number as somebody may see it: whole to our own people, to a representative its end."""
    if not call.caller or sees_names(standing, call.network_id):
        return call.caller
    return shortened(call.caller)


def reads_hotline(standing: Standing | None) -> bool:
    """Tell whether somebody reads the figures of hotlines: who answers for networks, and the customer's own manager."""
    return standing is not None and standing.role in READERS and bool(standing.visible)


def watches(standing: Standing | None) -> bool:
    """Tell whether somebody watches the hotlines as they run: our people with networks."""
    return standing is not None and bool(standing.networks)


def steers(standing: Standing | None) -> bool:
    """Tell whether somebody may hang up wallboards: coordinators, their deputies, managers."""
    return standing is not None and standing.role in COORDINATING | {Role.MANAGER} and watches(standing)
