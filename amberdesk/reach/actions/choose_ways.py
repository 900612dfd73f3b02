"""Say how one is to be called."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import is_self
from amberdesk.people.models import Person
from amberdesk.people.roles import STAFF
from amberdesk.reach.events import WaysChosen
from amberdesk.reach.models import Way
from amberdesk.reach.queries import ways_of
from amberdesk.reach.rules import BY_GATEWAY, Manner, fault_of_way


@transaction.atomic
def choose_ways(person: Person, ways: Collection[Manner], *, by: Actor, at: datetime) -> None:
    """Replace the person's ways beside e-mail; everybody chooses his own.

    Errors: Forbidden, Refused("phone_missing" | "wait_wrong" | "way_unknown" | "way_twice").
    """
    if not is_self(by, person) or person.role not in STAFF:
        raise Forbidden("own_ways_only")
    person = Person.objects.locked(person.pk)
    for fault in filter(None, map(fault_of_way, ways)):
        raise Refused(fault)
    if len({way.kind for way in ways}) < len(ways):
        raise Refused("way_twice")
    if not person.phone and any(way.kind in BY_GATEWAY for way in ways):
        raise Refused("phone_missing")
    if {way.manner for way in ways_of(person)} == set(ways):
        return
    Way.objects.filter(person=person).delete()
    Way.objects.bulk_create(
        Way(
            person=person,
            kind=way.kind,
            after_minutes=way.after,
            least=way.least,
            opens=way.opens,
            closes=way.closes,
        )
        for way in ways
    )
    record(WaysChosen(id=person.pk, ways=tuple(sorted(way.kind for way in ways))), by=by, at=at)
