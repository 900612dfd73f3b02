"""Blank what people wrote in an ended order, and who they were. Its events stay: they hold ids and codes only."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from amberdesk.customers.access import require_office
from amberdesk.customers.actions.forget import forget_contact
from amberdesk.customers.models import Contact
from amberdesk.customers.retention import OF_ORDERS
from amberdesk.orders import events
from amberdesk.orders.actions.turn import record
from amberdesk.orders.files import stored_as
from amberdesk.orders.models import Attachment, Message, Order, Participant
from amberdesk.orders.person import appearances, still_needed
from amberdesk.orders.states import FINAL, Refused
from amberdesk.outbox.actor import Actor

BLANK = "—"  # in place of a subject, which links must show


@transaction.atomic
def erase(order: Order, *, what: Collection[str], by: Actor, at: datetime) -> tuple[str, ...]:
    """Blank those kinds of data (customers.retention.OF_ORDERS) of an ended order; return those that there were.

    Letters and calls to other systems follow by the event. Raises refusals.Forbidden, Refused("state").
    """
    require_office(by)
    order = _ended(order)
    done = tuple(kind for kind in OF_ORDERS if kind in what and _BLANKING[kind](order, at))
    if done:
        order.erased_at = at
        record(order, events.Erased(what=done), by=by, at=max(at, order.last_event_at))
    return done


@transaction.atomic
def erase_person(contact: Contact, *, by: Actor, at: datetime) -> int:
    """Blank a person everywhere: the contact, and in each order name, numbers, what he wrote and his files.

    Returns the number of orders. Raises refusals.Forbidden, Refused("person_needed") while orders of his are open.
    """
    require_office(by)
    if numbers := still_needed(contact):
        raise Refused("person_needed", numbers=numbers)
    found: dict[int, list[Participant]] = {}
    for participant in appearances(contact):
        found.setdefault(participant.order_id, []).append(participant)
    for order_id, participants in found.items():
        _erase_participants(_ended(Order(pk=order_id)), participants, by, at)
    Order.objects.filter(contact=contact).update(contact=None)
    forget_contact(contact, by=by, at=at)
    return len(found)


def _erase_participants(order: Order, participants: list[Participant], by: Actor, at: datetime) -> None:
    ids = [p.pk for p in participants]
    _blank_files(Attachment.objects.filter(message__participant__in=ids), at)
    _blank_texts(Message.objects.filter(order=order, participant__in=ids), at)
    if any(p.reporter for p in participants):
        order.reporter_name = order.reporter_phone = order.reporter_email = ""
        order.contact, order.subject = None, BLANK
    _blank_names(order.participants.filter(pk__in=ids))
    order.erased_at = at
    event = events.Erased(what=("person",), participants=tuple(ids))
    record(order, event, by=by, at=max(at, order.last_event_at))


def _ended(order: Order) -> Order:
    order = Order.objects.locked(order.pk)
    if order.state not in FINAL:
        raise Refused("state", act="erase", state=order.state)
    return order


def _messages(order: Order, at: datetime) -> bool:
    there = _blank_texts(Message.objects.filter(order=order), at) or order.subject != BLANK
    order.subject = BLANK
    return bool(order.references.all().delete()[0]) or there


def _files(order: Order, at: datetime) -> bool:
    return _blank_files(Attachment.objects.filter(order=order), at)


def _contacts(order: Order, at: datetime) -> bool:
    """Blank everybody on the customer's side; their links open nothing more."""
    known = Q(reporter_name="", reporter_phone="", reporter_email="", scope_accepted_by="", contact=None)
    there = not Order.objects.filter(known, pk=order.pk).exists()
    order.reporter_name = order.reporter_phone = order.reporter_email = order.scope_accepted_by = ""
    order.contact = None
    named = Message.objects.filter(order=order).exclude(author_name="").update(author_name="")
    return bool(_blank_names(order.participants.all()) or named or there)


def _mails(order: Order, at: datetime) -> bool:
    """Leave letters to the room that has them, which hears of it by the event."""
    return True


def _blank_texts(messages: QuerySet[Message], at: datetime) -> bool:
    return bool(
        messages.filter(erased_at=None).update(text="", pieces=None, facts={}, author_name="", erased_at=at)
    )


def _blank_names(participants: QuerySet[Participant]) -> int:
    known = participants.exclude(name="", phone="", email="", contact=None)
    count = 0
    for participant in known:
        participant.name = participant.phone = participant.email = ""
        participant.contact, participant.epoch = None, participant.epoch + 1
        participant.save(update_fields=["name", "phone", "email", "contact", "epoch"])
        count += 1
    return count


def _blank_files(files: QuerySet[Attachment], at: datetime) -> bool:
    """Remove each file, then blank its row: cut off between the two, the next call does it again."""
    there = list(files.filter(erased_at=None))
    for file in there:
        default_storage.delete(stored_as(file.key))
        file.name, file.sha256, file.image, file.erased_at = "", b"", False, at
        file.save(update_fields=["name", "sha256", "image", "erased_at"])
    return bool(there)


_BLANKING: dict[str, Callable[[Order, datetime], bool]] = {
    "messages": _messages,
    "files": _files,
    "contacts": _contacts,
    "mails": _mails,
}
