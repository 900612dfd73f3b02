"""Write down by which ways a person is called."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from amberdesk.customers.queries import company
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.reach.models import Alert
from amberdesk.reach.queries import gateway, ways_of
from amberdesk.reach.rules import rings
from amberdesk.rosters.queries import is_on_shift


def alert(person: Person, order: Order, text: str, *, event_id: int, at: datetime) -> int:
    """Make a message for each way that is used for the order when its time comes; return how many there are to be.

    Once for an event, a person and a way, however often it runs.
    """
    there = gateway()
    if there is None or not there.active or not person.phone:
        return 0
    zone = ZoneInfo(company().timezone)
    found = []
    for way in (row.manner for row in ways_of(person)):
        due_at = at + timedelta(minutes=way.after)
        local = due_at.astimezone(zone)
        here = is_on_shift(person.pk, due_at)
        if rings(way, priority=order.priority, minute=local.hour * 60 + local.minute, on_shift=here):
            found.append(
                Alert(
                    person=person,
                    order=order,
                    event_id=event_id,
                    kind=way.kind,
                    number=person.phone,
                    text=text[:400],
                    due_at=due_at,
                    created_at=at,
                )
            )
    Alert.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)
