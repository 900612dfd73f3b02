"""Keep the people at networks and shops who report and whom we call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.addresses import prove_address
from amberdesk.customers.actions.change import change
from amberdesk.customers.actions.phones import set_phones
from amberdesk.customers.codes import Proof
from amberdesk.customers.models import Contact, Network, PhoneNumber, Site
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

CHANGEABLE = frozenset({"name", "position", "emails", "language", "note", "site", "active"})


@transaction.atomic
def add_contact(
    network: Network,
    *,
    name: str,
    site: Site | None = None,
    phones: Iterable[str] = (),
    by: Actor,
    at: datetime,
    **facts: Any,
) -> Contact:
    """Return a new contact. Addresses that the office enters count as proven. `facts`: any of CHANGEABLE."""
    require_office(by)
    contact = Contact(network=network)
    for field, value in _checked({"name": name, "site": site, **facts}, contact).items():
        setattr(contact, field, value)
    contact.save()
    record(events.ContactAdded(id=contact.pk, network=network.pk, site=contact.site_id), by=by, at=at)
    set_phones(contact, phones)
    for address in contact.emails:
        prove_address(network, address, how=Proof.STAFF, by=by, at=at)
    return contact


@transaction.atomic
def change_contact(
    contact: Contact, *, phones: Iterable[str] | None = None, by: Actor, at: datetime, **changes: Any
) -> Contact:
    """Return the contact with its facts changed; `phones`, when given, replace the ones it has."""
    require_office(by)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    known = set(contact.emails)
    changed = change(contact, _checked(changes, contact), CHANGEABLE)
    numbers = [p.number for p in PhoneNumber.objects.filter(contact=contact)] if phones is None else phones
    if "site" in changed:
        PhoneNumber.objects.filter(contact=contact).update(site=contact.site)
    if set_phones(contact, numbers):
        changed = (*changed, "phones")
    for address in set(contact.emails) - known:
        prove_address(contact.network, address, how=Proof.STAFF, by=by, at=at)
    if changed:
        record(events.ContactChanged(id=contact.pk, fields=changed), by=by, at=at)
    return contact


@transaction.atomic
def remember_contact(
    site: Site, *, name: str, phone: str = "", email: str = "", by: Actor, at: datetime
) -> Contact:
    """Return who reports from a shop: the contact there with that number, address or name, else a new one.

    Learns a number that was not known; an address stays unproven. The caller came through the site's own door.
    """
    name, number, address = checks.line(name, "name"), e164(phone), checks.email(email)
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)  # two reports at once make one contact
    contact = _known_at(site, name, number, address)
    if contact is None:
        return _met(site, name, number, address, by=by, at=at)
    learnt = []
    if number:
        _kept, is_new = PhoneNumber.objects.get_or_create(
            number=number, network_id=site.network_id, site=site, contact=contact
        )
        learnt += ["phones"] if is_new else []
    if address and address not in contact.emails:
        contact.emails = [*contact.emails, address]
        contact.save(update_fields=["emails"])
        learnt += ["emails"]
    if learnt:
        record(events.ContactChanged(id=contact.pk, fields=tuple(learnt)), by=by, at=at)
    return contact


def _met(site: Site, name: str, number: str, address: str, *, by: Actor, at: datetime) -> Contact:
    """Return a new contact with what he was met with."""
    place = {"network_id": site.network_id, "site": site}
    contact = Contact.objects.create(**place, name=name, emails=[address] if address else [])
    if number:
        PhoneNumber.objects.create(**place, number=number, contact=contact)
    record(events.ContactAdded(id=contact.pk, network=site.network_id, site=site.pk), by=by, at=at)
    return contact


def _known_at(site: Site, name: str, number: str, address: str) -> Contact | None:
    """Return the contact of that name at the shop; a name alone is not enough to join a known address."""
    named = Contact.objects.filter(site=site, active=True, name__iexact=name)
    here = [c for c in named if not (address and c.emails) or address in c.emails]
    if not here:
        return None
    reached = (
        PhoneNumber.objects.filter(contact__in=here, number=number) if number else PhoneNumber.objects.none()
    )
    by_number = set(reached.values_list("contact_id", flat=True))
    return max(here, key=lambda c: (address in c.emails, c.pk in by_number, -c.pk))


def _checked(facts: dict[str, Any], contact: Contact) -> dict[str, Any]:
    """Return the facts in their clean form. Errors: Refused."""
    if unknown := facts.keys() - CHANGEABLE:
        raise Refused("field_cannot_change", sorted(unknown)[0])
    clean: dict[str, Any] = {
        "name": lambda value: checks.line(value, "name"),
        "position": lambda value: checks.line(value, "position", 80, required=False),
        "emails": lambda values: list(
            dict.fromkeys(filter(None, (checks.email(v, "emails") for v in values)))
        ),
        "language": lambda value: checks.language(value, required=False),
    }
    facts = {field: clean[field](value) if field in clean else value for field, value in facts.items()}
    if (site := facts.get("site")) and site.network_id != contact.network_id:
        raise Refused("site_of_other_network", "site")
    return facts
