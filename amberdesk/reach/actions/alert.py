"""Write down by which ways a person is called."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from amberdesk.customers.queries import company
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.reach.models import Alert
from amberdesk.reach.queries import browsers_of, gateway, ways_of
from amberdesk.reach.rules import PUSH, rings
from amberdesk.rosters.queries import is_on_shift


def alert(
    person: Person, order: Order, text: str, *, short: str = "", link: str = "", event_id: int, at: datetime
) -> int:
    """Make a message for each way that is used for the order when its time comes; return how many there are to be.

    Once for an event, a person and a way (a browser), however often it runs. `short`: the text for a notice that
    opens `link` itself.
    """
    zone = ZoneInfo(company().timezone)
    found = []
    for way in (row.manner for row in ways_of(person)):
        due_at = at + timedelta(minutes=way.after)
        local = due_at.astimezone(zone)
        here = is_on_shift(person.pk, due_at)
        if rings(way, priority=order.priority, minute=local.hour * 60 + local.minute, on_shift=here):
            said = {"text": (short or text)[:400], "link": link} if way.kind == PUSH else {"text": text[:400]}
            found += [
                Alert(order=order, event_id=event_id, due_at=due_at, created_at=at, **where, **said)
                for where in _places(person, way.kind)
            ]
    Alert.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _places(person: Person, kind: str) -> Iterator[dict]:
    """Yield where a message of a kind can reach the person now."""
    if kind == PUSH:
        for browser in browsers_of(person):
            yield {"person": person, "kind": kind, "browser": browser}
        return
    there = gateway()
    if there is not None and there.active and person.phone:
        yield {"person": person, "kind": kind, "number": person.phone}
