"""Say what a call came to: one key, one transaction."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from amberdesk.customers.actions.phones import learn_number
from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import Contact, Network, Site
from amberdesk.customers.refusals import Refused
from amberdesk.orders.access import acts_now, relation
from amberdesk.orders.actions import note, receive
from amberdesk.orders.actions.take_call import Next, Step, take_call
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.phone import events
from amberdesk.phone.actions.callbacks import keep_promises
from amberdesk.phone.actions.ring_back import note_try, promise_callback
from amberdesk.phone.actions.talk import hang_up
from amberdesk.phone.endings import PLACING, Cause, Ending, NoOrder
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.models import Call, CallBack
from amberdesk.phone.recording import record
from amberdesk.phone.rights import require_work
from amberdesk.rosters.queries import standing_of

NEXT = {Ending.SOLVED: Next.RESOLVE, Ending.TAKEN: Next.TAKE, Ending.HANDED: Next.HAND_OVER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the technician wrote down. report: what was reported, for an ending that makes an order.

    step: what resolving or handing over needs (its `next` comes from the ending)
    order, text: to which open order the caller's words go
    learn: know the shop by the caller's number from now on
    ring_back: somebody of the level to which it goes rings the caller
    """

    ending: Ending
    reason: str = ""
    report: Intake | None = None
    step: Step = field(default_factory=Step)
    order: Order | None = None
    text: str = ""
    site: Site | None = None
    contact: Contact | None = None
    learn: bool = False
    ring_back: bool = False


@transaction.atomic
def end_call(call: Call, said: Said, *, by: Actor, at: datetime) -> Call:
    """Write how the call ended, with its order. The same ending again changes nothing; "no order" can be corrected.

    Raises people.refusals.Forbidden, customers.refusals.Refused("ending_said" | "reason_missing" | "order_missing"),
    and what take_call, receive and note raise: then nothing of it is kept.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("network", "hotline").get(pk=call.pk)
    before = call.ending
    if before == said.ending and before != Ending.NO_ORDER:
        return call
    if before not in ("", Ending.NO_ORDER):
        raise Refused("ending_said", "ending")
    network = _network(call, said)
    require_work(by, network.pk if network else None)
    hang_up(call, at=at)  # first: calls are locked before technicians, these before promises
    call.refresh_from_db(fields=["ended_at", "outcome", "talk_ms"])
    call.order = _order(call, said, network, by, at)
    call.ending, call.ending_reason = said.ending.value, _reason(said)
    call.site = said.site or (said.order.site if said.order else None)
    call.contact, call.ended_with_id, call.said_at = said.contact, by.id, at
    call.save(update_fields=["order", "ending", "ending_reason", "site", "contact", "ended_with", "said_at"])
    _tell(call, before, by, at)
    if said.learn and call.site and call.caller:
        learn_number(call.site, call.caller, by=by, at=at)
    _ring_back(call, said, network, by, at)
    return call


def _network(call: Call, said: Said) -> Network | None:
    """Return whose call it was: the hotline's network, else that of what was written down."""
    return (
        call.network
        or (said.report.network if said.report else None)
        or (said.order.network if said.order else None)
    )


def _reason(said: Said) -> str:
    if said.ending != Ending.NO_ORDER:
        return ""
    if said.reason not in set(NoOrder):
        raise Refused("reason_missing", "reason")
    return str(said.reason)


def _order(call: Call, said: Said, network: Network | None, by: Actor, at: datetime) -> Order | None:
    """Return the order that the ending makes, or to which it adds."""
    if said.ending in PLACING:
        if said.report is None:
            raise Refused("order_missing", "order")
        told_at = call.answered_at if call.outcome == Outcome.ANSWERED else at
        reference = f"phone:{call.key}:1"
        intake = replace(
            said.report, channel=Channel.HOTLINE, reference=reference, reported_at=told_at or call.offered_at
        )
        return take_call(intake, replace(said.step, next=NEXT[said.ending]), by=by, at=at).order
    if said.ending == Ending.ADDED:
        if said.order is None or network is None or said.order.network_id != network.pk:
            raise Refused("order_missing", "order")
        return _add(said.order, said.text, by, at)
    return None


def _add(order: Order, text: str, by: Actor, at: datetime) -> Order:
    """Write down what the caller said; on an order that is not the doer's to speak for, as a note to who has it."""
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if "receive" in acts_now(order, relation(order, by, standing)):
        receive(order, text=text, channel=Channel.HOTLINE.value, by=by, at=at)
    else:
        note(order, text=text, by=by, at=at)
    return order


def _tell(call: Call, before: str, by: Actor, at: datetime) -> None:
    event = events.EndingSaid(
        id=call.pk,
        ending=call.ending,
        reason=call.ending_reason,
        network=call.network_id,
        site=call.site_id,
        contact=call.contact_id,
        order=call.order_id,
        before=before,
    )
    topics = [f"hotline:{call.network_id or 0}", f"phone:{by.id or 0}"]
    record(event, by=by, at=at, topics=topics)


def _ring_back(call: Call, said: Said, network: Network | None, by: Actor, at: datetime) -> None:
    """Keep the promises that this talk kept, and make the one that was given in it."""
    if call.outcome == Outcome.ANSWERED:
        keep_promises([call])
    else:
        mine = Q(call=call) | (Q(number=call.caller, network=call.network_id) if call.caller else Q(pk=None))
        for callback in CallBack.objects.filter(mine, state="open").exclude(cause=Cause.PROMISED):
            note_try(callback, reached=True, by=by, at=at)
    if said.ring_back and said.ending == Ending.HANDED and network is not None:
        promise_callback(
            network,
            number=(said.report.reporter_phone if said.report else "") or call.caller,
            level=Level(said.step.to),
            order=call.order,
            call=call,
            site=call.site,
            contact=call.contact,
            by=by,
            at=at,
        )
