"""Keep the promises to ring back: made for whoever was missed, kept by his next call. None disappears."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction

from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import Contact, Network, Site
from amberdesk.customers.queries import duty_at, owners_of_number, version_for
from amberdesk.customers.terms import NoAgreement
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.phone import events
from amberdesk.phone.callback_rules import AGAIN, SHORT_MS, TOO_OLD, cause_of, due_at
from amberdesk.phone.endings import Cause
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.models import Call, CallBack
from amberdesk.phone.owed import owner_of
from amberdesk.phone.recording import record
from amberdesk.start.engine.prepared import columns, found, made

T = TypeVar("T")
WITHIN = timedelta(minutes=30)  # of the agreement's time, where no hotline says another
_NEAR = f"""
SELECT {columns(CallBack, "b")} FROM phone_callback b
 WHERE b.state = 'open' AND b.cause <> '{Cause.PROMISED}'
   AND (b.call_id = ANY(%s::bigint[]) OR b.number = ANY(%s::text[]) OR b.site_id = ANY(%s::bigint[])
     OR b.contact_id = ANY(%s::bigint[]))
 ORDER BY b.id FOR NO KEY UPDATE"""
FOLLOWED = frozenset({Outcome.OPEN, Outcome.REDIRECTED})  # somebody else sees to it, or it still rings


def follow_callbacks(calls: Iterable[Call], *, at: datetime) -> None:
    """Promise to ring back whom these calls missed, and keep the promises to whom they reached.

    Called in the transaction that reckoned them; the same calls again change nothing. Calls of long ago are left alone.
    """
    fresh = [c for c in calls if c.network_id is not None and c.offered_at >= at - TOO_OLD]
    missed = [c for c in fresh if c.outcome not in FOLLOWED and c.outcome != Outcome.ANSWERED]
    near = _lock_near([c for c in fresh if c.outcome not in FOLLOWED])
    for call in sorted(missed, key=lambda c: (c.caller, c.offered_at, c.pk)):
        _promise_missed(call)
    if near or missed:
        keep_promises([c for c in fresh if c.outcome == Outcome.ANSWERED])


def keep_promises(calls: Iterable[Call]) -> None:
    """Note which promises these answered calls keep: to the same call, number, person or shop, made before the answer.

    What one of us promised stays: a specialist was to ring, and the caller has spoken to somebody else.
    """
    answered = sorted(calls, key=lambda c: (c.answered_at or c.offered_at, c.pk))
    if not answered:
        return
    for callback in _lock_near(answered):
        call = next((c for c in answered if _answers(c, callback)), None)
        if call is not None:
            close(callback, by=MACHINE, at=call.answered_at or call.offered_at, call=call)


def _lock_near(calls: Iterable[Call]) -> list[CallBack]:
    """Return the open promises that may be these callers', locked; all at once in one order: no deadlock."""
    mine = list(calls)
    if not mine:
        return []
    numbers = sorted({call.caller for call in mine if call.caller})
    sites = sorted({call.site_id for call in mine if call.site_id})
    contacts = sorted({call.contact_id for call in mine if call.contact_id})
    rows = found(_NEAR, [call.pk for call in mine], numbers, sites, contacts)
    return [made(CallBack, row) for row in rows]


def close(callback: CallBack, *, by: Actor, at: datetime, call: Call | None = None) -> None:
    """Note that a promise (locked) is kept: the caller was reached, in that call if one is named."""
    callback.state, callback.closed_at, callback.closed_by_call = "done", at, call
    callback.save(update_fields=["state", "closed_at", "closed_by_call"])
    done = events.CallBackDone(id=callback.pk, call=call.pk if call else None)
    record(done, by=by, at=at, topics=topics_of(callback))


def promised(callback: CallBack, *, by: Actor, at: datetime) -> CallBack:
    """Return a new promise with its owner, kept and told of."""
    callback.owner = callback.owner or owner_of(callback.network_id, callback.level, callback.due_at)
    callback.save()
    event = events.CallBackPromised(
        id=callback.pk,
        cause=callback.cause,
        level=callback.level,
        network=callback.network_id,
        call=callback.call_id,
        order=callback.order_id,
        owner=callback.owner_id,
    )
    record(event, by=by, at=at, topics=topics_of(callback))
    return callback


