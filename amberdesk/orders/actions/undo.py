"""Take one's own last steering act back within the undo time."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amberdesk.orders import events
from amberdesk.orders.actions.turn import TALK, record
from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event

UNDO = timedelta(seconds=15)  # ten on the screen, and the way here
UNDOABLE = ("order.assigned", "order.verified", "order.priority_set")


@transaction.atomic
def undo(order: Order, *, event_id: int, by: Actor, at: datetime) -> Order:
    """Restore what stood before the doer's own last act on the order.

    Raises Forbidden (not his act), Refused("undo_late" | "undo_overtaken").
    """
    order = Order.objects.locked(order.pk)
    event = journal(order.subject_key).filter(pk=event_id, kind__in=UNDOABLE).first()
    if event is None or (event.actor_kind, event.actor_id) != (by.kind, by.id):
        raise Forbidden("undo")
    if at - event.at > UNDO:
        raise Refused("undo_late")
    if _overtaken(order, event):
        raise Refused("undo_overtaken")
    restored = _restore(order, event)
    at = max(at, order.last_event_at)
    record(order, events.Undone(event=event.pk, restored=restored), by=by, at=at)
    return order


def _overtaken(order: Order, event: Event) -> bool:
    """Tell whether anything stands that was done after the event; what was taken back does not."""
    later = list(
        journal(order.subject_key).filter(seq__gt=event.seq).exclude(kind__in=[t.kind for t in TALK])
    )
    gone = {e.data["event"] for e in later if e.kind == events.Undone.kind}
    return any(e.kind != events.Undone.kind and e.pk not in gone for e in later) or event.pk in gone


def _restore(order: Order, event: Event) -> dict[str, Any]:
    before: dict[str, Any] = dict(event.data["before"])
    if before.pop("first", False):
        order.verified_at, order.scope_accepted_at, order.scope_accepted_by = None, None, ""
    for name, value in before.items():
        setattr(order, name, datetime.fromisoformat(value) if name.endswith("_until") and value else value)
    return before
