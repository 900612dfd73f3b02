"""Forget a person of the customer's side: the row stays for what points at it, and says nothing any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from amberdesk.customers import events
from amberdesk.customers.access import require_office
from amberdesk.customers.models import Address, Contact, PhoneNumber
from amberdesk.customers.retention import FORGOTTEN
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record


@transaction.atomic
def forget_contact(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """Return the contact without name, numbers, addresses and notes. Once done, nothing more is recorded."""
    require_office(by)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.name == FORGOTTEN and not contact.active:
        return contact
    alone = [a for a in contact.emails if not _others(contact).filter(emails__contains=[a]).exists()]
    Address.objects.filter(network=contact.network_id, email__in=alone).delete()
    PhoneNumber.objects.filter(contact=contact).delete()
    contact.name, contact.position, contact.note, contact.emails = FORGOTTEN, "", "", []
    contact.active = False
    contact.save(update_fields=["name", "position", "note", "emails", "active"])
    record(events.ContactForgotten(id=contact.pk, network=contact.network_id), by=by, at=at)
    return contact


def _others(contact: Contact) -> QuerySet[Contact]:
    return Contact.objects.filter(network=contact.network_id).exclude(pk=contact.pk)
