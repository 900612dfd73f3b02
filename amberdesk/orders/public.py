"""What the customer's side may see of orders: public words by their time, and who said them to whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from amberdesk.customers.models import Site
from amberdesk.orders.models import Attachment, Message, Order, Participant
from amberdesk.outbox.journal import journal

LINK_LASTS = timedelta(days=30)  # after the end of the order


def public_messages(order: Order, at: datetime) -> QuerySet[Message]:
    """Return what has been said openly and stands, oldest first; never a note, never what may still be taken back."""
    said = Message.objects.filter(order=order, public=True, visible_at__lte=at, taken_back_at=None)
    return said.select_related("author", "participant").prefetch_related("attachments").order_by("at", "pk")


def messages_for(participant: Participant, at: datetime) -> QuerySet[Message]:
    """Return the public messages that a participant may read.

    Who said "me too" on the shop's page sees his own words and our answers since then: that page is open to
    everybody who has its address, so it must not lead to names and texts of others.
    """
    said = public_messages(participant.order, at)
    joined = joined_at(participant)
    if joined is None:
        return said
    return said.filter(Q(participant=participant) | Q(inbound=False, at__gte=joined))


def joined_at(participant: Participant) -> datetime | None:
    """Return when somebody joined through the shop's page; None for reporters and for those whom staff added."""
    if participant.reporter:
        return None
    joining = journal(participant.order.subject_key).filter(kind="order.joined", actor_kind="link")
    return joining.filter(data__participant=participant.pk).values_list("at", flat=True).first()


def has_ended(order: Order, at: datetime) -> bool:
    """Tell whether the links of the order have come to their end."""
    return order.closed_at is not None and at >= order.closed_at + LINK_LASTS


def file_for(participant: Participant, key: str, at: datetime) -> Attachment | None:
    """Return a file of a message that the participant may read; None for any other."""
    return Attachment.objects.filter(
        key=key, message__in=messages_for(participant, at), erased_at=None
    ).first()


def open_orders_at(site: Site) -> QuerySet[Order]:
    """Return the shop's open orders, newest first, for its own page: device, state and age are all it may show."""
    newest = Order.objects.open().filter(site=site).order_by("-placed_at")
    return newest.select_related("device", "category")


def waiting_since(order: Order) -> datetime | None:
    """Return when the present wait began."""
    return journal(order.subject_key).filter(kind="order.waiting").values_list("at", flat=True).last()


def drafts(draft_of: str, keys: Iterable[str]) -> list[Attachment]:
    """Return an uploader's own drafts by their keys, in the order in which they came."""
    own = Attachment.objects.filter(draft_of=draft_of, message=None, order=None, key__in=list(keys))
    return list(own.order_by("pk"))


def followers_of(order: Order) -> list[Participant]:
    """Return who follows the order on the customer's side, the reporter first."""
    return list(order.participants.filter(removed_at=None).order_by("-reporter", "pk"))


def reporter_of(channel: str, reference: str) -> Participant | None:
    """Return the reporter of the order that a way in has placed under its reference; None when there is none."""
    reporters = Participant.objects.filter(order__channel=channel, order__reference=reference, reporter=True)
    return reporters.select_related("order").order_by("pk").first()


def words_since(participant: Participant, since: datetime) -> int:
    """Return how many messages the participant has sent since an instant."""
    return Message.objects.filter(order=participant.order, participant=participant, at__gt=since).count()


def reports_since(site: Site | None, since: datetime) -> int:
    """Return how many reports by form a shop has sent since an instant."""
    return Order.objects.filter(site=site, placed_at__gt=since, channel="form").count() if site else 0