def due_and_level(
    network: Network, site: Site | None, since: datetime, within: timedelta = WITHIN
) -> tuple[datetime, str]:
    """Return until when to ring, by the agreement, and who does L1's work then."""
    try:
        due = due_at(version_for(network, site, "", since).coverage, since, within)
        level = duty_at(network, Channel.HOTLINE, due - timedelta(seconds=1), site=site).level
    except NoAgreement:
        return due_at(None, since, within), Level.L1.value
    return due, (level or Level.L1).value


def topics_of(callback: CallBack) -> list[str]:
    return [f"callbacks:{callback.network_id}"]


def _answers(call: Call, callback: CallBack) -> bool:
    if callback.call_id == call.pk:
        return True
    if callback.network_id != call.network_id or callback.created_at > (call.answered_at or call.offered_at):
        return False
    same_number = bool(call.caller) and callback.number == call.caller
    same_person = call.contact_id is not None and callback.contact_id == call.contact_id
    return same_number or same_person or (call.site_id is not None and callback.site_id == call.site_id)


def promise_unknown(call: Call) -> None:
    """Promise a call back after a talk of which nobody of ours knows anything: what was agreed in it may be lost."""
    if not CallBack.objects.filter(call=call).exists():
        _promise(call, Cause.UNKNOWN)


def _promise_missed(call: Call) -> None:
    """Promise a call back, unless the caller has a promise already, was reached since, or pressed by mistake."""
    short = call.wait_ms is not None and call.wait_ms < SHORT_MS
    cause = cause_of(call.outcome, call.reason, short=short, rang_before=short and _rang_before(call))
    known = CallBack.objects.filter(call=call).exists()
    if cause is None or known or (call.caller and _reached_since(call)):
        return
    _promise(call, cause)


def _promise(call: Call, cause: Cause) -> None:
    assert call.network is not None  # only such calls come here
    since = call.ended_at or call.offered_at
    site, contact = _only_owner(call)
    within = timedelta(minutes=call.hotline.callback_minutes) if call.hotline else WITHIN
    place = call.offered_at if cause == Cause.ASKED else since  # who chose it while he waited keeps his place
    due, level = due_and_level(call.network, site, place, within)
    if _joins(call, cause, due):
        return
    facts = {"network": call.network, "site": site, "contact": contact, "created_at": since}
    try:
        with transaction.atomic():
            promise = CallBack(call=call, number=call.caller, cause=cause, due_at=due, level=level, **facts)
            promised(promise, by=MACHINE, at=since)
    except IntegrityError:  # another call of the number, told at the same instant, was first
        _joins(call, cause, due)


def _joins(call: Call, cause: Cause, due: datetime) -> bool:
    """Let the caller's open promise stand for this call too: the earliest due time and his wish count."""
    if not call.caller:
        return False
    waiting = CallBack.objects.select_for_update(no_key=True).exclude(cause=Cause.PROMISED)
    one = waiting.filter(network=call.network_id, number=call.caller, state="open").first()
    if one is None:
        return False
    one.due_at = min(one.due_at, due)
    one.cause = cause if cause == Cause.ASKED else one.cause
    one.save(update_fields=["due_at", "cause"])
    return True


def _rang_before(call: Call) -> bool:
    others = Call.objects.filter(network=call.network_id, caller=call.caller).exclude(pk=call.pk)
    recent = others.filter(offered_at__gte=call.offered_at - AGAIN, offered_at__lte=call.offered_at)
    return bool(call.caller) and recent.exists()


def _reached_since(call: Call) -> bool:
    same = Call.objects.filter(network=call.network_id, caller=call.caller, answered_at__gt=call.offered_at)
    return same.exclude(pk=call.pk).exists()


def _only_owner(call: Call) -> tuple[Site | None, Contact | None]:
    """Return whose number it is, the shop's and the person's: if only one has it, for several are never guessed."""
    if call.site_id or call.contact_id or not call.caller:
        return call.site, call.contact
    owners = [owner for owner in owners_of_number(call.caller) if owner.network_id == call.network_id]
    contacts = {owner.contact for owner in owners if owner.contact}
    places = {owner.site or (owner.contact.site if owner.contact else None) for owner in owners}
    sites = {site for site in places if site is not None and site.left_on is None}
    return _only(sites), _only(contacts)


def _only(owners: Collection[T]) -> T | None:
    return next(iter(owners)) if len(owners) == 1 else None
