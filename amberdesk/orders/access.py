"""The doors: the only ways to an order for a person or a link. Strangers learn nothing, not even that it exists."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from amberdesk.customers.links import make_key, read_key
from amberdesk.customers.models import Network, Site
from amberdesk.customers.queries import terms_of
from amberdesk.customers.terms import duty
from amberdesk.orders.models import Attachment, Order, Participant
from amberdesk.orders.models.order import OrderQuerySet
from amberdesk.orders.public import has_ended, public_messages
from amberdesk.orders.rights import Forbidden, Relation, allowed, is_own_call
from amberdesk.orders.states import State, possible
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.start.engine.prepared import prepared

_FOLLOWS = """
SELECT 1 FROM orders_participant WHERE id = %s::bigint AND order_id = %s::bigint AND removed_at IS NULL"""


class NoSuchOrder(LookupError):
    """There is no such order for this person. Screens answer 404, the same for strangers and for nothing."""


def actor_of(person: Person) -> Actor:
    """Return the person as the doer of acts."""
    return Actor("person", person.pk)


def orders_for(standing: Standing | None) -> OrderQuerySet:
    """Return the orders that a person may see: of his networks, or of the one he represents."""
    seen = standing.visible if standing else frozenset()
    return Order.objects.filter(network_id__in=list(seen)).select_related(
        "network", "site", "category", "assignee"
    )


def order_for(standing: Standing | None, number: str) -> Order:
    """Return one order by its number. Raises NoSuchOrder."""
    order = orders_for(standing).select_related("device", "contact").filter(number=number).first()
    if order is None:
        raise NoSuchOrder(number)
    return order


def participant_by_key(key: str, at: datetime) -> Participant:
    """Return whom an order's link names, with the order. Raises NoSuchOrder for a false, revoked or old link."""
    named = read_key("p", key)
    found = Participant.objects.select_related(
        "order__network", "order__site", "order__category", "order__device"
    )
    participant = found.filter(pk=named.id, epoch=named.epoch, removed_at=None).first() if named else None
    if participant is None or has_ended(participant.order, at):
        raise NoSuchOrder(key)
    return participant


def participant_key(participant: Participant) -> str:
    """Return the key for the participant's own link."""
    return make_key("p", participant.pk, participant.epoch)


def mail_proof(participant: Participant) -> str:
    """Return what links in mails carry (`?m=`) and no page shows: who has it reads the participant's mailbox."""
    about = f"{participant.pk}:{participant.epoch}:{participant.email}"
    return salted_hmac("orders.mail_proof", about, algorithm="sha256").hexdigest()[:32]


def file_of_staff(standing: Standing | None, person_id: int, key: str, at: datetime) -> Attachment:
    """Return a file that a person may fetch: of an order he may see, or his own draft. Raises NoSuchOrder.

    A representative gets files of public messages only.
    """
    file = Attachment.objects.filter(key=key, erased_at=None).select_related("order", "message").first()
    if file is None or standing is None:
        raise NoSuchOrder(key)
    if file.order is None or file.message is None:
        allowed_to = file.draft_of == f"person:{person_id}"
    elif file.order.network_id in standing.networks:
        allowed_to = True
    else:
        seen = file.order.network_id in standing.represents
        allowed_to = seen and public_messages(file.order, at).filter(pk=file.message_id).exists()
    if not allowed_to:
        raise NoSuchOrder(key)
    return file


def site_by_key(key: str) -> Site:
    """Return the site that a shop's own link names. Raises NoSuchOrder for a false, revoked or left one."""
    named = read_key("s", key)
    found = Site.objects.select_related("network", "group", "hours")
    site = found.filter(pk=named.id, link_epoch=named.epoch, left_on=None).first() if named else None
    if site is None or not site.network.active:
        raise NoSuchOrder(key)
    return site


def site_key(site: Site) -> str:
    """Return the key for the shop's own link."""
    return make_key("s", site.pk, site.link_epoch)


def relation(order: Order, by: Actor, standing: Standing | None) -> Relation:
    """Return how the doer stands towards the order."""
    if by.kind == "machine":
        return Relation(machine=True, order_level=order.level)
    if by.kind == "contact":
        return Relation(participant=_follows(order, by.id), order_level=order.level)
    if by.kind != "person" or standing is None:
        return Relation(order_level=order.level)
    fresh = order.state == State.NEW
    own = is_own_call(placed_by=order.placed_by_id, assignee=order.assignee_id, fresh=fresh, doer=by.id)
    own = own and order.is_open
    return relation_at(standing, order.network_id, order.level, own_call=own)


def _follows(order: Order, participant_id: int | None) -> bool:
    with prepared() as cursor:
        cursor.execute(_FOLLOWS, [participant_id, order.pk])
        return cursor.fetchone() is not None


def relation_at(standing: Standing, network_id: int, level: str, *, own_call: bool = False) -> Relation:
    """Return how a person stands towards the orders of a network at a level."""
    return Relation(
        role=standing.role,
        levels=standing.levels.get(network_id, frozenset()),
        lead=network_id in standing.leads,
        supervises=network_id in standing.supervises,
        represents=network_id in standing.represents,
        own_call=own_call,
        order_level=level,
    )


def acts_for(order: Order, person: Person, standing: Standing | None = None) -> frozenset[str]:
    """Return the acts that state and rights allow the person now; the screens' buttons."""
    standing = standing or standing_of(person.pk)
    return acts_now(order, relation(order, actor_of(person), standing))


def acts_now(order: Order, relation: Relation) -> frozenset[str]:
    """Return the acts that the order, as it stands, and the relation to it allow."""
    acts = possible(order.state) & allowed(relation)
    return acts if order.called_at else acts - {"accept"}


def levels_of(by: Actor, standing: Standing | None, network_id: int) -> frozenset[str]:
    """Return the doer's own levels for a network; empty for everybody who is no technician there."""
    if by.kind != "person" or standing is None:
        return frozenset()
    return standing.levels.get(network_id, frozenset())


def acting_as(order: Order, levels: frozenset[str], at: datetime) -> tuple[str, str]:
    """Return (level acted as, own level) of a doer with these levels; "" for doers outside the levels.

    The order's level if duty names the doer's level for L1's work now, else the doer's own.
    """
    if not levels:
        return "", ""
    if order.level in levels:
        return order.level, order.level
    own = max(levels)
    now = duty(terms_of(order.network).versions[order.agreement_version_id], order.channel, at).level
    return (order.level, now) if order.level == "L1" and now in levels else (own, own)


def require_placing(network: Network, by: Actor, standing: Standing | None) -> None:
    """Raise Forbidden unless the doer may place orders of the network: its technicians, coordinators, customers."""
    if by.kind in ("link", "contact", "machine"):
        return
    allowed_roles = (Role.TECHNICIAN, Role.REPRESENTATIVE, *COORDINATING)
    if standing is None or standing.role not in allowed_roles or network.pk not in standing.visible:
        raise Forbidden("place")
