"""Say who of us answers for a network, and who represents it."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers import events
from amberdesk.customers.access import require_office
from amberdesk.customers.models import Network, Representative, Supervision
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.people.sight import lose_sight

SUPERVISING = COORDINATING | {Role.MANAGER}


@transaction.atomic
def supervise(network: Network, *, person: Person, by: Actor, at: datetime) -> Supervision:
    """Return the supervision: a coordinator, deputy or manager answers for the network from now on."""
    require_office(by)
    if person.role not in SUPERVISING:
        raise Refused("role_cannot_supervise", "person")
    supervision, is_new = Supervision.objects.get_or_create(network=network, person=person)
    if is_new:
        record(events.SupervisionChanged(id=network.pk, person=person.pk, begins=True), by=by, at=at)
    return supervision


@transaction.atomic
def stop_supervising(network: Network, *, person: Person, by: Actor, at: datetime) -> None:
    """Let the person no longer answer for the network."""
    require_office(by)
    if Supervision.objects.filter(network=network, person=person).delete()[0]:
        record(events.SupervisionChanged(id=network.pk, person=person.pk, begins=False), by=by, at=at)
        lose_sight([person.pk])


@transaction.atomic
def set_representative(network: Network, *, person: Person, by: Actor, at: datetime) -> Representative:
    """Return the representative: the person reads what is public of this network, and of no other."""
    require_office(by)
    if person.role != Role.REPRESENTATIVE:
        raise Refused("role_cannot_represent", "person")
    before = Representative.objects.select_for_update().filter(person=person).first()
    if before and before.network_id == network.pk:
        return before
    if before:
        remove_representative(person, by=by, at=at)
    representative = Representative.objects.create(person=person, network=network)
    record(events.RepresentativeSet(id=network.pk, person=person.pk), by=by, at=at)
    return representative


@transaction.atomic
def remove_representative(person: Person, *, by: Actor, at: datetime) -> None:
    """Let the person represent nobody."""
    require_office(by)
    for representative in Representative.objects.filter(person=person):
        representative.delete()
        record(events.RepresentativeRemoved(id=representative.network_id, person=person.pk), by=by, at=at)
        lose_sight([person.pk])
