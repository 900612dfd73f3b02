"""What we owe to callers: whose each promise to ring back is, and which of them still stand."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count

from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.phone.models import CallBack
from amberdesk.rosters.queries import on_duty

INSTANT = timedelta(seconds=1)


def owner_of(network_id: int, level: str, due_at: datetime) -> Person | None:
    """Return whose the promise is: of the level's technicians on shift when it is due, who has the fewest open.

    Where the roster has nobody then, a coordinator of the network, before his deputy. None: the network has neither.
    """
    here = list(on_duty(level, network_id, due_at - INSTANT)) or _coordinators(network_id)
    open_ = CallBack.objects.filter(owner__in=here, state="open").values_list("owner").order_by("owner")
    owed = dict(open_.annotate(Count("pk")))
    return min(
        here,
        key=lambda p: (p.role == Role.DEPUTY, owed.get(p.pk, 0), p.name, p.pk),
        default=None,
    )


def _coordinators(network_id: int) -> list[Person]:
    roles = [role.value for role in COORDINATING]
    return list(Person.objects.filter(supervision__network=network_id, role__in=roles, is_active=True))


def still_owed(ids: Collection[int]) -> list[CallBack]:
    """Return which of these promises nobody has kept or dropped, the first due first."""
    found = CallBack.objects.filter(pk__in=list(ids), state="open")
    return list(found.select_related("network", "site", "owner").order_by("due_at", "pk"))
