"""Work on a promise to ring back: take it, note a try, keep it, drop it, make one."""

from datetime import datetime, timedelta

from django.db import transaction

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Contact, Network, Site
from amberdesk.customers.refusals import Refused
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.phone import events
from amberdesk.phone.actions.callbacks import WITHIN, close, due_and_level, promised, topics_of
from amberdesk.phone.callback_rules import reasons_to_drop
from amberdesk.phone.endings import Cause
from amberdesk.phone.models import Call, CallBack, CallBackTry
from amberdesk.phone.recording import record
from amberdesk.phone.rights import require_work


@transaction.atomic
def take_callback(callback: CallBack, *, by: Actor, at: datetime) -> CallBack:
    """Return the promise as the doer's own, also when somebody else had it. Raises Forbidden, Refused("closed")."""
    callback = _open(callback, by)
    if callback.owner_id != by.id:
        before, callback.owner_id = callback.owner_id, by.id
        callback.save(update_fields=["owner"])
        taken = events.CallBackTaken(id=callback.pk, person=by.id or 0, before=before)
        record(taken, by=by, at=at, topics=topics_of(callback))
    return callback


@transaction.atomic
def note_try(callback: CallBack, *, reached: bool, by: Actor, at: datetime) -> CallBack:
    """Note that the doer rang back. Reached, the promise is kept; else it stays open, and his. Raises as above."""
    callback = _open(callback, by)
    CallBackTry.objects.create(callback=callback, person_id=by.id, at=at, reached=reached)
    callback.owner_id = by.id
    callback.save(update_fields=["owner"])
    if reached:
        close(callback, by=by, at=at)
    else:
        tried = events.CallBackTried(id=callback.pk, tries=callback.tries.count())
        record(tried, by=by, at=at, topics=topics_of(callback))
    return callback


@transaction.atomic
def drop_callback(callback: CallBack, *, reason: str, by: Actor, at: datetime) -> CallBack:
    """Ring back no more. Raises Forbidden, Refused("callback_closed" | "callback_reason")."""
    callback = _open(callback, by)
    if reason not in reasons_to_drop(callback.number, callback.tries.count()):
        raise Refused("callback_reason", "reason")
    callback.state, callback.closed_at, callback.reason = "dropped", at, str(reason)
    callback.save(update_fields=["state", "closed_at", "reason"])
    record(
        events.CallBackDropped(id=callback.pk, reason=str(reason)), by=by, at=at, topics=topics_of(callback)
    )
    return callback


@transaction.atomic
def promise_callback(
    network: Network,
    *,
    number: str,
    level: Level,
    order: Order | None = None,
    call: Call | None = None,
    site: Site | None = None,
    contact: Contact | None = None,
    within: timedelta = WITHIN,
    by: Actor,
    at: datetime,
) -> CallBack:
    """Return the promise that somebody of the level rings, within so much of the agreement's time. Raises Forbidden.

    It is his to whom the order went, else as for whoever was missed (owed.owner_of).
    """
    require_work(by, network.pk)
    due, _ = due_and_level(network, site, at, within)
    if call is not None and CallBack.objects.filter(call=call).exists():
        call = None  # it came from a promise itself
    owner = order.assignee if order and order.level == level else None
    facts = {"number": number, "site": site, "contact": contact, "order": order, "call": call, "owner": owner}
    promise = CallBack(network=network, cause=Cause.PROMISED, level=level, due_at=due, created_at=at, **facts)
    return promised(promise, by=by, at=at)


def _open(callback: CallBack, by: Actor) -> CallBack:
    """Lock the promise. Raises Forbidden to whoever does not work for the network, Refused when it is closed."""
    require_work(by, callback.network_id)
    callback = CallBack.objects.select_for_update(no_key=True).get(pk=callback.pk)
    if callback.state != "open":
        raise Refused("callback_closed")
    return callback
