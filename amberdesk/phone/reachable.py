"""Whom nobody can ring: where we say whom to ring, and he has neither number nor phone."""

from collections.abc import Collection
from datetime import datetime

from amberdesk.people.models import Person
from amberdesk.phone.exchanges import RINGING
from amberdesk.phone.models import Hotline
from amberdesk.rosters.models import Shift


def never_rung(networks: Collection[int]) -> set[int]:
    """Return who has neither number nor phone of his own, whatever he says he does; nobody where we ring no one."""
    kinds = [kind.value for kind in RINGING]
    ours = Hotline.objects.filter(network_id__in=list(networks), active=True, exchange__kind__in=kinds)
    if not ours.exists():
        return set()
    return set(Person.objects.filter(phone="", phones=None).values_list("pk", flat=True))


def is_out_of_reach(person: Person, networks: Collection[int], at: datetime) -> bool:
    """Tell whether no call of these networks' hotlines can come to somebody now; his shift may have a number."""
    if person.phone or person.pk not in never_rung(networks):
        return False
    now = Shift.objects.filter(person=person, starts_at__lte=at, ends_at__gt=at)
    return not now.exclude(number="").exists()
