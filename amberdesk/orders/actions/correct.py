"""Correct what an order is about: site, device, contact, network, kind."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from amberdesk.customers.codes import Kind
from amberdesk.customers.models import Contact, Device, Network, Site
from amberdesk.customers.queries import version_for
from amberdesk.orders import events
from amberdesk.orders.access import NoSuchOrder
from amberdesk.orders.actions.assign import check_technician
from amberdesk.orders.actions.say import say
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order
from amberdesk.orders.states import Refused, State
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish
from amberdesk.rosters.queries import standing_of

COLUMNS = ("network_id", "site_id", "device_id", "contact_id", "kind")


@transaction.atomic
def correct(
    order: Order,
    *,
    network: Network,
    site: Site | None,
    device: Device | None,
    contact: Contact | None,
    kind: Kind,
    reason: str,
    by: Actor,
    at: datetime,
    expected: int | None = None,
) -> Order:
    """Set what the order is about; agreement, priority and clocks follow. The number stays; a former network loses
    sight of it: its people follow it no longer, the new one's contact does, and who works for the old one alone
    gives it back.

    Raises Forbidden, Stale, NoSuchOrder (a network that is not the doer's), Refused("text_missing" | "not_of_network"
    | "not_of_site" | "nothing_changed"), terms.NoAgreement.
    """
    order, at = begin("correct", order, by=by, at=at, expected=expected)
    _fits(network, site, device, contact, by)
    before = {name: getattr(order, name) for name in COLUMNS}
    order.network, order.site, order.device, order.contact, order.kind = (
        network,
        site,
        device,
        contact,
        kind.value,
    )
    changed = {name: value for name in COLUMNS if (value := getattr(order, name)) != before[name]}
    if not changed:
        raise Refused("nothing_changed")
    note = say(order, reason, by=by, at=at, purpose="correct")
    if "network_id" in changed:
        _leave(order, before["network_id"], by, at)
        _give_back(order)
    terms = version_for(network, site, device.kind if device else "", order.reported_at)
    order.agreement_version_id = terms.id
    if not order.priority_override:
        order.priority = terms.priority(order.impact, order.urgency)
    was = {name: before[name] for name in changed}
    record(order, events.Corrected(changed=changed, before=was, message=note.pk), by=by, at=at)
    if "network_id" in changed and contact:
        _welcome(order, contact, by, at)
    return order


def _fits(
    network: Network, site: Site | None, device: Device | None, contact: Contact | None, by: Actor
) -> None:
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if standing is None or network.pk not in standing.networks:
        raise NoSuchOrder(network.code)
    if (site and site.network_id != network.pk) or (contact and contact.network_id != network.pk):
        raise Refused("not_of_network")
    if device and (site is None or device.site_id != site.pk):
        raise Refused("not_of_site")


def _leave(order: Order, former: int, by: Actor, at: datetime) -> None:
    """Take the order out of the former network's sight: links die, no letters go, its open pages look again."""
    order.participants.filter(removed_at=None).update(removed_at=at, epoch=F("epoch") + 1)
    topics = (f"network:{former}",)
    publish(
        "order.left_network",
        at=at,
        by=by,
        subject=f"network:{former}",
        data={"order": order.pk},
        topics=topics,
    )


def _give_back(order: Order) -> None:
    """Take the order from a technician who may not see it any more; who of the new network starts has it."""
    try:
        check_technician(order, order.level, order.assignee)
    except Refused:
        order.assignee = None
        order.state = State.ASSIGNED if order.state == State.IN_PROGRESS else order.state


def _welcome(order: Order, contact: Contact, by: Actor, at: datetime) -> None:
    """Let the new network's contact follow the order."""
    participant = order.participants.create(
        contact=contact,
        name=contact.name,
        email=next(iter(contact.emails), ""),
        language=contact.language or order.network.language,
    )
    record(order, events.Joined(participant=participant.pk), by=by, at=at)
