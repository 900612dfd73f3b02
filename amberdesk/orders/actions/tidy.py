"""Keep an order tidy: tags, related orders, other parties' numbers, and who follows it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from amberdesk.orders import events
from amberdesk.orders.access import NoSuchOrder
from amberdesk.orders.actions.turn import begin, record
from amberdesk.orders.models import Order, OrderLink, Participant, Reference, Tag
from amberdesk.orders.states import FINAL, Refused
from amberdesk.outbox.actor import Actor
from amberdesk.rosters.queries import standing_of

MOST_TAGS = 20
MOST_FOLLOWERS = 50


@transaction.atomic
def tag(
    order: Order, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: Actor, at: datetime
) -> Order:
    """Add and remove tags (lower case, without spaces around). Raises Forbidden, Refused("tag_wrong" | "tags_many")."""
    order, at = begin("tag", order, by=by, at=at)
    added = tuple(dict.fromkeys(t for t in (_tag(a) for a in add) if t not in order.tags))
    removed = tuple(t for t in (_tag(r) for r in remove) if t in order.tags)
    order.tags = [t for t in order.tags if t not in removed] + list(added)
    if len(order.tags) > MOST_TAGS:
        raise Refused("tags_many", most=MOST_TAGS)
    if added or removed:
        record(order, events.Tagged(added=_ids(added), removed=_ids(removed)), by=by, at=at)
    return order


def _ids(tags: Iterable[str]) -> tuple[int, ...]:
    return tuple(Tag.objects.get_or_create(name=tag)[0].pk for tag in tags)


def _tag(text: str) -> str:
    tag = " ".join(text.lower().split()).lstrip("#")
    if not 1 <= len(tag) <= 40 or "," in tag or not tag.isprintable():
        raise Refused("tag_wrong", tag=text[:60])
    return tag


@transaction.atomic
def link(
    order: Order, *, other: Order, how: str = "related", gone: bool = False, by: Actor, at: datetime
) -> Order:
    """Relate two orders that the doer may see, or part them. Raises Forbidden, NoSuchOrder, Refused("link_itself")."""
    order, at = begin("link", order, by=by, at=at)
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    if by.kind == "person" and (standing is None or other.network_id not in standing.networks):
        raise NoSuchOrder(other.number)
    if other.pk == order.pk:
        raise Refused("link_itself")
    if gone:
        OrderLink.objects.filter(order=order, other=other).delete()
        OrderLink.objects.filter(order=other, other=order).delete()
    else:
        OrderLink.objects.get_or_create(order=order, other=other, defaults={"how": how})
    record(order, events.Linked(other=other.pk, how=how, gone=gone), by=by, at=at)
    return order


@transaction.atomic
def refer(order: Order, *, whose: str, number: str, link: str = "", by: Actor, at: datetime) -> Reference:
    """Keep another party's number for the matter. Raises Forbidden, Refused("reference_missing" | "link_wrong")."""
    order, at = begin("refer", order, by=by, at=at)
    whose, number, link = whose.strip()[:80], number.strip()[:80], link.strip()
    if not whose or not number:
        raise Refused("reference_missing")
    if link and (not link.lower().startswith(("http://", "https://")) or len(link) > 400):
        raise Refused("link_wrong")
    reference, fresh = Reference.objects.get_or_create(
        order=order, whose=whose, number=number, defaults={"link": link}
    )
    if fresh:
        record(order, events.Referred(reference=reference.pk), by=by, at=at)
    return reference


@transaction.atomic
def drop_reference(reference: Reference, *, by: Actor, at: datetime) -> Order:
    """Remove another party's number. Raises Forbidden, Refused."""
    order, at = begin("refer", Order(pk=reference.order_id), by=by, at=at)
    pk = reference.pk
    reference.delete()
    record(order, events.Referred(reference=pk, gone=True), by=by, at=at)
    return order


@transaction.atomic
def join(
    order: Order,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    language: str = "pl",
    quiet: bool = False,
    by: Actor,
    at: datetime,
) -> Participant:
    """Let another person of the customer's side follow the order ("me too"). The door has checked the shop's link.

    quiet: he is sent nothing by itself. Raises Refused("state" | "followers_many").
    """
    order = Order.objects.locked(order.pk)
    if order.state in FINAL:
        raise Refused("state", act="join", state=order.state)
    who = {"name": name.strip()[:120], "phone": phone.strip()[:40], "email": email.strip().lower()[:254]}
    follow = order.participants.filter(removed_at=None)
    known = follow.filter(**who).first()
    if known:
        return known
    if follow.count() >= MOST_FOLLOWERS:
        raise Refused("followers_many", most=MOST_FOLLOWERS)
    participant = Participant.objects.create(order=order, language=language, quiet=quiet, **who)
    record(
        order,
        events.Joined(participant=participant.pk, quiet=quiet or None),
        by=by,
        at=max(at, order.last_event_at),
    )
    return participant


@transaction.atomic
def unfollow(participant: Participant, *, by: Actor, at: datetime) -> Order:
    """Take somebody away from those who follow the order: no more letters, his link is worthless.

    Raises Forbidden, Refused("not_following").
    """
    order, at = begin("unfollow", Order(pk=participant.order_id), by=by, at=at)
    if not order.participants.filter(pk=participant.pk, removed_at=None).update(
        removed_at=at, epoch=F("epoch") + 1
    ):
        raise Refused("not_following")
    record(order, events.Unfollowed(participant=participant.pk), by=by, at=at)
    return order


def write_to(participant: Participant) -> None:
    """Let letters go to the participant by themselves again: he has shown that he is there."""
    if participant.quiet:
        participant.quiet = False
        participant.save(update_fields=["quiet"])


def revoke_link(participant: Participant) -> None:
    """Make the participant's link worthless; the next mail to him carries a new one."""
    participant.epoch += 1
    participant.save(update_fields=["epoch"])
